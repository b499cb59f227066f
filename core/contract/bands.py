"""Which band of a raster is which band of a model: by name, then by common name, then by wavelength, then by a person.

Bands are never repeated, padded or taken "because there are three".
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Dict, List, Optional, Sequence, Tuple

from .card import Band

# Half the width around the centre within which a band counts as the same, where the raster gives no width (micrometres).
WAVELENGTH_TOLERANCE_UM = 0.03

# Spellings of the STAC common names that files carry in their band descriptions.
_SPELLINGS: Dict[str, str] = {
    "r": "red", "g": "green", "b": "blue", "nir08": "nir", "nearinfrared": "nir", "infrared": "nir", "nir1": "nir",
    "coastalaerosol": "coastal", "coastalblue": "coastal", "panchromatic": "pan", "rededge1": "rededge071",
    "rot": "red", "rouge": "red", "vert": "green", "bleu": "blue", "gruen": "green", "blau": "blue",
}


@dataclass(frozen=True)
class RasterBand:
    """One band as a file describes it: 1-based number, description, common name from its colour interpretation, wavelength."""

    number: int
    description: str = ""
    common_name: str = ""
    wavelength_um: Optional[float] = None
    fwhm_um: Optional[float] = None


@dataclass(frozen=True)
class BandMatch:
    """`numbers`: 1-based bands in the model's order, 0 where none was found. `how`: by what each was found."""

    numbers: Tuple[int, ...]
    how: Tuple[str, ...]

    @property
    def complete(self) -> bool:
        """Whether every band of the model was found."""
        return all(number > 0 for number in self.numbers)


def _plain_name(text: str) -> str:
    """Letters and digits only; "Band 4: Near-Infrared" -> "nearinfrared"; "Band 1" says nothing about the content."""
    text = re.sub(r"^\s*(band|layer|canal|kanal)\s*\d+\s*[:\-(]*", "", text.lower())
    text = re.sub(r"[^a-z0-9]+", "", text)
    return _SPELLINGS.get(text, text)


def match_bands(wanted: Sequence[Band], found: Sequence[RasterBand]) -> BandMatch:
    """Match the model's bands to the raster's. A raster band serves once; an ambiguous match is no match."""
    used: List[int] = []
    numbers: List[int] = []
    how: List[str] = []
    for band in wanted:
        number, reason = _find(band, [b for b in found if b.number not in used])
        if number:
            used.append(number)
        numbers.append(number)
        how.append(reason)
    return BandMatch(tuple(numbers), tuple(how))


def _find(band: Band, candidates: Sequence[RasterBand]) -> Tuple[int, str]:
    exact = [b.number for b in candidates if band.name and b.description.strip() == band.name]
    if len(exact) == 1:
        return exact[0], "name"
    names = {_plain_name(band.name), band.common_name} - {""}
    common = [b.number for b in candidates if b.common_name in names]
    if not common:
        common = [b.number for b in candidates if _plain_name(b.description) in names]
    if len(common) == 1:
        return common[0], "common name"
    if band.wavelength_um is not None:
        near = sorted(
            (abs(b.wavelength_um - band.wavelength_um), b.number)
            for b in candidates
            if b.wavelength_um is not None
            and abs(b.wavelength_um - band.wavelength_um) <= max(WAVELENGTH_TOLERANCE_UM, (b.fwhm_um or 0.0) / 2)
        )
        if near:
            return near[0][1], "wavelength"
    return 0, ""
