"""What the scripted engine does with trainings: plans, trains in a fraction of a second with numbers that rise, and pauses.

LANDWEAVE_SCRIPT says what: ok (default), slow, blocked, crash, failure, nothing. A checkpoint is a file
in `<output_dir>.training`, as with the real engine, so that a resume goes on where the script was stopped.
"""

import json
import os
import shutil
import signal
import struct
import zlib

CLASSES = ((0, "land", "#d9c79e"), (1, "building", "#c8553d"), (2, "water", "#3d7ab8"))
EPOCHS, EPOCH_STEPS = 4, 10
SECONDS = {"quick": 240.0, "balanced": 1500.0, "thorough": 7200.0}
CARD_NAME = "model.json"


def write_png(path, rows, cols, color):
    """A picture of one colour with lighter columns, so that scaling and cutting can be seen."""
    light = bytes(min(255, value + 40) for value in color)
    line = b"\0" + b"".join(bytes(color) if (x // 8) % 2 else light for x in range(cols))

    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", cols, rows, 8, 2, 0, 0, 0)
    content = chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(line * rows)) + chunk(b"IEND", b"")
    with open(path + ".part", "wb") as file:
        file.write(b"\x89PNG\r\n\x1a\n" + content)
    os.replace(path + ".part", path)


def scan(script, name):
    """Answer a "dataset": what is in a folder."""
    findings = [{"code": "dataset.odd", "level": "warning", "message": "One mask is odd.", "data": {}}]
    if script.mode == "unusable":
        findings.append({"code": "dataset.future", "level": "error", "message": "All images are damaged.", "data": {}})
    facts = {
        "usable": script.mode != "unusable", "pairs": {"train": 3, "val": 0, "test": 0}, "mask_kind": "index", "colors": {},
        "labels": {str(v): n for v, n, _ in CLASSES}, "findings": findings,
        "classes": [{"value": v, "name": n, "color": c, "codes": [str(v)], "pixels": 9} for v, n, c in CLASSES],
    }  # fmt: skip
    script.say("result", id=name, outputs={}, facts=facts)


def plan(script, name, job):
    """Answer a "train_plan"."""
    record = os.environ.get("LANDWEAVE_SCRIPT_PLANS")
    if record:
        with open(record, "a") as file:
            file.write(json.dumps(job) + "\n")
    done = _done_steps(job)
    findings = []
    if script.mode == "blocked":
        findings = [
            {"code": "train.no_check", "level": "warning", "message": "", "data": {"percent": 20}},
            {"code": "train.no_labels", "level": "error", "message": "There is no labelled pixel.", "data": {}},
        ]
    classes = [{"value": v, "name": n, "color": c, "train_px": 5000, "check_px": 900} for v, n, c in CLASSES]
    facts = {
        "findings": findings, "can_start": script.mode != "blocked", "seconds": SECONDS[job["preset"]],
        "device": "cpu", "device_reason": "no graphics card was found",
        "steps": EPOCHS * EPOCH_STEPS, "epochs": EPOCHS, "epoch_steps": EPOCH_STEPS,
        "chip_px": 256, "batch": 4, "classes": classes, "train_px": 15000, "check_px": 2700, "parameters": 1000,
        "areas": {"train": 2, "check": 1, "skipped": 0}, "check_from": "areas", "resumable": done > 0, "done_steps": done,
    }  # fmt: skip
    script.say("result", id=name, outputs={}, facts=facts)


def _checkpoint(job):
    return os.path.join(job["output_dir"] + ".training", "checkpoint")


def _done_steps(job):
    try:
        with open(_checkpoint(job)) as file:
            return int(file.read())
    except OSError:
        return 0


def _save(job, step):
    with open(_checkpoint(job), "w") as file:
        file.write(str(step))


def train(script, name, job):
    """Answer a "train"."""
    mode = script.mode
    os.makedirs(job["output_dir"] + ".training", exist_ok=True)
    script.say("ready", id=name, device="cpu", reason="no graphics card was found", threads=1)
    if mode == "failure":
        data = {"loss": 9, "epoch": 1}
        script.say("failure", id=name, code="training.diverged", message="m", hint="", data=data, traceback="TB")
        return
    if job["finish"]:
        if _done_steps(job) < EPOCH_STEPS:
            script.say("failure", id=name, code="training.nothing", message="No epoch was finished.", hint="Go on.", data={})
        else:
            _result(script, name, job, _done_steps(job), True)
        return
    start = _done_steps(job) if job["resume"] else 0
    data = {
        "epochs": EPOCHS, "epoch_steps": EPOCH_STEPS, "total_steps": EPOCHS * EPOCH_STEPS, "start_step": start, "chip_px": 256,
        "batch": 4, "classes": [c[1] for c in CLASSES], "check_from": "areas", "has_parent": bool(job["base"]),
    }  # fmt: skip
    script.say("progress", id=name, stage="prepare", done=0, total=1)
    script.say("log", id=name, level="info", message="set up", code="train.setup", data=data)
    if start == 0:
        _epoch_scores(script, name, job, 0)
    for step in range(start + 1, EPOCHS * EPOCH_STEPS + 1):
        if script.cancelled.wait(0.15 if mode == "slow" else 0.005):
            _save(job, step - 1)
            script.say("cancelled", id=name)
            return
        total = EPOCHS * EPOCH_STEPS
        script.say("progress", id=name, stage="train", done=step, total=total, unit="steps", rate=6.5, eta_s=(total - step) * 4.0)
        script.say("metric", id=name, name="loss", value=1.2 / (1 + step / 12) + 0.04 * (step % 3), step=step)
        if step % EPOCH_STEPS == 0:
            _epoch_scores(script, name, job, step // EPOCH_STEPS)
            _save(job, step)
        if mode == "crash" and step == 15:
            os.kill(os.getpid(), signal.SIGSEGV)
    _result(script, name, job, EPOCHS * EPOCH_STEPS, False)


def _epoch_scores(script, name, job, epoch):
    ious = {label: round(0.3 + 0.1 * index + 0.12 * epoch * (1 - 0.1 * epoch), 4) for index, (_, label, _) in enumerate(CLASSES)}
    if epoch:
        script.say("metric", id=name, name="epoch_loss", value=1.2 / (1 + epoch), step=epoch)
    script.say("metric", id=name, name="miou", value=sum(ious.values()) / len(ious), step=epoch)
    for label, value in ious.items():
        script.say("metric", id=name, name="iou", value=value, step=epoch, class_name=label)
    path = os.path.join(job["output_dir"] + ".training", "preview.png")
    write_png(path, 128, 384, (60 + 30 * epoch, 120, 90))
    script.say("partial", id=name, kind="preview", path=path)
    if epoch:
        _write_model(job)
        script.say("partial", id=name, kind="model", path=job["output_dir"])


def _write_model(job):
    """The package is that of LANDWEAVE_SCRIPT_PACKAGE under the new name; there is nothing in it to run."""
    os.makedirs(job["output_dir"], exist_ok=True)
    example = os.environ["LANDWEAVE_SCRIPT_PACKAGE"]
    shutil.copy(os.path.join(example, "model.safetensors"), job["output_dir"])
    with open(os.path.join(example, CARD_NAME)) as file:
        card = json.load(file)
    card["name"] = job["name"]
    with open(os.path.join(job["output_dir"], CARD_NAME), "w") as file:
        json.dump(card, file)


def _result(script, name, job, steps, stopped):
    outputs = {"model": job["output_dir"]}
    for number in (1, 2):
        path = os.path.join(job["output_dir"] + ".training", f"comparison_{number}.png")
        write_png(path, 128, 512, (90, 60 + 40 * number, 120))
        outputs[f"comparison_{number}"] = path
    classes = [
        {"value": v, "name": n, "color": c, "before": b, "after": a, "check_px": 900, "train_px": 5000}
        for (v, n, c), b, a in zip(CLASSES, (0.41, 0.52, 0.9), (0.62, 0.71, 0.88))
    ]
    facts = {
        "epoch": max(1, steps // EPOCH_STEPS), "epochs_run": max(1, steps // EPOCH_STEPS), "steps": steps, "stopped_early": False,
        "finished_by_stop": stopped, "seconds": 200.0, "miou_before": 0.61, "miou_after": 0.737, "check_from": "areas",
        "classes": classes, "metrics": {"miou": 0.737}, "findings": [], "before_shown": bool(job["base"]),
    }  # fmt: skip
    if os.path.exists(_checkpoint(job)):
        os.remove(_checkpoint(job))
    script.say("result", id=name, outputs=outputs, facts=facts)
