"""The sentences of `core.contract` for translators; docs/scripts/sentences.py writes this file."""

from __future__ import annotations

from typing import Dict, Tuple

from qgis.PyQt.QtCore import QCoreApplication

translate = QCoreApplication.translate


def warning_sentences() -> Dict[str, str]:
    """Code -> translated sentence; equal to `core.contract.errors.WARNINGS` where nothing is translated."""
    return {
        "plan.resampled": translate(
            "Landweave", "The layer has {layer_m} m a pixel; it is resampled to {model_m} m, which the model was trained on."
        ),
        "plan.unlike_training": translate(
            "Landweave", "The values of {bands} are unlike the training images; the map may be poor."
        ),
        "plan.starts_anew": translate(
            "Landweave",
            "The folder holds {blocks} finished blocks of another run of this name, with other settings; they will be removed.",
        ),
        "plan.replaces": translate("Landweave", "'{path}' is there already and will be replaced."),
        "plan.tile_small": translate(
            "Landweave",
            "A tile of {asked_px} px is too small for a halo of {halo_px} px: nearly all of it would be computed several times. Tiles of at least {tile_px} px are used.",
        ),
        "segment.measuring": translate(
            "Landweave", "Measuring whether PyTorch or ONNX Runtime is faster with this model on this computer."
        ),
        "segment.measured": translate("Landweave", "PyTorch: {torch} megapixels a second, ONNX Runtime: {onnx}. {problem}"),
        "segment.smaller_tiles": translate(
            "Landweave", "There was little memory, so smaller tiles were used; seams may be a little more visible."
        ),
        "segment.block_again": translate(
            "Landweave", "The block {block} failed on the worker {worker} and is tried again. {reason}"
        ),
        "cluster.left_out": translate("Landweave", "A worker of the cluster is left out. {reason}"),
        "cluster.processors": translate(
            "Landweave",
            "The workers of the cluster have different processors ({kinds}); a few pixels may differ from those of another run.",
        ),
        "segment.worker_lost": translate("Landweave", "A worker process ended unexpectedly; the others go on. {reason}"),
        "model.unscaled": translate(
            "Landweave",
            "Nothing says how the values of the images were scaled for this network; it gets them as they are in the raster.",
        ),
        "labels.outside": translate("Landweave", "Area {number} lies outside of the raster '{path}'; it is left out."),
        "labels.partly_outside": translate(
            "Landweave", "{percent} % of area {number} lies outside of the raster '{path}'; only the rest is used."
        ),
        "labels.nodata": translate(
            "Landweave", "{percent} % of area {number} has no data in its raster; these pixels are left out."
        ),
        "labels.empty_area": translate("Landweave", "Area {number} holds no label to learn from."),
        "labels.repaired": translate(
            "Landweave", "{count} polygon(s) cross themselves; they are repaired for the training, the project stays as it is."
        ),
        "labels.dropped": translate("Landweave", "{count} polygon(s) are empty or damaged; they are left out."),
        "labels.overlap": translate(
            "Landweave", "Training area {number} overlaps a check area; what both cover only checks the model."
        ),
        "labels.class_left_out": translate(
            "Landweave", "The labels of the class '{name}' are ignored, because the new model does not have this class."
        ),
        "train.no_check": translate(
            "Landweave", "There is no check area: {percent} % of the labelled pixels, in blocks of their own, check the model."
        ),
        "train.no_check_possible": translate(
            "Landweave",
            "There is no check area, and too little is labelled to keep some of it out: how good the model is stays unknown.",
        ),
        "train.split_images": translate(
            "Landweave", "No images are set aside for checking; {count} of {total} are kept out of the training for that."
        ),
        "train.class_unlabelled": translate("Landweave", "The class '{name}' has no label to learn from."),
        "train.class_unchecked": translate(
            "Landweave", "The class '{name}' does not occur where the model is checked; it gets no score."
        ),
        "train.dominant_class": translate(
            "Landweave", "{percent} % of the labelled pixels are '{name}'; label more of the other classes."
        ),
        "train.one_class": translate(
            "Landweave", "Everything that is labelled is '{name}': a model learns to tell at least two classes apart."
        ),
        "train.no_labels": translate("Landweave", "There is no labelled pixel to learn from."),
        "train.tiny": translate(
            "Landweave", "Only {pixels} pixels are labelled, fewer than one chip has ({chip_px} x {chip_px}); label more places."
        ),
        "train.checkpoint_ignored": translate(
            "Landweave", "The training that was begun here had other data or settings; this one starts anew."
        ),
        "dataset.empty": translate(
            "Landweave",
            "There is no picture in '{path}'. Put the images into a folder 'images' and the masks into a folder 'masks'.",
        ),
        "dataset.no_images": translate(
            "Landweave", "'{path}' holds {masks} mask(s), but no image. Put the images into a folder 'images' beside 'masks'."
        ),
        "dataset.no_masks": translate(
            "Landweave",
            "'{path}' holds {images} image(s), but no mask. Put the masks into a folder 'masks' beside 'images', with the same names.",
        ),
        "dataset.class_folders": translate(
            "Landweave",
            "The images have no masks and lie in {count} folders ({names}): each image is taken to show its folder's class all over.",
        ),
        "dataset.no_partners": translate(
            "Landweave",
            "None of the {images} images in '{path}' has a mask of its name among the {masks} masks. Name them alike, or say which files are which.",
        ),
        "dataset.nothing_left": translate("Landweave", "None of the {count} images with masks in '{path}' can be used."),
        "dataset.missing_mask": translate(
            "Landweave", "{count} image(s) have no mask and are left out: {files}. Masks must have the names of their images."
        ),
        "dataset.missing_image": translate(
            "Landweave", "{count} mask(s) have no image and are left out: {files}. Masks must have the names of their images."
        ),
        "dataset.duplicate_mask": translate(
            "Landweave", "{count} mask(s) are left out, because their image has another one already: {files}."
        ),
        "dataset.split_unlabelled": translate("Landweave", "The {count} image(s) of '{split}' have no masks and are left out."),
        "dataset.unlisted": translate(
            "Landweave", "{count} image(s) are in no list (train.txt, val.txt, test.txt) and are left out: {files}."
        ),
        "dataset.listed_missing": translate("Landweave", "{count} image(s) of the lists are not there: {files}."),
        "dataset.list_unknown": translate("Landweave", "The list(s) {files} name none of the images and are ignored."),
        "dataset.unreadable": translate(
            "Landweave", "{count} file(s) cannot be read and are left out: {files}. They may be damaged or incomplete."
        ),
        "dataset.size": translate(
            "Landweave",
            "{count} mask(s) have another size than their image and are left out: {files}. Save them with one pixel for each pixel of the image.",
        ),
        "dataset.bands": translate(
            "Landweave", "{count} image(s) do not have {bands} band(s) like the others and are left out: {files}."
        ),
        "dataset.types": translate(
            "Landweave",
            "{count} image(s) have another data type than the others ({dtype}): {files}. Their values may not be comparable.",
        ),
        "dataset.palette_image": translate(
            "Landweave", "{count} image(s) hold palette numbers instead of colours and are left out: {files}. Save them as RGB."
        ),
        "dataset.image_type": translate("Landweave", "{count} image(s) hold no whole or real numbers and are left out: {files}."),
        "dataset.mask_bands": translate(
            "Landweave",
            "{count} mask(s) are left out, because they hold neither one value a pixel nor 8-bit colours: {files}. Save them with one band of class values.",
        ),
        "dataset.mask_values": translate(
            "Landweave", "{count} mask(s) are left out, because their values are not whole numbers that can be classes: {files}."
        ),
        "dataset.jpeg_mask": translate(
            "Landweave",
            "{count} mask(s) are JPEG and are left out: {files}. JPEG blurs class values; save the masks as PNG or TIFF from the original.",
        ),
        "dataset.jpeg_binary": translate(
            "Landweave",
            "{count} mask(s) are JPEG: {files}. They are black and white and are used, but their blurred edges are left out; PNG or TIFF would keep them.",
        ),
        "dataset.unknown_values": translate(
            "Landweave",
            "{pixels} pixels ({percent} %) hold values that belong to no class ({values}) and are left out, in {count} mask(s): {files}. Add the values to the class table, or correct the masks.",
        ),
        "dataset.unknown_colors": translate(
            "Landweave",
            "{pixels} pixels ({percent} %) have colours that belong to no class ({values}) and are left out, in {count} mask(s): {files}. Add the colours to the class table, or correct the masks.",
        ),
        "dataset.many_colors": translate(
            "Landweave",
            "The masks hold {count} different colours, for example '{path}': they are pictures, or were blurred by resizing or JPEG. Save them without smoothing, or add a class table (classes.csv: name, r, g, b).",
        ),
        "dataset.many_values": translate(
            "Landweave",
            "The masks hold {count} different values, for example '{path}': they are pictures, or were blurred by resizing or JPEG. Save them without smoothing, with one value for each class.",
        ),
        "dataset.grey_values": translate(
            "Landweave",
            "The mask values {values} look like grey levels rather than numbers of classes: a palette or colours may have been saved as grey. Each value is taken as a class; check that they are.",
        ),
        "dataset.palette_as_grey": translate(
            "Landweave",
            "The masks, for example '{path}', hold the grey levels of the class table's colours: colours or a palette were saved as grey. They are read as these classes; check that they are right.",
        ),
        "dataset.class_file": translate("Landweave", "The class table '{path}' cannot be read and is ignored: {reason}."),
        "dataset.class_file_unlike": translate(
            "Landweave",
            "The class table '{path}' is ignored, because it explains only {percent} % of the masks' pixels. Correct its values or colours, or name the classes by hand.",
        ),
        "dataset.names_guessed": translate(
            "Landweave",
            "There is no class table that fits (classes.csv: name, value or r, g, b); the {count} classes are called after what the masks hold. Name them.",
        ),
        "dataset.background_added": translate(
            "Landweave", "Pixels of value 0 are taken as the class 'background', as the class table has one class only."
        ),
        "dataset.zero_ignored": translate(
            "Landweave", "{percent} % of the pixels have the value 0, which is no class of the table; they count as unlabelled."
        ),
        "dataset.ignored_value": translate(
            "Landweave", "{percent} % of the pixels have the value {value} and count as unlabelled."
        ),
        "export.empty_area": translate("Landweave", "Area {number} has no label and was not written."),
        "export.outside": translate("Landweave", "Area {number} lies outside of the raster '{path}' and was not written."),
        "import.outside": translate("Landweave", "{count} polygon(s) lie outside of the raster and were left out."),
        "import.repaired": translate("Landweave", "{count} polygon(s) crossed themselves and were repaired."),
        "import.dropped": translate("Landweave", "{count} polygon(s) are empty or damaged, or have no class, and were left out."),
        "evaluate.without_class": translate("Landweave", "{count} of the points or polygons have no class and were left out."),
        "evaluate.outside": translate(
            "Landweave", "{count} of the points, polygons or areas lie outside of the map and were left out."
        ),
        "evaluate.no_data": translate(
            "Landweave", "{count} pixel(s) whose class is known were left out, because the map has no data there."
        ),
        "evaluate.unsampled": translate(
            "Landweave",
            "Nothing is known where the map shows {names} ({percent} % of it); this part is left out of the corrected areas.",
        ),
        "evaluate.part": translate(
            "Landweave",
            "The reference covers {percent} % of the map. The corrected areas assume that the rest is as right as this part, and how uncertain that makes them is not known.",
        ),
        "evaluate.few_units": translate(
            "Landweave",
            "Only {count} areas or polygons were compared; with so few, the confidence intervals are a rough guide at best.",
        ),
        "evaluate.few_points": translate(
            "Landweave", "There are fewer than {least} points where the map shows {names}; their numbers are uncertain."
        ),
        "evaluate.train_areas": translate(
            "Landweave", "Training areas were compared, too: the model has learned them, so the scores are too good."
        ),
        "polygonize.nothing": translate(
            "Landweave", "'{path}' holds no class that was asked for, so there are no polygons; 255 means no data."
        ),
        "suggest.no_confidence": translate(
            "Landweave",
            "There is no confidence raster, so the places are chosen by how different they are, and by chance. Run 'Segment' with the confidence raster to find out where the model is unsure.",
        ),
        "suggest.fewer": translate(
            "Landweave", "Only {found} of {wanted} places could be found; the rest has no data or is labelled already."
        ),
        "suggest.image_elsewhere": translate(
            "Landweave", "The raster '{path}' does not lie where the map lies; places are told apart by their classes alone."
        ),
        "suggest.uncertain": translate(
            "Landweave", "The model is unsure here: in the least certain tenth of the pixels it is only {percent} % sure."
        ),
        "suggest.rare_class": translate(
            "Landweave", "Probably '{name}' here, which makes up only {percent} % of what is labelled."
        ),
        "suggest.rare_class_none": translate("Landweave", "Probably '{name}' here, which has no label yet."),
        "suggest.different": translate("Landweave", "It looks different from what is labelled or suggested so far."),
        "suggest.random": translate("Landweave", "Chosen at random, to find places where the model is sure but wrong."),
        "import.covered": translate("Landweave", "{count} place(s) belong to an area of the project already and were left out."),
    }


