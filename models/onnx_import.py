"""From any ONNX file that segments images to a model package."""

from __future__ import annotations

import functools
import json
import os
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from ..core.contract.card import (
    CARD_FILE,
    CONFIG_FILE,
    FORMAT,
    FORMAT_VERSION,
    Band,
    ClassInfo,
    InputInfo,
    ModelCard,
    Scaling,
    Tiling,
    Weights,
    card_to_json,
)
from ..core.contract.errors import JobError
from ..core.contract.model_store import ONNX_FILE
from .deepness import DeepnessKeys, read_keys
from .onnx_file import OnnxFile, check_sizes, read_onnx
from .onnx_form import ARCHITECTURE, CHANNELS_FIRST, CHANNELS_LAST, IMAGE_TYPES, LOGITS, OnnxForm, fixed_size, form_to_config
from .onnx_head import MAX_CLASSES, Evidence, Head, heads
from .onnx_measure import LARGEST_STRIDE, fixed_tiling, measure_tiling
from .onnx_package import from_file, image_shape
from .onnx_runner import as_type, open_session
from .package import verify_package
from .package_files import README_FILE, new_folder, write_text
from .scaling import apply_scaling
from .trial import trial_pixels

TRIAL_SIZES_PX = (256, 512, 384, 224, 128, 64, 1024)
RESOLUTION_TOLERANCE = 0.25  # either way; what was trained on is known as one number only
MAX_BANDS = 255
_RGB = (Band("red", "red"), Band("green", "green"), Band("blue", "blue"))
# Told apart by people with any colour vision (Paul Tol, 2021), for classes that come without colours.
_COLORS = ("#bbbbbb", "#cc6677", "#117733", "#88ccee", "#ddcc77", "#332288", "#aa4499", "#44aa99", "#999933", "#882255")


@dataclass(frozen=True)
class Said:
    """What a person says about a file; empty and 0: ask the file."""

    name: str = ""
    license: str = ""
    bands: tuple[Band, ...] = ()
    classes: tuple[ClassInfo, ...] = ()
    resolution_m: float = 0.0
    scaling: tuple[Scaling, ...] = ()
    dtype: str = ""


def import_onnx(source: str, folder: str, *, name: str = "", license: str = "",  # noqa: A002 - the word of the job
                bands: Sequence[Band] = (), classes: Sequence[ClassInfo] = (), resolution_m: float = 0.0,
                scaling: Sequence[Scaling] = (), dtype: str = "") -> ModelCard:
    """Write the package `folder` from the ONNX file `source`. What the file does not say comes from the arguments.

    Raises `JobError`: "model.incomplete" (its data names the missing arguments as "needs", and what the graph tells as
    "count_classes" and "count_bands"), "model.unsafe", "model.invalid", "model.missing", "output.*".
    """
    if os.path.lexists(folder):
        raise JobError("output.locked", path=folder, reason="something is there already")
    said = Said(name.strip(), license, tuple(bands), tuple(classes), resolution_m, tuple(scaling), dtype)
    file = read_onnx(source)
    keys = read_keys(file.metadata, source)
    layout, channels = _image(file)
    draft = _draft(file, said, keys, channels)
    found, tile_px = _first_run(file, layout, draft, keys)
    head = _choose(found, said, keys, source)
    card = _complete(draft, head, channels, said, keys, source)
    threshold = keys.threshold if head.values != LOGITS else 0.0
    form = OnnxForm(file.image.name, head.name, head.values, layout, head.layout, head.shrink, threshold)
    card = replace(card, tiling=_tiling(file, form, card, head, tile_px, keys))
    if card.problem():
        raise JobError("job.invalid", reason=card.problem())
    _write(folder, file, form, card, head)
    return card


def _image(file: OnnxFile) -> tuple[str, int]:
    """Layout of the image and number of its bands, 0 where the file leaves it free. Raises `JobError` ("model.invalid")."""
    shape = file.image.shape or (None,) * 4
    if len(shape) != 4 or file.image.dtype not in IMAGE_TYPES:
        raise _invalid(file.path, f"it takes arrays of {file.image.dtype} with {len(shape)} axes; images have 4")
    last = shape[3] is not None and (shape[1] is None or shape[1] > shape[3])
    channels = (shape[3] if last else shape[1]) or 0
    if channels > MAX_BANDS:
        raise _invalid(file.path, f"it takes {channels} bands; at most {MAX_BANDS} are possible")
    return CHANNELS_LAST if last else CHANNELS_FIRST, channels


# -- the card ----------------------------------------------------------------------------------------------------------


