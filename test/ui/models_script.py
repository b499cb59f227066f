"""What the scripted engine does about models: packages are really unpacked, copied and zipped; networks it knows nothing of.

Weights of the size 13 do not fit their network. LANDWEAVE_SCRIPT "slow" gives time to cancel.
"""

import json
import os
import shutil
import zipfile


def run(script, name, job):
    script.say("progress", id=name, stage="import", done=0, total=4)
    if script.mode == "slow":
        for step in range(100):
            script.say("progress", id=name, stage="import", done=step, total=100)
            if script.cancelled.wait(0.1):
                script.say("cancelled", id=name)
                return
    {"import_model": take_in, "export_model": give_out, "check_model": look}[job["kind"]](script, name, job)


def take_in(script, name, job):
    source, target = job["source"], job["output_dir"]
    try:
        if job["source_kind"] == "package":
            unpack(source, target)
        else:
            build(script, source, target, job)
    except Refused as refused:
        script.say("failure", id=name, code=refused.code, message="no", hint="", data=refused.data, traceback="")
        return
    warnings = [] if job["scaling"] else [{"code": "from.the.future", "message": "Values as they are.", "data": {}}]
    facts = {"path": target, "warnings": [] if job["source_kind"] == "package" else warnings}
    script.say("result", id=name, outputs={"model": target}, facts=facts)


class Refused(Exception):
    def __init__(self, code, **data):
        self.code, self.data = code, data


def unpack(source, target):
    if os.path.isdir(source):
        shutil.copytree(source, target)
        return
    try:
        with zipfile.ZipFile(source) as archive:
            if "model.json" not in archive.namelist() or archive.testzip():
                raise Refused("model.invalid", path=source, reason="it holds no model.json")
            archive.extractall(target)
    except zipfile.BadZipFile as error:
        raise Refused("model.invalid", path=source, reason="it is no whole zip archive (x)") from error


def build(script, source, target, job):
    if not job["classes"]:
        raise Refused("model.incomplete", path=source, missing="its classes", needs=["classes"], count_classes=4, count_bands=2)
    if os.path.getsize(source) == 13 and job["network"]["encoder_name"] != "resnet50":
        raise Refused("model.unlike_file", path=source, reason="a tensor is missing", count_classes=4)
    os.makedirs(target)
    with open(os.path.join(os.environ["LANDWEAVE_SCRIPT_PACKAGE"], "model.json")) as file:
        card = json.load(file)
    card.update({key: job[key] for key in ("name", "license", "classes", "bands", "scaling")})
    for number in ("resolution_m", "resolution_min_m", "resolution_max_m"):
        card["input"][number] = job["resolution_m"]
    with open(os.path.join(target, "model.json"), "w") as file:
        json.dump(card, file)


def give_out(script, name, job):
    with zipfile.ZipFile(job["output"], "w") as archive:
        archive.writestr("job.json", json.dumps(job))
        archive.write(os.path.join(job["model"], "model.json"), "model.json")
    script.say("result", id=name, outputs={job["format"]: job["output"]}, facts={"warnings": []})


def look(script, name, job):
    with open(os.path.join(job["model"], "model.safetensors"), "rb") as file:
        good = file.read() == b"x"
    if good:
        script.say("result", id=name, outputs={"model": job["model"]}, facts={"warnings": []})
    else:
        data = {"path": job["model"]}
        script.say("failure", id=name, code="model.checksum", message="no", hint="", data=data, traceback="")
