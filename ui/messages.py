"""What the engine says, in the person's language: the sentences of `core.contract.errors`, translated, and helpers for words.

The engine sends codes, data and English. Only this module turns a code into a translated sentence; an unknown code (an
engine newer than the plugin) falls back to the engine's own English.
"""

from __future__ import annotations

from typing import Any, Dict, Mapping, Tuple

from qgis.PyQt.QtCore import QCoreApplication

from ..core.contract.errors import fill

translate = QCoreApplication.translate


def describe(code: str, data: Mapping[str, Any], fallback_message: str = "", fallback_hint: str = "") -> Tuple[str, str]:
    """The message and the hint for an error `code`, filled from its `data`."""
    sentences = error_sentences().get(code)
    if sentences is None:
        return fallback_message or code, fallback_hint
    message, hint = sentences
    return fill(message, dict(data)), fill(hint, dict(data))


def describe_error(error: Any) -> Tuple[str, str]:
    """The message and the hint of a `LandweaveError` or a `Failure` event: both carry code, data, message and hint."""
    return describe(error.code, error.data, error.message, error.hint)


def describe_warning(warning: Mapping[str, Any]) -> str:
    """One sentence for a warning of a plan or a result: {"code", "message", "data"}."""
    template = warning_sentences().get(str(warning.get("code", "")))
    if template is None:
        return str(warning.get("message", "") or warning.get("code", ""))
    return fill(template, dict(warning.get("data") or {}))


def stage_name(stage: str) -> str:
    """What the engine is doing, in words; an unknown stage is shown as it came."""
    return {
        "export": translate("Landweave", "Reading the layer's pixels"),
        "start": translate("Landweave", "Starting the engine"),
        "prepare": translate("Landweave", "Preparing"),
        "segment": translate("Landweave", "Segmenting"),
        "polygons": translate("Landweave", "Making polygons"),
        "finish": translate("Landweave", "Finishing the files"),
    }.get(stage, stage)


def warning_sentences() -> Dict[str, str]:
    """Code -> translated sentence, for the warnings that this version knows."""
    return {}