def _draft(file: OnnxFile, said: Said, keys: DeepnessKeys, channels: int) -> ModelCard:
    """The card as far as a first run needs it: bands, values and scaling."""
    count = channels or len(said.bands) or 3
    if channels and said.bands and len(said.bands) != channels:
        raise _invalid(file.path, f"it takes {channels} band(s), and {len(said.bands)} are named")
    origin = keys.card if keys.card is not None and len(keys.card.bands) == count else None
    bands = said.bands or (origin.bands if origin else _RGB if keys.found and count == 3 else ())
    resolution = said.resolution_m or (origin.input.resolution_m if origin else keys.resolution_m) or 1.0
    whole = file.image.dtype.startswith(("uint", "int"))
    dtype = said.dtype or (origin.input.dtype if origin else file.image.dtype if whole else "uint8" if keys.found else "float32")
    info = InputInfo(dtype, resolution, round(resolution * (1 - RESOLUTION_TOLERANCE), 9),
                     round(resolution * (1 + RESOLUTION_TOLERANCE), 9), origin.input.nodata if origin else None)
    stem = os.path.splitext(os.path.basename(file.path))[0]
    return ModelCard(
        FORMAT, FORMAT_VERSION, said.name or (origin.name if origin else stem), origin.version if origin else "1.0",
        said.license or (origin.license if origin else ""), f"Imported from '{os.path.basename(file.path)}'.", ARCHITECTURE, "",
        bands or tuple(Band(f"band {i + 1}") for i in range(count)),
        origin.input if origin and not said.resolution_m and not said.dtype else info,
        said.scaling or (keys.scaling() if keys.found and not whole else ()),
        tuple(ClassInfo(i, str(i), _COLORS[i]) for i in range(2)), Tiling(1, 0, 0, 1), origin.statistics if origin else (),
        Weights(ONNX_FILE, "sha256:" + file.sha256), attribution=origin.attribution if origin else "")


def _complete(draft: ModelCard, head: Head, channels: int, said: Said, keys: DeepnessKeys, path: str) -> ModelCard:
    """The card with its classes. Raises `JobError` ("model.incomplete") for all that nobody has said, at once."""
    classes = said.classes or _classes_of_file(head, keys)
    if classes and head.classes and len(classes) != head.classes:
        raise _invalid(path, f"its output '{head.name[:60]}' tells {head.classes} classes apart, and {len(classes)} are named")
    known_bands = bool(said.bands) or keys.card is not None or (keys.found and (channels or 3) == 3)
    count = f"{head.classes} " if head.classes else ""
    missing = {
        "bands": ("" if known_bands else f"which {channels or ''} band(s) it takes, in their order".replace("  ", " ")),
        "classes": "" if classes else f"the names of its {count}classes",
        "resolution_m": "" if said.resolution_m or keys.resolution_m else "the pixel size that it was trained for, in metres",
    }
    needs = [argument for argument, text in missing.items() if text]
    if needs:
        raise JobError("model.incomplete", path=path, missing="; ".join(missing[argument] for argument in needs), needs=needs,
                       count_bands=channels, count_classes=head.classes)
    return replace(draft, classes=classes)


def _classes_of_file(head: Head, keys: DeepnessKeys) -> tuple[ClassInfo, ...]:
    if keys.card is not None and len(keys.card.classes) == (head.classes or len(keys.card.classes)):
        return keys.card.classes
    names = keys.class_names[head.index] if head.index < len(keys.class_names) else ()
    if len(names) == 1 and head.classes == 2:
        names = ("background", *names)
    return tuple(ClassInfo(i, text or f"class {i}", _COLORS[i % len(_COLORS)]) for i, text in enumerate(names[:MAX_CLASSES]))


# -- the first run -----------------------------------------------------------------------------------------------------


def _first_run(file: OnnxFile, layout: str, draft: ModelCard, keys: DeepnessKeys) -> tuple[list[Head], int]:
    """The outputs that can be maps and the side of the image that was tried, which is fixed where the file says so."""
    batch, rows, cols = fixed_size(file, layout)
    if rows and cols and rows != cols:
        raise _invalid(file.path, f"it takes images of {rows} x {cols} pixels; only square tiles are possible")
    fixed = rows or cols
    form = OnnxForm(file.image.name, "", LOGITS, layout)
    for size in (fixed,) if fixed else TRIAL_SIZES_PX:
        check_sizes(file, (batch or 1, *image_shape(form, len(draft.bands), size)[1:]))
    session = open_session(file.data, file.path)
    said = ""

    @functools.cache
    def run(size_px: int, start_px: int, scene_px: int) -> Sequence[np.ndarray] | None:
        nonlocal said
        inside = slice(start_px, start_px + size_px)
        images = np.repeat(_scene(draft, scene_px)[None, :, inside, inside], batch or 1, axis=0)
        try:
            outputs: Sequence[np.ndarray] = session.run(None, {file.image.name: as_type(images, file.image.dtype, layout)})
        except Exception as error:  # noqa: BLE001 - ONNX Runtime's errors have no common class
            said = said or f"{size_px} x {size_px} pixels: {str(error)[:200]}"
            return None  # the next size may be one that it takes
        return outputs

    for size in (fixed,) if fixed else TRIAL_SIZES_PX:
        outputs = run(size, 0, size)
        if outputs is not None:
            _check_finite(outputs, file.path)
            return heads(file, outputs, size, Evidence(keys, () if fixed else _other_sizes(size), run)), size
    raise _invalid(file.path, f"it does not take images of {said}")


