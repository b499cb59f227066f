"""What the engine is busy with, in words: it does one job at a time."""

from __future__ import annotations

from typing import Any, Mapping, Optional

from qgis.PyQt.QtCore import QCoreApplication

from ..core.contract.jobs import Job, job_kind

translate = QCoreApplication.translate


def busy_text(kind: str, name: str) -> str:
    """The job that runs, by its kind and name."""
    texts = {
        "train": translate("Landweave", "The engine is training “{name}”."),
        "segment": translate("Landweave", "The engine is making the map “{name}”."),
    }
    return texts.get(kind, translate("Landweave", "The engine is busy with another job.")).format(name=name)


def waits_text(data: Mapping[str, Any]) -> str:
    """For a run that waits for its turn; `data` of the log line `engine.WAITING`."""
    after = translate("Landweave", "This run begins afterwards.")
    return f"{busy_text(str(data.get('kind', '')), str(data.get('name', '')))} {after}"


def plan_waits_text(job: Optional[Job]) -> str:
    """For a plan that is not asked for while `job` runs."""
    text = busy_text(job_kind(job), getattr(job, "name", "")) if job is not None else busy_text("", "")
    return f"{text} {translate('Landweave', 'Time and disk space are estimated when that has ended.')}"