def error_sentences() -> Dict[str, Tuple[str, str]]:
    """Code -> (what happened, what to do), translated; equal to `core.contract.errors.SENTENCES` where nothing is."""
    return {
        "internal": (
            translate("Landweave", "Something unexpected went wrong: {reason}."),
            translate("Landweave", "Please report it together with the log."),
        ),
        "memory": (
            translate("Landweave", "There was not enough memory, even with the smallest tile ({tile_px} px)."),
            translate("Landweave", "Close other programs, choose a smaller network, or run on a machine with more memory."),
        ),
        "memory.job": (
            translate("Landweave", "There was not enough memory: {reason}."),
            translate("Landweave", "Close other programs, or use a machine with more memory."),
        ),
        "job.invalid": (
            translate("Landweave", "The job is not valid: {reason}."),
            translate("Landweave", "Correct this value and run again."),
        ),
        "job.kind": (
            translate("Landweave", "This engine does not know the job '{kind}'."),
            translate("Landweave", "Set the engine up again so that it matches the plugin."),
        ),
        "raster.missing": (
            translate("Landweave", "The raster '{path}' does not exist."),
            translate("Landweave", "Choose a raster that is on this computer."),
        ),
        "raster.unreadable": (
            translate("Landweave", "The raster '{path}' cannot be read: {reason}."),
            translate("Landweave", "The file may be damaged or incomplete; open it again from its source."),
        ),
        "raster.no_georeference": (
            translate("Landweave", "The raster '{path}' has no coordinate system, so its pixel size in metres is unknown."),
            translate("Landweave", "Set the layer's coordinate system, or its pixel size will be taken as the model's."),
        ),
        "raster.bands": (
            translate(
                "Landweave",
                "The model needs the bands {wanted}; in '{path}' {missing} could not be found among: {found}.",
            ),
            translate("Landweave", "Choose by hand which band is which."),
        ),
        "raster.band_number": (
            translate("Landweave", "Band {band} was asked for, but '{path}' has {count} band(s)."),
            translate("Landweave", "Choose bands between 1 and {count}."),
        ),
        "raster.dtype": (
            translate("Landweave", "Bands of type {dtype} cannot be segmented."),
            translate("Landweave", "Use a raster of whole or real numbers."),
        ),
        "raster.all_nodata": (
            translate("Landweave", "Every pixel of the region is nodata in '{path}'; there is nothing to map."),
            translate("Landweave", "Choose another region, or check the layer's nodata value."),
        ),
        "region.empty": (
            translate("Landweave", "The region is empty."),
            translate("Landweave", "Draw a region or choose 'Whole layer'."),
        ),
        "region.outside": (
            translate("Landweave", "The region does not touch the raster '{path}'."),
            translate("Landweave", "Choose a region that lies on the layer; zoom to the layer to see where it is."),
        ),
        "output.read_only": (
            translate("Landweave", "The folder '{path}' cannot be written to: {reason}."),
            translate("Landweave", "Choose another output folder."),
        ),
        "output.disk_full": (
            translate("Landweave", "The disk with '{path}' is full ({free_mb} MB free)."),
            translate("Landweave", "Free some space and run again: finished blocks are kept and the run goes on from there."),
        ),
        "output.disk_small": (
            translate("Landweave", "The result needs about {needed_mb} MB, but only {free_mb} MB are free in '{path}'."),
            translate("Landweave", "Choose another output folder or free some space."),
        ),
        "output.in_use": (
            translate("Landweave", "Another run is writing '{path}' (process {pid})."),
            translate("Landweave", "Wait for it to end or choose another name."),
        ),
        "output.failed": (
            translate("Landweave", "'{path}' could not be written: {reason}."),
            translate("Landweave", "Choose another format or another folder."),
        ),
        "output.locked": (
            translate("Landweave", "'{path}' cannot be replaced: {reason}."),
            translate("Landweave", "Remove the layer that uses this file, or choose another name."),
        ),
        "model.missing": (
            translate("Landweave", "There is no model in '{path}': {reason}."),
            translate("Landweave", "Choose the folder that holds model.json."),
        ),
        "model.invalid": (
            translate("Landweave", "The model '{path}' is not valid: {reason}."),
            translate("Landweave", "Get the model again from where it came."),
        ),
        "model.unsafe": (
            translate("Landweave", "The model '{path}' was refused because {reason}."),
            translate("Landweave", "Landweave never loads files that can run code. Ask for the weights as safetensors."),
        ),
        "model.architecture": (
            translate("Landweave", "The model '{path}' asks for the {what} '{name}', which this version does not know."),
            translate("Landweave", "Update Landweave, or choose another model."),
        ),
        "model.shape": (
            translate("Landweave", "The weights of the model '{path}' do not fit its network: {reason}."),
            translate("Landweave", "The folder mixes two models; get the model again from where it came."),
        ),
        "model.checksum": (
            translate("Landweave", "The weights of the model '{path}' are not those that its card describes."),
            translate("Landweave", "The file was damaged or exchanged; get the model again from where it came."),
        ),
        "model.newer": (
            translate(
                "Landweave",
                "The model '{path}' was made by a newer version (format {found}; this version reads {known}).",
            ),
            translate("Landweave", "Update Landweave."),
        ),
        "data.missing": (
            translate("Landweave", "The training data '{path}' cannot be used: {reason}."),
            translate("Landweave", "Correct the data and start again."),
        ),
        "data.unknown_value": (
            translate("Landweave", "The mask '{path}' holds the value {value}, which belongs to no class."),
            translate("Landweave", "Add the class to the table, or correct the mask."),
        ),
        "data.no_labels": (
            translate("Landweave", "There is no labelled pixel to learn from."),
            translate("Landweave", "Label at least one area of every class."),
        ),
        "training.diverged": (
            translate("Landweave", "The training became unstable: the loss is {loss} in epoch {epoch}."),
            translate("Landweave", "Start again with a smaller learning rate; the best model so far was kept."),
        ),
        "engine.missing": (
            translate("Landweave", "The engine is not set up yet."),
            translate("Landweave", "Press 'Set up engine'."),
        ),
        "engine.broken": (
            translate("Landweave", "The engine's environment is not complete: {reason}."),
            translate("Landweave", "Press 'Set up engine' to build it again."),
        ),
        "engine.start": (
            translate("Landweave", "The engine could not be started with '{python}': {reason}."),
            translate("Landweave", "Press 'Set up engine' or choose another Python."),
        ),
        "engine.protocol": (
            translate("Landweave", "The engine speaks protocol {found}, this plugin {known}."),
            translate("Landweave", "Restart QGIS, then press 'Set up engine'."),
        ),
        "engine.crashed": (
            translate("Landweave", "The engine stopped unexpectedly: {reason}."),
            translate("Landweave", "Run again: finished blocks are kept. The log has the details."),
        ),
        "engine.silent": (
            translate("Landweave", "The engine has not answered for {seconds} seconds."),
            translate("Landweave", "Cancel and run again."),
        ),
        "engine.busy": (
            translate("Landweave", "The engine is busy with another job."),
            translate("Landweave", "Wait for it to end or cancel it."),
        ),
        "engine.setup": (
            translate("Landweave", "Setting up the engine failed while {stage}: {reason}."),
            translate("Landweave", "Open the log for the details, then try again."),
        ),
        "engine.setup_running": (
            translate("Landweave", "Another QGIS window is setting up the engine (process {pid})."),
            translate("Landweave", "Wait for it to finish, then try again."),
        ),
        "engine.no_python": (
            translate("Landweave", "No Python that can build the engine was found (needed: Python {wanted} with venv)."),
            translate("Landweave", "Install Python, then choose it under 'Use this Python instead'."),
        ),
        "engine.wrong_python": (
            translate("Landweave", "'{python}' cannot be used: {reason}."),
            translate("Landweave", "Choose a Python {wanted} that has venv and pip."),
        ),
        "engine.disk": (
            translate("Landweave", "The engine needs about {needed_mb} MB, but only {free_mb} MB are free in '{path}'."),
            translate("Landweave", "Free some space or choose another folder."),
        ),
        "engine.package": (
            translate("Landweave", "The engine cannot use the package '{package}': {reason}."),
            translate("Landweave", "Press 'Set up engine' to build it again."),
        ),
        "layer.none": (
            translate("Landweave", "There is no raster layer to map."),
            translate("Landweave", "Add a raster layer to the project, or try the sample."),
        ),
        "layer.invalid": (
            translate("Landweave", "The layer '{layer}' cannot be read."),
            translate("Landweave", "Repair its data source first."),
        ),
        "layer.too_large": (
            translate("Landweave", "The region has {megapixels} megapixels; online layers are limited to {limit} at once."),
            translate("Landweave", "Choose a smaller region."),
        ),
        "layer.export": (
            translate("Landweave", "The pixels of the layer '{layer}' could not be read: {reason}."),
            translate("Landweave", "Check the connection and run again."),
        ),
    }
