"""What can go wrong, said once.

    LandweaveError
    ├── JobError       the person can mend it: another raster, band, folder, model
    ├── EngineError    the engine's process or environment failed
    └── Cancelled      the person asked to stop; not a failure

Every error has a stable `code`. The English sentences live here; `ui/messages.py` holds the same sentences inside
`translate()` so that they can be shown in the person's language, and a test keeps the two tables equal.
"""

from __future__ import annotations

from typing import Any, Dict, Tuple, Type

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
    "model.incomplete": (
        "'{path}' does not say all that a model needs. What is missing: {missing}.",
        "Say it, then import again.",
    ),
    "model.unlike_file": (
        "The weights in '{path}' do not belong to the chosen network: {reason}.",
        "Choose the architecture and the encoder that the weights were trained with.",
    ),
    "model.format": ("The model '{path}' cannot be written in this format: {reason}.", "Choose another format."),
    "model.broken": (
        "The model '{path}' is whole, but its network does not work: {reason}.",
        "Get the model again from where it came.",
    ),
    "model.foreign": (
        "The folder '{path}' holds other things than a model: {files}.",
        "Move them elsewhere first; only folders with nothing but a model in them are deleted.",
    ),
    "model.only_runs": (
        "The model '{path}' is an ONNX file: it can map rasters, but cannot be trained further or written in another format.",
        "Choose a model of another architecture.",
    ),
    "model.shipped": (
        "The model '{path}' belongs to Landweave itself and is not changed.",
        "Duplicate it and change the copy.",
    ),
    # training data
    "data.missing": ("The training data '{path}' cannot be used: {reason}.", "Correct the data and start again."),
    "data.unknown_value": (
        "The mask '{path}' holds the value {value}, which belongs to no class.",
        "Add the class to the table, or correct the mask.",
    ),
    "data.no_labels": ("There is no labelled pixel to learn from.", "Label at least one area of every class."),
    "training.one_class": (
        "Everything that is labelled is '{name}': a model learns to tell at least two classes apart.",
        "Label some of another class, or say that unlabelled pixels are the background.",
    ),
    "training.nothing": (
        "No epoch of this training is finished yet, so there is no model to keep.",
        "Let it go on for at least one epoch.",
    ),
    "training.base": ("The model cannot start from '{path}': {reason}.", "Choose another base model, or start a new network."),
    "training.diverged": (
        "The training became unstable: the loss is {loss} in epoch {epoch}.",
        "Start again with a smaller learning rate; the best model so far was kept.",
    ),
    # label projects
    "labels.missing": (
        "The label project '{path}' does not exist.",
        "Choose a label project that is on this computer, or make a new one.",
    ),
    "labels.invalid": (
        "The label project '{path}' cannot be used: {reason}.",
        "Get the file again from where it came, or make a new project.",
    ),
    "labels.newer": (
        "The label project '{path}' was made by a newer version (format {found}; this version reads {known}).",
        "Update Landweave.",
    ),
    "labels.exists": (
        "There is already a file '{path}'.",
        "Open it, or choose another name.",
    ),
    "labels.read_only": (
        "The label project '{path}' is open for reading only: {reason}.",
        "Save a copy of the file elsewhere and open the copy.",
    ),
    "labels.save": (
        "The labels could not be saved in '{path}': {reason}.",
        "Nothing is lost: they stay on the map. Remove the cause, then save again.",
    ),
    "labels.class": (
        "The class cannot be changed: {reason}.",
        "Choose another name, value or class.",
    ),
    "area.none": (
        "There is no area there.",
        "Paint inside a training area or a check area; add one first.",
    ),
    "area.empty": (
        "The area has no size.",
        "Draw a larger rectangle, or select polygons.",
    ),
    "area.outside": (
        "The area lies completely outside the raster '{path}'.",
        "Place it on the raster.",
    ),
    "area.overlap": (
        "A training area and a check area would overlap: the model would be checked on what it has learned.",
        "Place the area beside the others.",
    ),
    "area.covered": (
        "This place already belongs to an area of the same kind.",
        "Paint in that area, or place the new one beside it.",
    ),
    # places to label next
    "suggest.not_classes": (
        "'{path}' holds values of type {dtype}, not classes from 0 to 254.",
        "Choose the class raster that 'Segment' made.",
    ),
    "suggest.not_confidence": (
        "'{path}' is not a confidence raster: its values are {reason}.",
        "Choose the confidence raster that 'Segment' made.",
    ),
    "suggest.other_grid": (
        "The confidence raster '{path}' does not have the pixels of the class raster '{classes}'.",
        "Choose two results of the same run.",
    ),
    "suggest.no_place": (
        "In '{path}' there is no square of {rows_px} x {cols_px} pixels left that has data and is free of areas.",
        "Choose a larger region or smaller squares.",
    ),
    # how right a map is
    "evaluate.no_common": (
        "The map '{classes}' and '{path}' have no pixel in common.",
        "Choose a reference that lies on the map, and check the coordinate systems of both.",
    ),
    "evaluate.classes": (
        "'{path}' holds classes that the map does not have: {unknown}. The map has: {known}.",
        "Call the classes alike in both, or use the same values.",
    ),
    "evaluate.field": (
        "The layer '{path}' has no field '{field}'. Its fields are: {found}.",
        "Choose the field that holds the class.",
    ),
    "evaluate.layer": (
        "'{path}' cannot be compared with a map: {reason}.",
        "Choose a layer of points or of polygons with a field that holds the class.",
    ),
    "evaluate.reference": (
        "The raster '{path}' cannot be compared with a map: {reason}.",
        "Choose a raster of whole numbers, one for each class.",
    ),
    "evaluate.no_areas": (
        "The label project '{path}' has no {roles} area that could be compared.",
        "Add check areas to it.",
    ),
    # the command line
    "inputs.none": ("There is no raster at '{path}': {reason}.", "Correct the path, the pattern or the list."),
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
    "engine.block": (
        "The block {block} could not be mapped (attempts: {attempts}): {reason}.",
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
    # several devices, several machines
    "gpus.none": (
        "There is no CUDA graphics card on this machine.",
        "Use processes, or a cluster whose workers have graphics cards.",
    ),
    "cluster.packages": (
        "A cluster needs the package '{package}', which is not installed.",
        "Install it into the engine's environment: pip install dask distributed.",
    ),
    "cluster.connect": (
        "The cluster at '{address}' cannot be reached: {reason}.",
        "Check the address, and that the scheduler is running.",
    ),
    "cluster.no_workers": (
        "The cluster at '{address}' has had no worker for {seconds} seconds.",
        "Start workers, then run again: finished blocks are kept.",
    ),
    "cluster.lost": (
        "The connection to the cluster at '{address}' was lost: {reason}.",
        "Run again when the cluster is back: finished blocks are kept.",
    ),
    "cluster.worker": (
        "The worker {worker} of the cluster cannot be used: {reason}.",
        "Landweave, its packages and the files must be there on every machine; docs/cluster.md says how.",
    ),
    "cluster.path": (
        "The worker {worker} of the cluster cannot use '{path}': {reason}.",
        "Raster, model and output folder must have the same path on every machine.",
    ),
    "cluster.versions": (
        "The worker {worker} of the cluster has {there}, this machine has {here}.",
        "Install the same versions everywhere; otherwise the result would depend on who computes what.",
    ),
    "cluster.devices": (
        "The workers of the cluster would use different devices: {devices}.",
        "Choose one that all of them have, for example cpu.",
    ),
    # layers that QGIS has to read
    "layer.none": ("There is no raster layer to map.", "Add a raster layer to the project, or try the sample."),
    "layer.invalid": ("The layer '{layer}' cannot be read.", "Repair its data source first."),
    "layer.too_large": (
        "The region has {megapixels} megapixels; online layers are limited to {limit} at once.",
        "Choose a smaller region.",
    ),
    "layer.export": ("The pixels of the layer '{layer}' could not be read: {reason}.", "Check the connection and run again."),
}


