"""Training pixels from a folder of images and masks, in whichever of the usual layouts it is, or of one folder a class."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np

from ...core.contract.errors import JobError
from ...core.raster.datasets.scan import DatasetPair, DatasetScan, read_classes, scan_dataset
from .config import Source, TrainConfig
from .findings import Finding
from .labels import IGNORE, LabelTable
from .sources import Pair, blank, file_stamp, read_image, role_of

SCANNED_MASKS = 100  # are decoded to learn what a folder's masks mean; each is decoded again when it is trained on
ROLES = {"train": "train", "val": "validation", "test": "test"}


def scan_folder(folder: Path, source: Source) -> DatasetScan:
    """What is in the folder. Raises `JobError` ("data.missing")."""
    return scan_dataset(str(folder), source.images, source.masks, most=SCANNED_MASKS,
                        labels={value: names[0] for value, names in source.labels.items()},
                        colors={color: names[0] for color, names in source.colors.items()})


def folder_pairs(source: Source, data_folder: Path, table: LabelTable, config: TrainConfig,
                 findings: list[Finding]) -> list[Pair]:
    """The images of a folder that have a mask; what is wrong with the others is added to `findings`."""
    scan = scan_folder(data_folder / source.folder, source)
    findings += [Finding(f.code, f.level, f.message, dict(f.data)) for f in scan.findings]
    if not scan.usable:
        return []
    lookup = np.full(256, IGNORE, np.uint8)
    for info in scan.classes:
        if info.name in table.names:
            lookup[info.value] = table.code([info.name])
    return [_pair(pair, scan, source, lookup, len(config.bands)) for pair in scan.pairs]


def _pair(pair: DatasetPair, scan: DatasetScan, source: Source, lookup: np.ndarray, band_count: int) -> Pair:
    image, mask = Path(pair.image), Path(pair.mask)
    bands = source.bands or pair.bands[:band_count]

    def load() -> tuple[np.ndarray, np.ndarray]:
        if len(bands) < band_count:
            raise JobError("raster.band_number", band=band_count, path=pair.image, count=len(bands))
        pixels, valid = read_image(image, bands)
        codes = lookup[read_classes(pair, scan)]
        if codes.shape != pixels.shape[1:]:
            reason = f"its size {codes.shape} is not that of the image {pixels.shape[1:]} (rows, columns)"
            raise JobError("data.missing", path=pair.mask, reason=reason)
        return blank(pixels, valid), np.where(valid, codes, IGNORE).astype(np.uint8)

    role = role_of(source, image.as_posix())
    role = ROLES[pair.split] if role == "train" else role
    return Pair(f"{source.name}:{image}", role, replace(source), load, file_stamp(image, mask), pair.image)