def _other_sizes(size_px: int) -> list[int]:
    """What to try in a second run: first what differs by a multiple of any usual stride, and of it the nearest."""
    others = [other for other in TRIAL_SIZES_PX if other != size_px]
    return sorted(others, key=lambda other: ((other - size_px) % LARGEST_STRIDE != 0, abs(other - size_px)))


def _scene(card: ModelCard, size_px: int) -> np.ndarray:
    pixels = trial_pixels(card, size_px)
    return apply_scaling(pixels, np.ones(pixels.shape[1:], bool), card)


def _check_finite(outputs: Sequence[np.ndarray], path: str) -> None:
    for output in outputs:
        if np.asarray(output).dtype.kind == "f" and np.isnan(output).any():
            raise _invalid(path, "its network answers with values that are no numbers")


def _choose(found: Sequence[Head], said: Said, keys: DeepnessKeys, path: str) -> Head:
    """The first output that fits what is known about the classes, else the first that can be a map."""
    if not found:
        raise _invalid(path, "none of its outputs is a map of its image")
    for head in found:
        names = keys.class_names[head.index] if head.index < len(keys.class_names) else ()
        count = len(said.classes) or len(names)
        if count and (not head.classes or head.classes == count or (head.classes == 2 and len(names) == 1)):
            return head
    return found[0]


def _tiling(file: OnnxFile, form: OnnxForm, card: ModelCard, head: Head, tile_px: int, keys: DeepnessKeys) -> Tiling:
    _, rows, cols = fixed_size(file, form.image_layout)
    if rows or cols:
        return fixed_tiling(tile_px, head.margin)
    trial = replace(card, tiling=Tiling(1, head.margin, 0, tile_px, "local", head.margin))
    return measure_tiling(from_file(file, form, trial), file, tile_px, keys.tile_px)


# -- writing -----------------------------------------------------------------------------------------------------------


def _write(folder: str, file: OnnxFile, form: OnnxForm, card: ModelCard, head: Head) -> None:
    with new_folder(folder) as temporary:
        with open(os.path.join(temporary, ONNX_FILE), "wb") as sink:
            sink.write(file.data)
        write_text(os.path.join(temporary, CONFIG_FILE), json.dumps(form_to_config(form), indent=2) + "\n")
        write_text(os.path.join(temporary, README_FILE), _readme(file, form, card, head))
        write_text(os.path.join(temporary, CARD_FILE), card_to_json(card))
        verify_package(temporary)


def _readme(file: OnnxFile, form: OnnxForm, card: ModelCard, head: Head) -> str:
    others = [port.name for port in file.outputs if port.name != head.name]
    cut = (f"tiles of {card.tiling.tile} px, blended" if card.tiling.context == "global" else
           f"stride {card.tiling.stride} px, halo {card.tiling.halo} px, measured on generated scenes")
    lines = [
        f"# {card.name}", "", f"An ONNX network, taken in from `{os.path.basename(file.path)}`. ONNX Runtime runs it.", "",
        f"- Image: `{form.image}`, {file.image.dtype}, {form.image_layout}, {len(card.bands)} band(s)",
        f"- Map: output `{head.name}`, {form.values}, {form.scores_layout}"
        + (f"; not used: {', '.join(f'`{name}`' for name in others)}" if others else ""),
        f"- Cut: {cut}" + (f"; the map lacks {card.tiling.margin} px at each side" if card.tiling.margin else ""),
        f"- Classes: {', '.join(info.name for info in card.classes)}", f"- License: {card.license or 'not stated'}",
    ]
    if form.threshold:
        lines.append(f"- Threshold of its author: {form.threshold:g}")
    return "\n".join(lines) + "\n"


def _invalid(path: str, reason: str) -> JobError:
    return JobError("model.invalid", path=path, reason=reason)