# code -> sentence. Warnings do not stop a job; they stand in its log, in the facts of a plan or a result.
WARNINGS: Dict[str, str] = {
    "plan.resampled": (
        "The layer has {layer_m} m a pixel; it is resampled to {model_m} m, which the model was trained on."
    ),
    "plan.unlike_training": "The values of {bands} are unlike the training images; the map may be poor.",
    "plan.starts_anew": (
        "The folder holds {blocks} finished blocks of another run of this name, with other settings; they will be removed."
    ),
    "plan.replaces": "'{path}' is there already and will be replaced.",
    "plan.tile_small": (
        "A tile of {asked_px} px is too small for a halo of {halo_px} px: nearly all of it would be computed several times. "
        "Tiles of at least {tile_px} px are used."
    ),
    "segment.measuring": "Measuring whether PyTorch or ONNX Runtime is faster with this model on this computer.",
    "segment.measured": "PyTorch: {torch} megapixels a second, ONNX Runtime: {onnx}. {problem}",
    "segment.smaller_tiles": "There was little memory, so smaller tiles were used; seams may be a little more visible.",
    "segment.block_again": "The block {block} failed on the worker {worker} and is tried again. {reason}",
    "cluster.left_out": "A worker of the cluster is left out. {reason}",
    "cluster.processors": (
        "The workers of the cluster have different processors ({kinds}); a few pixels may differ from those of another run."
    ),
    "segment.worker_lost": "A worker process ended unexpectedly; the others go on. {reason}",
    "model.unscaled": (
        "Nothing says how the values of the images were scaled for this network; it gets them as they are in the raster."
    ),
    # training data
    "labels.outside": "Area {number} lies outside of the raster '{path}'; it is left out.",
    "labels.partly_outside": "{percent} % of area {number} lies outside of the raster '{path}'; only the rest is used.",
    "labels.nodata": "{percent} % of area {number} has no data in its raster; these pixels are left out.",
    "labels.empty_area": "Area {number} holds no label to learn from.",
    "labels.repaired": "{count} polygon(s) cross themselves; they are repaired for the training, the project stays as it is.",
    "labels.dropped": "{count} polygon(s) are empty or damaged; they are left out.",
    "labels.overlap": "Training area {number} overlaps a check area; what both cover only checks the model.",
    "labels.class_left_out": "The labels of the class '{name}' are ignored, because the new model does not have this class.",
    "train.no_check": "There is no check area: {percent} % of the labelled pixels, in blocks of their own, check the model.",
    "train.no_check_possible": (
        "There is no check area, and too little is labelled to keep some of it out: how good the model is stays unknown."
    ),
    "train.split_images": "No images are set aside for checking; {count} of {total} are kept out of the training for that.",
    "train.class_unlabelled": "The class '{name}' has no label to learn from.",
    "train.class_unchecked": "The class '{name}' does not occur where the model is checked; it gets no score.",
    "train.dominant_class": "{percent} % of the labelled pixels are '{name}'; label more of the other classes.",
    "train.one_class": "Everything that is labelled is '{name}': a model learns to tell at least two classes apart.",
    "train.no_labels": "There is no labelled pixel to learn from.",
    "train.tiny": "Only {pixels} pixels are labelled, fewer than one chip has ({chip_px} x {chip_px}); label more places.",
    "train.checkpoint_ignored": "The training that was begun here had other data or settings; this one starts anew.",
    # datasets of images and masks
    "dataset.empty": (
        "There is no picture in '{path}'. Put the images into a folder 'images' and the masks into a folder 'masks'."
    ),
    "dataset.no_images": "'{path}' holds {masks} mask(s), but no image. Put the images into a folder 'images' beside 'masks'.",
    "dataset.no_masks": (
        "'{path}' holds {images} image(s), but no mask. Put the masks into a folder 'masks' beside 'images', with the same "
        "names."
    ),
    "dataset.class_folders": (
        "The images have no masks and lie in {count} folders ({names}): each image is taken to show its folder's class all over."
    ),
    "dataset.no_partners": (
        "None of the {images} images in '{path}' has a mask of its name among the {masks} masks. Name them alike, or say "
        "which files are which."
    ),
    "dataset.nothing_left": "None of the {count} images with masks in '{path}' can be used.",
    "dataset.missing_mask": "{count} image(s) have no mask and are left out: {files}. Masks must have the names of their images.",
    "dataset.missing_image": (
        "{count} mask(s) have no image and are left out: {files}. Masks must have the names of their images."
    ),
    "dataset.duplicate_mask": "{count} mask(s) are left out, because their image has another one already: {files}.",
    "dataset.split_unlabelled": "The {count} image(s) of '{split}' have no masks and are left out.",
    "dataset.unlisted": "{count} image(s) are in no list (train.txt, val.txt, test.txt) and are left out: {files}.",
    "dataset.listed_missing": "{count} image(s) of the lists are not there: {files}.",
    "dataset.list_unknown": "The list(s) {files} name none of the images and are ignored.",
    "dataset.unreadable": "{count} file(s) cannot be read and are left out: {files}. They may be damaged or incomplete.",
    "dataset.size": (
        "{count} mask(s) have another size than their image and are left out: {files}. Save them with one pixel for each "
        "pixel of the image."
    ),
    "dataset.bands": "{count} image(s) do not have {bands} band(s) like the others and are left out: {files}.",
    "dataset.types": (
        "{count} image(s) have another data type than the others ({dtype}): {files}. Their values may not be comparable."
    ),
    "dataset.palette_image": (
        "{count} image(s) hold palette numbers instead of colours and are left out: {files}. Save them as RGB."
    ),
    "dataset.image_type": "{count} image(s) hold no whole or real numbers and are left out: {files}.",
    "dataset.mask_bands": (
        "{count} mask(s) are left out, because they hold neither one value a pixel nor 8-bit colours: {files}. Save them with "
        "one band of class values."
    ),
    "dataset.mask_values": (
        "{count} mask(s) are left out, because their values are not whole numbers that can be classes: {files}."
    ),
    "dataset.jpeg_mask": (
        "{count} mask(s) are JPEG and are left out: {files}. JPEG blurs class values; save the masks as PNG or TIFF from the "
        "original."
    ),
    "dataset.jpeg_binary": (
        "{count} mask(s) are JPEG: {files}. They are black and white and are used, but their blurred edges are left out; PNG "
        "or TIFF would keep them."
    ),
    "dataset.unknown_values": (
        "{pixels} pixels ({percent} %) hold values that belong to no class ({values}) and are left out, in {count} mask(s): "
        "{files}. Add the values to the class table, or correct the masks."
    ),
    "dataset.unknown_colors": (
        "{pixels} pixels ({percent} %) have colours that belong to no class ({values}) and are left out, in {count} mask(s): "
        "{files}. Add the colours to the class table, or correct the masks."
    ),
    "dataset.many_colors": (
        "The masks hold {count} different colours, for example '{path}': they are pictures, or were blurred by resizing or "
        "JPEG. Save them without smoothing, or add a class table (classes.csv: name, r, g, b)."
    ),
    "dataset.many_values": (
        "The masks hold {count} different values, for example '{path}': they are pictures, or were blurred by resizing or "
        "JPEG. Save them without smoothing, with one value for each class."
    ),
    "dataset.grey_values": (
        "The mask values {values} look like grey levels rather than numbers of classes: a palette or colours may have been "
        "saved as grey. Each value is taken as a class; check that they are."
    ),
    "dataset.palette_as_grey": (
        "The masks, for example '{path}', hold the grey levels of the class table's colours: colours or a palette were saved "
        "as grey. They are read as these classes; check that they are right."
    ),
    "dataset.class_file": "The class table '{path}' cannot be read and is ignored: {reason}.",
    "dataset.class_file_unlike": (
        "The class table '{path}' is ignored, because it explains only {percent} % of the masks' pixels. Correct its values "
        "or colours, or name the classes by hand."
    ),
    "dataset.names_guessed": (
        "There is no class table that fits (classes.csv: name, value or r, g, b); the {count} classes are called after what "
        "the masks hold. Name them."
    ),
    "dataset.background_added": "Pixels of value 0 are taken as the class 'background', as the class table has one class only.",
    "dataset.zero_ignored": (
        "{percent} % of the pixels have the value 0, which is no class of the table; they count as unlabelled."
    ),
    "dataset.ignored_value": "{percent} % of the pixels have the value {value} and count as unlabelled.",
    "export.empty_area": "Area {number} has no label and was not written.",
    "export.outside": "Area {number} lies outside of the raster '{path}' and was not written.",
    "import.outside": "{count} polygon(s) lie outside of the raster and were left out.",
    "import.repaired": "{count} polygon(s) crossed themselves and were repaired.",
    "import.dropped": "{count} polygon(s) are empty or damaged, or have no class, and were left out.",
    "evaluate.without_class": "{count} of the points or polygons have no class and were left out.",
    "evaluate.outside": "{count} of the points, polygons or areas lie outside of the map and were left out.",
    "evaluate.no_data": "{count} pixel(s) whose class is known were left out, because the map has no data there.",
    "evaluate.unsampled": (
        "Nothing is known where the map shows {names} ({percent} % of it); this part is left out of the corrected areas."
    ),
    "evaluate.part": (
        "The reference covers {percent} % of the map. The corrected areas assume that the rest is as right as this part, "
        "and how uncertain that makes them is not known."
    ),
    "evaluate.few_units": (
        "Only {count} areas or polygons were compared; with so few, the confidence intervals are a rough guide at best."
    ),
    "evaluate.few_points": "There are fewer than {least} points where the map shows {names}; their numbers are uncertain.",
    "evaluate.train_areas": "Training areas were compared, too: the model has learned them, so the scores are too good.",
    "polygonize.nothing": "'{path}' holds no class that was asked for, so there are no polygons; 255 means no data.",
    "suggest.no_confidence": (
        "There is no confidence raster, so the places are chosen by how different they are, and by chance. "
        "Run 'Segment' with the confidence raster to find out where the model is unsure."
    ),
    "suggest.fewer": "Only {found} of {wanted} places could be found; the rest has no data or is labelled already.",
    "suggest.image_elsewhere": (
        "The raster '{path}' does not lie where the map lies; places are told apart by their classes alone."
    ),
    "suggest.uncertain": "The model is unsure here: in the least certain tenth of the pixels it is only {percent} % sure.",
    "suggest.rare_class": "Probably '{name}' here, which makes up only {percent} % of what is labelled.",
    "suggest.rare_class_none": "Probably '{name}' here, which has no label yet.",
    "suggest.different": "It looks different from what is labelled or suggested so far.",
    "suggest.random": "Chosen at random, to find places where the model is sure but wrong.",
    "import.covered": "{count} place(s) belong to an area of the project already and were left out.",
}


