"""Models by name: the shipped one, those in $LANDWEAVE_MODELS, a folder, a zip."""

from __future__ import annotations

import logging
import os
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace

from ..contract.card import CARD_FILE, ModelCard, find_models, load_card
from ..contract.errors import JobError
from ..contract.jobs import Job, PlanJob, SegmentJob
from ..contract.model_jobs import ImportModelJob
from ..contract.model_store import SHIPPED_FOLDER

MODELS_VARIABLE = "LANDWEAVE_MODELS"  # folders of models, separated as in PATH
DEFAULT_MODEL = os.path.join(SHIPPED_FOLDER, "default")


def known_folders() -> tuple[str, ...]:
    """Where models are looked for by name."""
    named = os.environ.get(MODELS_VARIABLE, "").split(os.pathsep)
    return (SHIPPED_FOLDER, *(folder for folder in named if folder))


def model_folder(text: str) -> str:
    """The path of a model that is given by its path or by its name; "" is the shipped one. Raises `JobError` ("model.missing").

    A name is that of the card or of the folder, upper and lower case alike.
    """
    if not text:
        return DEFAULT_MODEL
    if os.path.exists(os.path.join(text, CARD_FILE)) or os.path.isfile(text):
        return text
    models = dict(sound_models(known_folders()))
    wanted = text.strip().casefold()
    for folder, card in models.items():
        if wanted in (card.name.casefold(), os.path.basename(folder).casefold()):
            return folder
    known = ", ".join(f"'{card.name}'" for card in models.values())
    raise JobError("model.missing", path=text, reason=f"it is no folder with {CARD_FILE}, nor one of the known models: {known}")


@contextmanager
def ready(job: Job) -> Iterator[Job]:
    """The job as it can be run: a model that is a zip lies in a temporary folder meanwhile. Raises `JobError` ("model.*")."""
    segment = job.segment if isinstance(job, PlanJob) else job
    if not isinstance(segment, SegmentJob) or not (segment.model.casefold().endswith(".zip") and os.path.isfile(segment.model)):
        yield job
        return
    from .model_job import run_model_job

    with tempfile.TemporaryDirectory(prefix="landweave-model-", ignore_cleanup_errors=True) as folder:
        target = os.path.join(folder, "model")
        run_model_job(ImportModelJob(segment.model, target, "package"), lambda _event: None, lambda: False, "")
        unpacked = replace(segment, model=target)
        yield PlanJob(unpacked) if isinstance(job, PlanJob) else unpacked


def sound_models(folders: Sequence[str]) -> Iterator[tuple[str, ModelCard]]:
    """Folders and cards of the models in these folders; what is no sound package does not hide the others."""
    for folder in find_models(tuple(folders)):
        card = _card(folder)
        if card is not None:
            yield folder, card


def _card(folder: str) -> ModelCard | None:
    try:
        return load_card(folder)
    except JobError as error:
        logging.getLogger("landweave").warning(error.message)
        return None
