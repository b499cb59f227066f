"""Model packages whose weights are an ONNX file: checked as one thing, loaded as one thing."""

from __future__ import annotations

from dataclasses import dataclass

from ..core.contract.card import ModelCard, load_card
from ..core.contract.errors import JobError
from .onnx_file import OnnxFile, check_sizes, read_onnx
from .onnx_form import ARCHITECTURE, CHANNELS_FIRST, OnnxForm, check_agreement, fixed_size, form_from_config
from .package import file_in, read_config


@dataclass(frozen=True)
class OnnxModel:
    """A checked graph, what its numbers mean, and its card. `data`: the ONNX file's bytes; `size`: see `onnx_form.fixed_size`."""

    card: ModelCard
    form: OnnxForm
    data: bytes
    image_dtype: str
    size: tuple[int | None, int | None, int | None]


def load_onnx(folder: str) -> OnnxModel:
    """Load an ONNX package. Raises `JobError` ("model.missing", "model.invalid", "model.unsafe", "model.checksum", ...)."""
    card = load_card(folder)
    form = form_from_config(read_config(folder), folder)
    if card.architecture != ARCHITECTURE or card.encoder:
        reason = f"its card names the architecture '{card.architecture[:80]}', its configuration '{ARCHITECTURE}'"
        raise JobError("model.invalid", path=folder, reason=reason)
    file = _named(folder, card)
    check_agreement(file, form, card, folder)
    check_sizes(file, image_shape(form, len(card.bands), card.tiling.tile))
    return from_file(file, form, card)


def from_file(file: OnnxFile, form: OnnxForm, card: ModelCard) -> OnnxModel:
    """What a runner needs of a checked file."""
    return OnnxModel(card, form, file.data, file.image.dtype, fixed_size(file, form.image_layout))


def image_shape(form: OnnxForm, bands: int, tile_px: int) -> tuple[int, int, int, int]:
    """The array that one tile is."""
    return (1, bands, tile_px, tile_px) if form.image_layout == CHANNELS_FIRST else (1, tile_px, tile_px, bands)


def _named(folder: str, card: ModelCard) -> OnnxFile:
    """The package's ONNX file; errors name the folder that the person chose."""
    try:
        file = read_onnx(file_in(folder, card.weights.file))
    except JobError as error:
        if error.code.startswith("model."):
            raise JobError(error.code, **{**error.data, "path": folder}) from error
        raise
    if file.sha256 != card.weights.sha256.removeprefix("sha256:"):
        raise JobError("model.checksum", path=folder)
    return file