def error_sentences() -> Dict[str, Tuple[str, str]]:
    """Code -> (what happened, what to do); equal to `core.contract.errors.SENTENCES` where nothing is translated."""
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
                "Landweave", "The model needs the bands {wanted}; in '{path}' {missing} could not be found among: {found}."
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
                "Landweave", "The model '{path}' was made by a newer version (format {found}; this version reads {known})."
            ),
            translate("Landweave", "Update Landweave."),
        ),
        "model.incomplete": (
            translate("Landweave", "'{path}' does not say all that a model needs. What is missing: {missing}."),
            translate("Landweave", "Say it, then import again."),
        ),
        "model.unlike_file": (
            translate("Landweave", "The weights in '{path}' do not belong to the chosen network: {reason}."),
            translate("Landweave", "Choose the architecture and the encoder that the weights were trained with."),
        ),
        "model.format": (
            translate("Landweave", "The model '{path}' cannot be written in this format: {reason}."),
            translate("Landweave", "Choose another format."),
        ),
        "model.broken": (
            translate("Landweave", "The model '{path}' is whole, but its network does not work: {reason}."),
            translate("Landweave", "Get the model again from where it came."),
        ),
        "model.foreign": (
            translate("Landweave", "The folder '{path}' holds other things than a model: {files}."),
            translate("Landweave", "Move them elsewhere first; only folders with nothing but a model in them are deleted."),
        ),
        "model.only_runs": (
            translate(
                "Landweave",
                "The model '{path}' is an ONNX file: it can map rasters, but cannot be trained further or written in another format.",
            ),
            translate("Landweave", "Choose a model of another architecture."),
        ),
        "model.shipped": (
            translate("Landweave", "The model '{path}' belongs to Landweave itself and is not changed."),
            translate("Landweave", "Duplicate it and change the copy."),
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
        "training.one_class": (
            translate("Landweave", "Everything that is labelled is '{name}': a model learns to tell at least two classes apart."),
            translate("Landweave", "Label some of another class, or say that unlabelled pixels are the background."),
        ),
        "training.nothing": (
            translate("Landweave", "No epoch of this training is finished yet, so there is no model to keep."),
            translate("Landweave", "Let it go on for at least one epoch."),
        ),
        "training.base": (
            translate("Landweave", "The model cannot start from '{path}': {reason}."),
            translate("Landweave", "Choose another base model, or start a new network."),
        ),
        "training.diverged": (
            translate("Landweave", "The training became unstable: the loss is {loss} in epoch {epoch}."),
            translate("Landweave", "Start again with a smaller learning rate; the best model so far was kept."),
        ),
        "labels.missing": (
            translate("Landweave", "The label project '{path}' does not exist."),
            translate("Landweave", "Choose a label project that is on this computer, or make a new one."),
        ),
        "labels.invalid": (
            translate("Landweave", "The label project '{path}' cannot be used: {reason}."),
            translate("Landweave", "Get the file again from where it came, or make a new project."),
        ),
        "labels.newer": (
            translate(
                "Landweave",
                "The label project '{path}' was made by a newer version (format {found}; this version reads {known}).",
            ),
            translate("Landweave", "Update Landweave."),
        ),
        "labels.exists": (
            translate("Landweave", "There is already a file '{path}'."),
            translate("Landweave", "Open it, or choose another name."),
        ),
        "labels.read_only": (
            translate("Landweave", "The label project '{path}' is open for reading only: {reason}."),
            translate("Landweave", "Save a copy of the file elsewhere and open the copy."),
        ),
        "labels.save": (
            translate("Landweave", "The labels could not be saved in '{path}': {reason}."),
            translate("Landweave", "Nothing is lost: they stay on the map. Remove the cause, then save again."),
        ),
        "labels.class": (
            translate("Landweave", "The class cannot be changed: {reason}."),
            translate("Landweave", "Choose another name, value or class."),
        ),
        "area.none": (
            translate("Landweave", "There is no area there."),
            translate("Landweave", "Paint inside a training area or a check area; add one first."),
        ),
        "area.empty": (
            translate("Landweave", "The area has no size."),
            translate("Landweave", "Draw a larger rectangle, or select polygons."),
        ),
        "area.outside": (
            translate("Landweave", "The area lies completely outside the raster '{path}'."),
            translate("Landweave", "Place it on the raster."),
        ),
        "area.overlap": (
            translate(
                "Landweave", "A training area and a check area would overlap: the model would be checked on what it has learned."
            ),
            translate("Landweave", "Place the area beside the others."),
        ),
        "area.covered": (
            translate("Landweave", "This place already belongs to an area of the same kind."),
            translate("Landweave", "Paint in that area, or place the new one beside it."),
        ),
        "suggest.not_classes": (
            translate("Landweave", "'{path}' holds values of type {dtype}, not classes from 0 to 254."),
            translate("Landweave", "Choose the class raster that 'Segment' made."),
        ),
        "suggest.not_confidence": (
            translate("Landweave", "'{path}' is not a confidence raster: its values are {reason}."),
            translate("Landweave", "Choose the confidence raster that 'Segment' made."),
        ),
        "suggest.other_grid": (
            translate("Landweave", "The confidence raster '{path}' does not have the pixels of the class raster '{classes}'."),
            translate("Landweave", "Choose two results of the same run."),
        ),
        "suggest.no_place": (
            translate(
                "Landweave",
                "In '{path}' there is no square of {rows_px} x {cols_px} pixels left that has data and is free of areas.",
            ),
            translate("Landweave", "Choose a larger region or smaller squares."),
        ),
        "evaluate.no_common": (
            translate("Landweave", "The map '{classes}' and '{path}' have no pixel in common."),
            translate("Landweave", "Choose a reference that lies on the map, and check the coordinate systems of both."),
        ),
        "evaluate.classes": (
            translate("Landweave", "'{path}' holds classes that the map does not have: {unknown}. The map has: {known}."),
            translate("Landweave", "Call the classes alike in both, or use the same values."),
        ),
        "evaluate.field": (
            translate("Landweave", "The layer '{path}' has no field '{field}'. Its fields are: {found}."),
            translate("Landweave", "Choose the field that holds the class."),
        ),
        "evaluate.layer": (
            translate("Landweave", "'{path}' cannot be compared with a map: {reason}."),
            translate("Landweave", "Choose a layer of points or of polygons with a field that holds the class."),
        ),
        "evaluate.reference": (
            translate("Landweave", "The raster '{path}' cannot be compared with a map: {reason}."),
            translate("Landweave", "Choose a raster of whole numbers, one for each class."),
        ),
        "evaluate.no_areas": (
            translate("Landweave", "The label project '{path}' has no {roles} area that could be compared."),
            translate("Landweave", "Add check areas to it."),
        ),
        "inputs.none": (
            translate("Landweave", "There is no raster at '{path}': {reason}."),
            translate("Landweave", "Correct the path, the pattern or the list."),
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
        "engine.block": (
            translate("Landweave", "The block {block} could not be mapped (attempts: {attempts}): {reason}."),
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
        "gpus.none": (
            translate("Landweave", "There is no CUDA graphics card on this machine."),
            translate("Landweave", "Use processes, or a cluster whose workers have graphics cards."),
        ),
        "cluster.packages": (
            translate("Landweave", "A cluster needs the package '{package}', which is not installed."),
            translate("Landweave", "Install it into the engine's environment: pip install dask distributed."),
        ),
        "cluster.connect": (
            translate("Landweave", "The cluster at '{address}' cannot be reached: {reason}."),
            translate("Landweave", "Check the address, and that the scheduler is running."),
        ),
        "cluster.no_workers": (
            translate("Landweave", "The cluster at '{address}' has had no worker for {seconds} seconds."),
            translate("Landweave", "Start workers, then run again: finished blocks are kept."),
        ),
        "cluster.lost": (
            translate("Landweave", "The connection to the cluster at '{address}' was lost: {reason}."),
            translate("Landweave", "Run again when the cluster is back: finished blocks are kept."),
        ),
        "cluster.worker": (
            translate("Landweave", "The worker {worker} of the cluster cannot be used: {reason}."),
            translate(
                "Landweave", "Landweave, its packages and the files must be there on every machine; docs/cluster.md says how."
            ),
        ),
        "cluster.path": (
            translate("Landweave", "The worker {worker} of the cluster cannot use '{path}': {reason}."),
            translate("Landweave", "Raster, model and output folder must have the same path on every machine."),
        ),
        "cluster.versions": (
            translate("Landweave", "The worker {worker} of the cluster has {there}, this machine has {here}."),
            translate(
                "Landweave", "Install the same versions everywhere; otherwise the result would depend on who computes what."
            ),
        ),
        "cluster.devices": (
            translate("Landweave", "The workers of the cluster would use different devices: {devices}."),
            translate("Landweave", "Choose one that all of them have, for example cpu."),
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


def architecture_texts() -> Dict[str, Tuple[str, str, str]]:
    """Key -> (title, summary, needs); equal to `core.contract.architectures.ARCHITECTURES` where nothing is translated."""
    return {
        "unet": (
            translate("Landweave", "U-Net"),
            translate(
                "Landweave",
                "Looks at the image ever more coarsely and brings the detail of each step back; the usual choice for maps.",
            ),
            "",
        ),
        "unet-transposed": (
            translate("Landweave", "U-Net with transposed convolutions"),
            translate("Landweave", "A U-Net that learns how to enlarge its coarse features instead of interpolating them."),
            "",
        ),
        "unet-original": (
            translate("Landweave", "U-Net (2015)"),
            translate(
                "Landweave",
                "The first U-Net as it was published, with plain convolutions instead of an encoder that was trained on other images.",
            ),
            translate(
                "Landweave",
                "Has no initial weights, so it needs more labels. With padding \"valid\" it loses a margin, as published.",
            ),
        ),
        "fcn-8s": (
            translate("Landweave", "FCN-8s"),
            translate(
                "Landweave", "Classifies coarse features and adds the scores of two finer steps; the network that began it all."
            ),
            translate("Landweave", "With vgg16 and head_channels 4096 it is the published network, of 134 million parameters."),
        ),
        "fcn-16s": (
            translate("Landweave", "FCN-16s"),
            translate("Landweave", "As FCN-8s with one finer step: borders are rounder."),
            translate("Landweave", "With vgg16 and head_channels 4096 it is the published network, of 134 million parameters."),
        ),
        "fcn-32s": (
            translate("Landweave", "FCN-32s"),
            translate(
                "Landweave", "Classifies the coarsest features alone and enlarges the result: shows what detail costs to lose."
            ),
            translate("Landweave", "With vgg16 and head_channels 4096 it is the published network, of 134 million parameters."),
        ),
        "unet-plus-plus": (
            translate("Landweave", "U-Net++"),
            translate(
                "Landweave", "A U-Net whose skips pass through further convolutions; often a little better and much slower."
            ),
            "",
        ),
        "linknet": (
            translate("Landweave", "LinkNet"),
            translate("Landweave", "A light U-Net that adds its skips instead of stacking them: fast, a little coarser."),
            "",
        ),
        "manet": (
            translate("Landweave", "MA-Net"),
            translate("Landweave", "A U-Net with attention between all places and between channels."),
            translate("Landweave", "Sees the whole tile, so the size of its tiles is part of the model."),
        ),
        "fpn": (
            translate("Landweave", "FPN"),
            translate("Landweave", "Joins features of all scales in a pyramid; good where objects differ much in size."),
            translate("Landweave", "Sees the whole tile, so the size of its tiles is part of the model."),
        ),
        "pspnet": (
            translate("Landweave", "PSPNet"),
            translate(
                "Landweave", "Adds summaries of the whole tile in several grids to coarse features; fast, weak at borders."
            ),
            translate("Landweave", "Sees the whole tile, so the size of its tiles is part of the model."),
        ),
        "deeplabv3": (
            translate("Landweave", "DeepLabV3"),
            translate("Landweave", "Sees large surroundings by convolutions with gaps; slow, without skips."),
            translate("Landweave", "Sees the whole tile, so the size of its tiles is part of the model."),
        ),
        "deeplabv3-plus": (
            translate("Landweave", "DeepLabV3+"),
            translate("Landweave", "DeepLabV3 with one skip that brings detail back: a strong, common choice."),
            translate("Landweave", "Sees the whole tile, so the size of its tiles is part of the model."),
        ),
        "pan": (
            translate("Landweave", "PAN"),
            translate("Landweave", "A light pyramid with attention over the whole tile."),
            translate(
                "Landweave",
                "Sees the whole tile, so the size of its tiles is part of the model. Tiles must have at least 128 pixels a side.",
            ),
        ),
        "upernet": (
            translate("Landweave", "UPerNet"),
            translate("Landweave", "A pyramid of features with summaries of the whole tile; strong and slow."),
            translate("Landweave", "Sees the whole tile, so the size of its tiles is part of the model."),
        ),
        "segformer": (
            translate("Landweave", "SegFormer"),
            translate("Landweave", "A very simple decoder, made for transformers; use it with an encoder mit_b0 to mit_b5."),
            translate("Landweave", "Sees the whole tile, so the size of its tiles is part of the model."),
        ),
        "dpt": (
            translate("Landweave", "DPT"),
            translate("Landweave", "A plain vision transformer whose features of several depths are brought to an image again."),
            translate(
                "Landweave",
                "Sees the whole tile, so the size of its tiles is part of the model. Takes vision transformers of timm only (tu-vit_...).",
            ),
        ),
        "patch-classifier": (
            translate("Landweave", "Patch classifier"),
            translate(
                "Landweave",
                "Learns from one class an area or image patch, without drawn borders, and maps a scene as a sliding window would.",
            ),
            translate("Landweave", "Its borders are as coarse as its patches. patch_px must be an odd multiple of 32."),
        ),
    }
