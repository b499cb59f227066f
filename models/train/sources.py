"""Images and their label codes, decoded once and kept while memory allows."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import rasterio
from rasterio.errors import RasterioError

from ...core.contract.errors import JobError
from .config import Source, TrainConfig
from .findings import Finding
from .labels import IGNORE, LabelTable

SAID_KINDS = ("labels", "folder")  # say as a finding why there is nothing
CACHE_BYTES = 3 * 1024**3
UNKNOWN_SHARE_LIMIT = 0.2  # of a colour mask's pixels; more is taken for a wrong table or a JPEG mask


@dataclass(frozen=True)
class Pair:
    """One image with labels. `load` gives pixels (C, H, W) in file values and codes (H, W) uint8; invalid pixels are IGNORE.

    `stamp` changes when the data does. `frame` and `origin` (row, col) say where the image lies among others: pairs of one
    frame share one pixel grid. `number`: which area of the label project it is, 0 for images; `labelled_px`: how
    many of its pixels were labelled, with data or without.
    """

    key: str
    role: str  # train, validation, test
    source: Source
    load: Callable[[], tuple[np.ndarray, np.ndarray]]
    stamp: str = ""
    frame: str = ""
    origin: tuple[int, int] = (0, 0)
    number: int = 0
    labelled_px: int = 0


class PairCache:
    """Decoded pairs, least recently used thrown away first."""

    def __init__(self, limit_bytes: int = CACHE_BYTES) -> None:
        self._limit, self._held = limit_bytes, 0
        self._items: OrderedDict[str, tuple[np.ndarray, np.ndarray]] = OrderedDict()

    def get(self, pair: Pair) -> tuple[np.ndarray, np.ndarray]:
        """Pixels and codes of a pair."""
        if pair.key in self._items:
            self._items.move_to_end(pair.key)
            return self._items[pair.key]
        pixels, codes = pair.load()
        self._items[pair.key] = (pixels, codes)
        self._held += pixels.nbytes + codes.nbytes
        while self._held > self._limit and len(self._items) > 1:
            _, (old_pixels, old_codes) = self._items.popitem(last=False)
            self._held -= old_pixels.nbytes + old_codes.nbytes
        return pixels, codes


def collect_pairs(config: TrainConfig, data_folder: Path, table: LabelTable, findings: list[Finding] | None = None) -> list[Pair]:
    """All pairs of all sources; what is odd about them is added to `findings`.

    Raises `JobError` ("data.missing" for a source without images or a missing partner, "labels.*", "raster.*").
    """
    from .folder_source import folder_pairs  # these two are made of pairs themselves
    from .label_source import label_pairs

    findings = [] if findings is None else findings
    makers: dict[str, Callable[[Source], list[Pair]]] = {
        "pairs": lambda source: _mask_pairs(source, data_folder, table, config),
        "ndvi": lambda source: _ndvi_pairs(source, data_folder, table, config),
        "scenes": lambda source: _scene_pairs(source, table),
        "folder": lambda source: folder_pairs(source, data_folder, table, config, findings),
        "labels": lambda source: label_pairs(source, data_folder, table, config, findings),
    }
    pairs: list[Pair] = []
    for source in config.sources:
        found = makers[source.kind](source)
        if not found and source.kind not in SAID_KINDS:
            raise JobError("data.missing", path=str(data_folder / source.images), reason="no image was found")
        pairs += found
    return pairs


def blank(pixels: np.ndarray, valid: np.ndarray) -> np.ndarray:
    """Pixels without data as NaN, which scaling turns into the value that stands for "no data"; unchanged where all are valid."""
    if valid.all():
        return pixels
    blanked = pixels.astype(np.float32)
    blanked[:, ~valid] = np.nan
    return blanked


def role_of(source: Source, path: str) -> str:
    """What an image is for, by the parts of its path that the source names."""
    if any(part in path for part in source.test):
        return "test"
    return "validation" if any(part in path for part in source.validation) else "train"


def _mask_pairs(source: Source, folder: Path, table: LabelTable, config: TrainConfig) -> list[Pair]:
    by_place = {_place(folder, path): path for path in sorted(folder.glob(source.masks))}
    pairs = []
    for image in sorted(folder.glob(source.images)):
        mask = by_place.get(_place(folder, image))
        if mask is None:
            raise JobError("data.missing", path=str(image), reason="it has no mask of the same name")
        decode = _decoder(source, table)
        bands = source.bands or tuple(range(1, len(config.bands) + 1))
        pairs.append(Pair(f"{source.name}:{image}", role_of(source, image.as_posix()), source,
                          lambda i=image, m=mask, d=decode, b=bands: _load_masked(i, m, d, b, bool(source.colors)),  # type: ignore[misc]
                          file_stamp(image, mask), str(image)))
    return pairs


def file_stamp(*files: Path) -> str:
    """Changes when one of the files does."""
    return ":".join(f"{file.stat().st_size}:{file.stat().st_mtime_ns}" for file in files)


def _place(folder: Path, path: Path) -> tuple[str, ...]:
    """Where a file lies but for the folder that says image or mask, so that Tile 1/images/a.jpg finds Tile 1/masks/a.png."""
    relative = path.relative_to(folder)
    return (*relative.parts[:-2], relative.stem)


def _decoder(source: Source, table: LabelTable) -> Callable[[np.ndarray, str], np.ndarray]:
    if source.colors:
        return _color_decoder({color: table.code(names) for color, names in source.colors.items()})
    lookup = np.full(256, IGNORE, np.uint8)
    for value, names in source.labels.items():
        lookup[int(value)] = table.code(names)

    def decode(mask: np.ndarray, path: str) -> np.ndarray:
        if mask.dtype.kind not in "ui":
            raise JobError("data.missing", path=path, reason=f"class values are whole numbers, but it holds {mask.dtype}")
        if mask.dtype != np.uint8 and (mask.min() < 0 or mask.max() > IGNORE):
            raise JobError("data.unknown_value", path=path, value=int(mask.max() if mask.max() > IGNORE else mask.min()))
        codes: np.ndarray = lookup[mask[0]]
        return codes

    return decode


def _color_decoder(codes: dict[str, int]) -> Callable[[np.ndarray, str], np.ndarray]:
    packed = np.array([int(color.lstrip("#"), 16) for color in codes], np.int64)
    order = np.argsort(packed)
    packed, values = packed[order], np.array(list(codes.values()), np.uint8)[order]

    def decode(mask: np.ndarray, path: str) -> np.ndarray:
        key = (mask[0].astype(np.int64) << 16) | (mask[1].astype(np.int64) << 8) | mask[2]
        index = np.clip(np.searchsorted(packed, key), 0, len(packed) - 1)
        known = packed[index] == key
        if 1 - known.mean() > UNKNOWN_SHARE_LIMIT:
            share = 100 - 100 * known.mean()
            raise JobError("data.missing", path=path, reason=f"{share:.0f} % of its colours belong to no class")
        return np.where(known, values[index], IGNORE).astype(np.uint8)

    return decode


def read_image(path: Path, bands: Sequence[int] = ()) -> tuple[np.ndarray, np.ndarray]:
    """Pixels (C, H, W) and validity (H, W) of a file."""
    try:
        with rasterio.open(path) as dataset:
            chosen = list(bands) or list(dataset.indexes)
            if max(chosen) > dataset.count:
                raise JobError("raster.band_number", band=max(chosen), path=str(path), count=dataset.count)
            return dataset.read(chosen), dataset.dataset_mask() > 0
    except RasterioError as error:
        raise JobError("raster.unreadable", path=str(path), reason=str(error)) from error


def _read_mask(path: Path, as_color: bool) -> np.ndarray:
    """A mask as stored (1, H, W), or as colours (3, H, W) with its palette applied."""
    if path.suffix.lower() in (".jpg", ".jpeg"):
        raise JobError("data.missing", path=str(path), reason="JPEG blurs class values; save the masks as PNG or TIFF")
    try:
        with rasterio.open(path) as dataset:
            mask: np.ndarray = dataset.read()
            palette = _palette(dataset) if dataset.count == 1 else None
    except RasterioError as error:
        raise JobError("raster.unreadable", path=str(path), reason=str(error)) from error
    if not as_color:
        return mask[:1]
    if palette is not None:
        colors: np.ndarray = palette[mask[0]].transpose(2, 0, 1)
        return colors
    if len(mask) < 3:
        raise JobError("data.missing", path=str(path), reason="it has no colours, but the class table is one of colours")
    return mask[:3]


def _palette(dataset: rasterio.DatasetReader) -> np.ndarray | None:
    try:
        colormap = dataset.colormap(1)
    except ValueError:
        return None
    table = np.zeros((256, 3), np.uint8)
    for index, color in colormap.items():
        table[index] = color[:3]
    return table


def _load_masked(image: Path, mask: Path, decode: Callable[[np.ndarray, str], np.ndarray], bands: Sequence[int],
                 as_color: bool) -> tuple[np.ndarray, np.ndarray]:
    pixels, valid = read_image(image, bands)
    codes = decode(_read_mask(mask, as_color), str(mask))
    if codes.shape != pixels.shape[1:]:
        raise JobError("data.missing", path=str(mask),
                       reason=f"its size {codes.shape} is not that of the image {pixels.shape[1:]} (rows, columns)")
    return blank(pixels, valid), np.where(valid, codes, IGNORE).astype(np.uint8)


def _ndvi_pairs(source: Source, folder: Path, table: LabelTable, config: TrainConfig) -> list[Pair]:
    above, below = table.code(source.labels["above"]), table.code(source.labels["below"])
    count = len(config.bands)

    def load(path: Path) -> tuple[np.ndarray, np.ndarray]:
        pixels, valid = read_image(path)
        red, nir = pixels[source.red_band - 1].astype(np.float32), pixels[source.nir_band - 1].astype(np.float32)
        ndvi = (nir - red) / np.maximum(nir + red, 1)
        codes = np.select([ndvi > source.ndvi_above, ndvi < source.ndvi_below], [above, below], IGNORE).astype(np.uint8)
        return pixels[:count], np.where(valid, codes, IGNORE).astype(np.uint8)

    return [Pair(f"{source.name}:{path}", role_of(source, path.as_posix()), source, lambda p=path: load(p))  # type: ignore[misc]
            for path in sorted(folder.glob(source.images))]


def _scene_pairs(source: Source, table: LabelTable) -> list[Pair]:
    from ...core.scenes import make_scene  # scipy is needed only here

    lookup = np.full(256, IGNORE, np.uint8)
    for value, names in source.labels.items():
        lookup[int(value)] = table.code(names)

    def load(index: int) -> tuple[np.ndarray, np.ndarray]:
        resolution_m = source.resolutions_m[index % len(source.resolutions_m)]
        scene = make_scene(source.seed + index, source.rows, source.cols, resolution_m)
        return scene.image, lookup[scene.labels]

    return [Pair(f"{source.name}:{i}", role_of(source, f"scene-{i}."), source, lambda i=i: load(i))  # type: ignore[misc]
            for i in range(source.count)]
