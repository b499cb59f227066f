"""The jobs "train" and "train_plan": from what the dock or the command line says to a training, and back to events."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

from ...models.runner import pick_device
from ...models.train.config import TrainConfig, config_from_plain
from ...models.train.findings import Finding, from_error
from ...models.train.presets import preset_config
from ...models.train.review import Review, done_steps, estimate_seconds, parameter_count, review
from ...models.train.run import TrainFacts, train_model
from ...models.train.team import Team, join_team, leave_team
from ...models.train.watch import Watch
from ..contract.card import CARD_FILE
from ..contract.errors import JobError
from ..contract.events import Event, Log, Metric, Partial, Progress, Ready, Result
from ..contract.jobs import TrainJob
from .file_lock import FileLock

Emit = Callable[[Event], None]
WORK_SUFFIX, LOCK = ".training", "lock"
PROGRESS_EVERY_S = 0.25


def run_train(job: TrainJob, emit: Emit, cancelled: Callable[[], bool], job_id: str) -> Result:
    """Do a `TrainJob`; of several processes under `torchrun` the first speaks and writes. Raises `JobError`, `Cancelled`."""
    began = time.monotonic()
    device, reason = pick_device(job.device)
    team = join_team(device)
    try:
        config, data_folder, encoder = configuration(job, device)
        check_output(job, config)
        work_dir = work_folder(job)
        if team.rank == 0:
            emit(Ready(job_id, device, reason))
        watch = Events(job_id, emit) if team.rank == 0 else Watch()
        with _alone(work_dir, team), _memory_is_said():
            facts = train_model(config, data_folder, Path(job.output_dir), work_dir, team, watch, cancelled, job.resume,
                                encoder, job.finish)
    finally:
        leave_team(team)
    return _result(job_id, config, facts, time.monotonic() - began, job.finish)


def plan_train(job: TrainJob, job_id: str) -> Result:
    """What `run_train` would do and what stands against it, without training. Raises nothing that a finding can say."""
    device, reason = pick_device(job.device)
    facts: dict[str, Any] = {"device": device, "device_reason": reason}
    try:
        config, data_folder, _ = configuration(job, device)
    except JobError as error:
        return Result(job_id, {}, {**facts, "can_start": False, "findings": [_plain(from_error(error))]})
    found = review(config, data_folder)
    try:
        check_output(job, config)
    except JobError as error:
        found = replace(found, findings=[*found.findings, from_error(error)])
    done = done_steps(found, work_folder(job))
    facts.update(can_start=found.can_start, findings=[_plain(f) for f in found.findings], epochs=config.epochs,
                 epoch_steps=config.epoch_steps, steps=config.epochs * config.epoch_steps, chip_px=config.chip_px,
                 batch=config.batch, resumable=done > 0, done_steps=done, **_data_facts(found))
    if found.can_start:
        facts.update(seconds=estimate_seconds(found, device, done), parameters=parameter_count(config))
    return Result(job_id, {}, facts)


def configuration(job: TrainJob, device: str) -> tuple[TrainConfig, Path, str]:
    """The whole configuration, the folder that its paths start from, and a file with weights for a new encoder or ""."""
    if not job.config:
        config = preset_config(job.preset, job.data, name=job.name, base=job.base, network=job.network, classes=job.classes,
                               bands=job.bands, class_from=job.class_from, device=device, changes=job.changes)
        return config, Path(), ""
    value = dict(job.config)
    data_folder, encoder = Path(str(value.pop("data_folder", "."))), str(value.pop("encoder_weights_file", ""))
    return config_from_plain(value), data_folder, encoder


def work_folder(job: TrainJob) -> Path:
    """Where checkpoint and pictures lie: beside the package, so that the package is only the model."""
    output = Path(job.output_dir).absolute()
    return output.with_name(output.name + WORK_SUFFIX)


def check_output(job: TrainJob, config: TrainConfig) -> None:
    """Refuse a folder that the package must not replace. Raises `JobError` ("job.invalid", "output.read_only")."""
    output = Path(job.output_dir).absolute()
    if config.parent and os.path.realpath(config.parent) == os.path.realpath(output):
        raise JobError("job.invalid", reason="the new model would replace the model that it starts from")
    if output.exists() and not (output / CARD_FILE).is_file() and (not output.is_dir() or any(output.iterdir())):
        raise JobError("job.invalid", reason=f"'{output}' is there already and is no model")
    parent = next(folder for folder in output.parents if folder.exists())
    if not os.access(parent, os.W_OK):
        raise JobError("output.read_only", path=str(parent), reason="writing is not permitted")


@contextmanager
def _alone(work_dir: Path, team: Team) -> Iterator[None]:
    """Hold the work folder against a second training of the same model. Raises `JobError` ("output.*")."""
    if team.rank:
        yield
        return
    try:
        work_dir.mkdir(parents=True, exist_ok=True)
        lock = FileLock(work_dir / LOCK)
        holder = lock.take()
    except OSError as error:
        raise JobError("output.read_only", path=str(work_dir), reason=error.strerror or str(error)) from error
    if holder:
        raise JobError("output.in_use", path=str(work_dir), pid=holder)
    try:
        yield
    finally:
        lock.release()


@contextmanager
def _memory_is_said() -> Iterator[None]:
    """Torch says in a `RuntimeError` of its own that memory ran out; here it is a `MemoryError` like any other."""
    try:
        yield
    except RuntimeError as error:
        if any(words in str(error).lower() for words in ("out of memory", "allocate memory")):
            raise MemoryError("the chips of one step do not fit; choose a smaller network, chip or batch") from error
        raise


class Events(Watch):
    """What a training says, as events. The time left is taken from the steps of this run alone."""

    def __init__(self, job_id: str, emit: Emit) -> None:
        self._id, self._emit = job_id, emit
        self._first: tuple[int, float] | None = None
        self._last = 0.0

    def metric(self, name: str, value: float, step: int, class_name: str = "") -> None:
        """One point of a curve."""
        self._emit(Metric(self._id, name, value, step, class_name))

    def advance(self, done: int, total: int) -> None:
        """Progress with the time left, checks between the epochs included."""
        now = time.monotonic()
        if self._first is None:
            self._first = (done, now)
            self._emit(Progress(self._id, "train", done, total, "steps"))
        if (now - self._last < PROGRESS_EVERY_S and done < total) or done == self._first[0]:
            return
        self._last = now
        rate = (done - self._first[0]) / max(1e-6, now - self._first[1])
        self._emit(Progress(self._id, "train", done, total, "steps", rate, (total - done) / rate))

    def stage(self, name: str, done: int, total: int) -> None:
        """Progress of another stage."""
        self._emit(Progress(self._id, name, done, total))

    def found(self, finding: Finding) -> None:
        """A finding as a line of the log."""
        self._emit(Log(self._id, "info" if finding.level == "info" else "warning", finding.message, finding.code, finding.data))

    def note(self, code: str, message: str, data: dict[str, Any]) -> None:
        """A turn of the training."""
        self._emit(Log(self._id, "info", message, code, data))

    def shown(self, kind: str, path: str) -> None:
        """A picture or a package that is there now."""
        self._emit(Partial(self._id, kind, path))


def _result(job_id: str, config: TrainConfig, facts: TrainFacts, seconds: float, finished_by_stop: bool) -> Result:
    before, after = facts.before, facts.after
    classes = [{"value": c.value, "name": c.name, "color": c.color, "before": None if before is None else before.get(c.name),
                "after": after.get(c.name), "train_px": facts.train_px[c.name], "check_px": facts.check_px[c.name]}
               for c in config.classes]
    outputs = {"model": facts.folder, **{f"comparison_{i}": path for i, path in enumerate(facts.pictures, start=1)}}
    return Result(job_id, outputs, {
        "epoch": facts.outcome.epoch, "epochs_run": facts.outcome.epochs_run,
        "steps": facts.outcome.epochs_run * config.epoch_steps, "stopped_early": facts.outcome.stopped_early,
        "finished_by_stop": finished_by_stop, "seconds": seconds, "miou_before": facts.miou_before, "miou_after": _mean(after),
        "before_shown": facts.before_shown, "check_from": facts.check_from, "classes": classes, "metrics": facts.metrics,
        "findings": [_plain(f) for f in facts.findings]})


def _mean(iou: dict[str, float]) -> float | None:
    return sum(iou.values()) / len(iou) if iou else None


def _data_facts(found: Review) -> dict[str, Any]:
    dataset, config = found.dataset, found.config
    if dataset is None:
        return {"classes": [], "train_px": 0, "check_px": 0, "areas": {"train": 0, "check": 0}, "check_from": "none"}
    learned, checked = dataset.class_px("train"), dataset.class_px("validation")
    numbers = {role: len({p.number for p in dataset.pairs if p.role == role and p.number}) for role in ("train", "validation")}
    return {
        "classes": [{"value": c.value, "name": c.name, "color": c.color, "train_px": int(train), "check_px": int(check)}
                    for c, train, check in zip(config.classes, learned, checked)],
        "train_px": dataset.labelled_px("train"), "check_px": dataset.labelled_px("validation"),
        "areas": {"train": numbers["train"], "check": numbers["validation"]}, "check_from": dataset.check_from}


def _plain(finding: Finding) -> dict[str, Any]:
    return {"code": finding.code, "level": finding.level, "message": finding.message, "data": finding.data}