class _Missing(Dict[str, Any]):
    """Leaves unknown placeholders visible instead of failing while an error is being reported."""

    def __missing__(self, key: str) -> str:
        return "{" + key + "}"


def fill(template: str, data: Dict[str, Any]) -> str:
    """Fill a sentence's placeholders from `data`."""
    return template.format_map(_Missing(data))


def warning(code: str, **data: Any) -> Dict[str, Any]:
    """A warning as plans and results carry it: {"code", "message" in English, "data"}. `code` is a key of `WARNINGS`."""
    return {"code": code, "message": fill(WARNINGS[code], data), "data": data}


class LandweaveError(Exception):
    """Base of all errors that a person may see. `code` is a key of `SENTENCES`; `data` fills its placeholders."""

    def __init__(self, code: str, **data: Any) -> None:
        message, hint = SENTENCES[code]
        self.code = code
        self.data = data
        self.message = fill(message, data)
        self.hint = fill(hint, data)
        super().__init__(f"{self.message} {self.hint}".strip())

    def __reduce__(self) -> Tuple[Any, ...]:
        """Errors cross processes; `Exception` alone would call the class with the finished message."""
        return _rebuild, (type(self), self.code, self.data)


def _rebuild(kind: Type[LandweaveError], code: str, data: Dict[str, Any]) -> LandweaveError:
    return kind(code, **data)


class JobError(LandweaveError):
    """The job cannot be done as asked; the person can mend it."""


class EngineError(LandweaveError):
    """The engine's process or environment failed."""


class Cancelled(Exception):  # noqa: N818 - a request, not an error
    """The person asked to stop."""
