"""Runs a job for a Processing algorithm: its own engine, events as feedback, finished files under their final names.

For the algorithm's thread; nothing here knows layers or projects.
"""

from __future__ import annotations

import errno
import os
import shutil
import uuid
from typing import Dict, Mapping, Optional, Tuple

from qgis.core import QgsProcessingException, QgsProcessingFeedback
from qgis.PyQt.QtCore import QCoreApplication

from ...core.client import environment
from ...core.client.process import EngineProcess
from ...core.contract.errors import Cancelled, EngineError, JobError
from ...core.contract.events import Event, Failure, Log, Metric, Progress, Ready, Result, Stopped
from ...core.contract.jobs import ExportChipsJob, Job, SegmentJob
from .. import messages
from ..engine import EngineHost
from ..reasons import reason_text
from ..tasks import STAGE_SPANS

translate = QCoreApplication.translate

# Files that belong to a result and are moved with it.
_SIDECARS: Dict[str, Tuple[str, ...]] = {".tif": (".tif.aux.xml",), ".shp": (".shx", ".dbf", ".prj", ".cpg")}


def engine_python() -> str:
    """The engine's interpreter. Raises `EngineError` ("engine.missing", "engine.broken")."""
    status = EngineHost().status()
    if status.state == "broken":
        raise EngineError("engine.broken", reason=status.reason)
    if status.state != "ready":
        raise EngineError("engine.missing")
    return status.python


def run_job(job: Job, feedback: QgsProcessingFeedback) -> Result:
    """Run `job` in an engine of its own. Raises `Cancelled`, `QgsProcessingException` and `EngineError`."""
    home = environment.default_home()
    log_path = os.path.join(home, "logs", f"engine-processing-{os.getpid()}-{uuid.uuid4().hex[:6]}.log")
    os.makedirs(os.path.dirname(log_path), exist_ok=True)
    engine = EngineProcess(engine_python(), environment.package_root(), os.path.join(home, "work"), log_path)
    try:
        for _tick in engine.starting():
            if feedback.isCanceled():
                raise Cancelled
        return _follow(engine, job, feedback)
    finally:
        engine.stop()


def _follow(engine: EngineProcess, job: Job, feedback: QgsProcessingFeedback) -> Result:
    spans = STAGE_SPANS if isinstance(job, SegmentJob) else {}
    titles = {"export": translate("Landweave", "Writing chips")} if isinstance(job, ExportChipsJob) else {}
    for event in engine.submit(job):
        if feedback.isCanceled():
            engine.cancel()
        if isinstance(event, Result):
            return event
        if isinstance(event, Stopped):
            raise Cancelled
        if isinstance(event, Failure):
            raise _exception(event, feedback)
        if event is not None:
            _tell(event, feedback, spans, titles)
    raise EngineError("engine.crashed", reason=translate("Landweave", "it ended without a result"))


def _exception(failure: Failure, feedback: QgsProcessingFeedback) -> QgsProcessingException:
    for detail in (failure.traceback, str(failure.data.get("log_tail", ""))):
        if detail.strip():
            feedback.pushDebugInfo(detail.strip())
    return QgsProcessingException(" ".join(messages.describe_error(failure)))


def _tell(
    event: Event, feedback: QgsProcessingFeedback, spans: Mapping[str, Tuple[float, float]], titles: Mapping[str, str]
) -> None:
    """An event in the words and the bar of Processing's dialog. `spans`: stage -> its part of the bar; `titles`: its name."""
    if isinstance(event, Progress) and event.total > 0:
        first, last = spans.get(event.stage, (0.0, 100.0))
        feedback.setProgress(first + (last - first) * min(1.0, event.done / event.total))
        feedback.setProgressText(titles.get(event.stage) or messages.stage_name(event.stage))
    elif isinstance(event, Metric) and event.name == "miou":
        text = translate("Landweave", "Epoch {epoch}: mean IoU {value}")
        feedback.pushInfo(text.format(epoch=event.step, value=f"{event.value:.3f}"))
    elif isinstance(event, Ready):
        text = translate("Landweave", "Device: {device} ({reason})")
        feedback.pushInfo(text.format(device=event.device, reason=reason_text(event.reason)))
    elif isinstance(event, Log):
        warning = messages.describe_warning({"code": event.code, "message": event.message, "data": event.data})
        (feedback.pushWarning if event.level == "warning" else feedback.pushInfo)(warning)


def place(source: str, target: str) -> None:
    """Give a finished file, and what belongs to it, its final name, also across drives. Raises `JobError` ("output.*")."""
    source_stem, extension = os.path.splitext(source)
    target_stem = os.path.splitext(target)[0]
    for suffix in _SIDECARS.get(extension.lower(), ()):
        if os.path.exists(source_stem + suffix):
            _replace(source_stem + suffix, target_stem + suffix)
    _replace(source, target)


def _replace(source: str, target: str) -> None:
    part: Optional[str] = None
    try:
        try:
            os.replace(source, target)
        except OSError as error:
            if error.errno != errno.EXDEV:
                raise
            part = f"{target}.{uuid.uuid4().hex[:8]}.part"
            shutil.copyfile(source, part)
            os.replace(part, target)
    except OSError as error:
        raise JobError("output.locked", path=target, reason=error.strerror or str(error)) from error
    finally:
        if part is not None and os.path.exists(part):
            os.remove(part)
