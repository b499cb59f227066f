"""What can go wrong, said once.

    LandweaveError
    ├── JobError       the person can mend it: another raster, band, folder, model
    ├── EngineError    the engine's process or environment failed
    └── Cancelled      the person asked to stop; not a failure

Every error has a stable `code`. The English sentences live here; `ui/messages.py` holds the same sentences inside
`translate()` so that they can be shown in the person's language, and a test keeps the two tables equal.
"""

from __future__ import annotations

from typing import Any, Dict, Tuple

# code -> (what happened, what to do). Placeholders are filled from the error's data.
SENTENCES: Dict[str, Tuple[str, str]] = {
    "internal": ("Something unexpected went wrong: {reason}.", "Please report it together with the log."),
    "memory": (
        "There was not enough memory, even with the smallest tile ({tile_px} px).",
        "Close other programs, choose a smaller network, or run on a machine with more memory.",
    ),
    "memory.job": ("There was not enough memory: {reason}.", "Close other programs, or use a machine with more memory."),
    # jobs
    "job.invalid": ("The job is not valid: {reason}.", "Correct this value and run again."),
    "job.kind": ("This engine does not know the job '{kind}'.", "Set the engine up again so that it matches the plugin."),
    # rasters
    "raster.missing": ("The raster '{path}' does not exist.", "Choose a raster that is on this computer."),
    "raster.unreadable": (
        "The raster '{path}' cannot be read: {reason}.",
        "The file may be damaged or incomplete; open it again from its source.",
    ),
    "raster.no_georeference": (
        "The raster '{path}' has no coordinate system, so its pixel size in metres is unknown.",
        "Set the layer's coordinate system, or its pixel size will be taken as the model's.",
    ),
    "raster.bands": (
        "The model needs the bands {wanted}; in '{path}' {missing} could not be found among: {found}.",
        "Choose by hand which band is which.",
    ),
    "raster.band_number": (
        "Band {band} was asked for, but '{path}' has {count} band(s).",
        "Choose bands between 1 and {count}.",
    ),
    "raster.dtype": ("Bands of type {dtype} cannot be segmented.", "Use a raster of whole or real numbers."),
    "raster.all_nodata": (
        "Every pixel of the region is nodata in '{path}'; there is nothing to map.",
        "Choose another region, or check the layer's nodata value.",
    ),
    "region.empty": ("The region is empty.", "Draw a region or choose 'Whole layer'."),
    "region.outside": (
        "The region does not touch the raster '{path}'.",
        "Choose a region that lies on the layer; zoom to the layer to see where it is.",
    ),
    # results
    "output.read_only": ("The folder '{path}' cannot be written to: {reason}.", "Choose another output folder."),
    "output.disk_full": (
        "The disk with '{path}' is full ({free_mb} MB free).",
        "Free some space and run again: finished blocks are kept and the run goes on from there.",
    ),
    "output.disk_small": (
        "The result needs about {needed_mb} MB, but only {free_mb} MB are free in '{path}'.",
        "Choose another output folder or free some space.",
    ),
    "output.in_use": (
        "Another run is writing '{path}' (process {pid}).",
        "Wait for it to end or choose another name.",
    ),
    "output.failed": ("'{path}' could not be written: {reason}.", "Choose another format or another folder."),
    "output.locked": ("'{path}' cannot be replaced: {reason}.", "Remove the layer that uses this file, or choose another name."),
    # models
    "model.missing": ("There is no model in '{path}': {reason}.", "Choose the folder that holds model.json."),
    "model.invalid": ("The model '{path}' is not valid: {reason}.", "Get the model again from where it came."),
    "model.unsafe": (
        "The model '{path}' was refused because {reason}.",
        "Landweave never loads files that can run code. Ask for the weights as safetensors.",
    ),
    "model.architecture": (
        "The model '{path}' asks for the {what} '{name}', which this version does not know.",
        "Update Landweave, or choose another model.",
    ),
    "model.shape": (
        "The weights of the model '{path}' do not fit its network: {reason}.",
        "The folder mixes two models; get the model again from where it came.",
    ),
    "model.checksum": (
        "The weights of the model '{path}' are not those that its card describes.",
        "The file was damaged or exchanged; get the model again from where it came.",
    ),
    "model.newer": (
        "The model '{path}' was made by a newer version (format {found}; this version reads {known}).",
        "Update Landweave.",
    ),
    # training data
    "data.missing": ("The training data '{path}' cannot be used: {reason}.", "Correct the data and start again."),
    "data.unknown_value": (
        "The mask '{path}' holds the value {value}, which belongs to no class.",
        "Add the class to the table, or correct the mask.",
    ),
    "data.no_labels": ("There is no labelled pixel to learn from.", "Label at least one area of every class."),
    "training.diverged": (
        "The training became unstable: the loss is {loss} in epoch {epoch}.",
        "Start again with a smaller learning rate; the best model so far was kept.",
    ),
    # the engine
    "engine.missing": ("The engine is not set up yet.", "Press 'Set up engine'."),
    "engine.broken": ("The engine's environment is not complete: {reason}.", "Press 'Set up engine' to build it again."),
    "engine.start": (
        "The engine could not be started with '{python}': {reason}.",
        "Press 'Set up engine' or choose another Python.",
    ),
    "engine.protocol": (
        "The engine speaks protocol {found}, this plugin {known}.",
        "Restart QGIS, then press 'Set up engine'.",
    ),
    "engine.crashed": (
        "The engine stopped unexpectedly: {reason}.",
        "Run again: finished blocks are kept. The log has the details.",
    ),
    "engine.silent": ("The engine has not answered for {seconds} seconds.", "Cancel and run again."),
    "engine.busy": ("The engine is busy with another job.", "Wait for it to end or cancel it."),
    "engine.setup": ("Setting up the engine failed while {stage}: {reason}.", "Open the log for the details, then try again."),
    "engine.setup_running": (
        "Another QGIS window is setting up the engine (process {pid}).",
        "Wait for it to finish, then try again.",
    ),
    "engine.no_python": (
        "No Python that can build the engine was found (needed: Python {wanted} with venv).",
        "Install Python, then choose it under 'Use this Python instead'.",
    ),
    "engine.wrong_python": ("'{python}' cannot be used: {reason}.", "Choose a Python {wanted} that has venv and pip."),
    "engine.disk": (
        "The engine needs about {needed_mb} MB, but only {free_mb} MB are free in '{path}'.",
        "Free some space or choose another folder.",
    ),
    "engine.package": ("The engine cannot use the package '{package}': {reason}.", "Press 'Set up engine' to build it again."),
    # layers that QGIS has to read
    "layer.none": ("There is no raster layer to map.", "Add a raster layer to the project, or try the sample."),
    "layer.invalid": ("The layer '{layer}' cannot be read.", "Repair its data source first."),
    "layer.too_large": (
        "The region has {megapixels} megapixels; online layers are limited to {limit} at once.",
        "Choose a smaller region.",
    ),
    "layer.export": ("The pixels of the layer '{layer}' could not be read: {reason}.", "Check the connection and run again."),
}


class _Missing(Dict[str, Any]):
    """Leaves unknown placeholders visible instead of failing while an error is being reported."""

    def __missing__(self, key: str) -> str:
        return "{" + key + "}"


def fill(template: str, data: Dict[str, Any]) -> str:
    """Fill a sentence's placeholders from `data`."""
    return template.format_map(_Missing(data))


class LandweaveError(Exception):
    """Base of all errors that a person may see. `code` is a key of `SENTENCES`; `data` fills its placeholders."""

    def __init__(self, code: str, **data: Any) -> None:
        message, hint = SENTENCES[code]
        self.code = code
        self.data = data
        self.message = fill(message, data)
        self.hint = fill(hint, data)
        super().__init__(f"{self.message} {self.hint}".strip())


class JobError(LandweaveError):
    """The job cannot be done as asked; the person can mend it."""


class EngineError(LandweaveError):
    """The engine's process or environment failed."""


class Cancelled(Exception):  # noqa: N818 - a request, not an error
    """The person asked to stop."""
