"""Rasters as people name them on a command line: files, patterns, folders, text lists, STAC items and collections of them."""

from __future__ import annotations

import glob
import json
import os
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from ..contract.errors import JobError

# What a folder is searched for. Other formats that GDAL reads can be named, by a pattern or one by one.
RASTER_SUFFIXES = (".tif", ".tiff", ".vrt", ".jp2", ".img", ".png", ".jpg", ".jpeg", ".webp", ".bil", ".bsq", ".bip")
LIST_SUFFIXES = (".txt", ".lst")
ITEM_SUFFIXES = (".json", ".geojson")
# Folders that GDAL opens as one raster.
RASTER_FOLDERS = (".zarr", ".safe")
# Names that `segment` gives to its own results; in a folder they are not taken for rasters to map.
RESULT_ENDINGS = ("_classes.tif", "_classes_confidence.tif")
# How STAC calls storage, and how GDAL does.
_STORAGE = {"s3://": "/vsis3/", "gs://": "/vsigs/", "https://": "/vsicurl/https://", "http://": "/vsicurl/http://"}
_USUAL_ASSETS = ("visual", "image", "data", "ortho", "analytic")
MAX_LIST_BYTES = 256 << 20
MAX_NESTING = 8


def expand(named: Sequence[str], asset: str = "") -> list[str]:
    """The rasters that are meant, each once, in the order of their naming; patterns and folders in the order of the names.

    `asset`: which asset of STAC items; by default the only raster, or the one that is usually the picture.
    Raises `JobError` ("inputs.none") where something names no raster. A single file need not exist: opening it says more.
    """
    return list(dict.fromkeys(path for text in named for path in _expand(text, asset, 0)))


def result_names(rasters: Sequence[str]) -> list[str]:
    """A name for the results of each raster: its own, with its folder's where several rasters have the same, else numbered."""
    names: list[str] = []
    stems = [_stem(raster) for raster in rasters]
    for raster, stem in zip(rasters, stems):
        name = stem if stems.count(stem) == 1 else f"{_stem(os.path.dirname(raster)) or 'raster'}_{stem}"
        unique, number = name, 1
        while f"{unique}_classes" in names:
            number += 1
            unique = f"{name}_{number}"
        names.append(f"{unique}_classes")
    return names


def _stem(path: str) -> str:
    """The last part of a path or address without its ending, without what no file may be called."""
    last = re.split(r"[\\/]", path.split("?")[0].rstrip("\\/"))[-1]
    return re.sub(r'[\\/:*?"<>|\x00-\x1f]', "_", Path(last).stem)


def _expand(text: str, asset: str, nested: int) -> Iterator[str]:
    if nested > MAX_NESTING:
        raise JobError("inputs.none", path=text, reason="lists name each other in a circle")
    moved = _as_gdal(text)
    if moved != text or text.startswith("/vsi"):
        yield moved
    elif os.path.isdir(text):
        yield from _folder(text)
    elif not os.path.exists(text) and glob.has_magic(text):
        yield from _pattern(text)
    elif text.casefold().endswith(LIST_SUFFIXES):
        yield from _text_list(text, asset, nested)
    elif text.casefold().endswith(ITEM_SUFFIXES):
        yield from _items(text, asset)
    else:
        yield text


def _as_gdal(text: str) -> str:
    """An address of stored data as GDAL writes it; anything else unchanged."""
    for start, other in _STORAGE.items():
        if text.casefold().startswith(start):
            return other + text[len(start):]
    return text


def _folder(path: str) -> Iterator[str]:
    if path.rstrip("/\\").casefold().endswith(RASTER_FOLDERS):
        yield path
        return
    names = sorted(name for name in os.listdir(path)
                   if name.casefold().endswith(RASTER_SUFFIXES) and not name.endswith(RESULT_ENDINGS)
                   and not name.startswith(".") and os.path.isfile(os.path.join(path, name)))
    if not names:
        raise JobError("inputs.none", path=path, reason="the folder holds no raster file of a known kind")
    yield from (os.path.join(path, name) for name in names)


def _pattern(text: str) -> Iterator[str]:
    found = sorted(path for path in glob.glob(text, recursive=True)
                   if os.path.isfile(path) or path.casefold().endswith(RASTER_FOLDERS))
    if not found:
        raise JobError("inputs.none", path=text, reason="no file is called like this")
    yield from found


def _read(path: str) -> str:
    try:
        if os.path.getsize(path) > MAX_LIST_BYTES:
            raise JobError("inputs.none", path=path, reason="the list is too long")
        return Path(path).read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise JobError("inputs.none", path=path, reason=getattr(error, "strerror", None) or str(error)) from error


def _text_list(path: str, asset: str, nested: int) -> Iterator[str]:
    """A line each: what could also be named on the command line, beside the list if relative; # begins a remark."""
    lines = [line.strip() for line in _read(path).splitlines()]
    named = [line for line in lines if line and not line.startswith("#")]
    if not named:
        raise JobError("inputs.none", path=path, reason="the list is empty")
    for line in named:
        yield from _expand(_beside(path, line), asset, nested + 1)


def _beside(file: str, reference: str) -> str:
    """A path or address as it is meant within a file."""
    if "://" in reference or reference.startswith("/vsi") or os.path.isabs(reference):
        return reference
    return os.path.normpath(os.path.join(os.path.dirname(file), reference))


# -- STAC ---------------------------------------------------------------------------------------------------------


def _items(path: str, asset: str) -> Iterator[str]:
    """One raster of each item; a JSON file without assets is left to GDAL, which has formats in JSON, too."""
    try:
        content: Any = json.loads(_read(path))
    except ValueError as error:
        raise JobError("inputs.none", path=path, reason=f"it is no JSON ({error})") from error
    several = isinstance(content, dict) and isinstance(content.get("features"), list)
    items = content["features"] if several else [content]
    found = [item for item in items if isinstance(item, dict) and isinstance(item.get("assets"), dict)]
    if not found and several:
        raise JobError("inputs.none", path=path, reason="its features have no assets")
    if not found:
        yield path
    for item in found:
        yield _as_gdal(_beside(path, _href(item, path, asset)))


def _href(item: Mapping[str, Any], path: str, wanted: str) -> str:
    assets = {str(key): value for key, value in item["assets"].items()
              if isinstance(value, dict) and isinstance(value.get("href"), str)}
    rasters = {key: value for key, value in assets.items() if _is_raster(value)}
    choices = [wanted] if wanted else [
        *(list(rasters) if len(rasters) == 1 else []),
        *(key for key in _USUAL_ASSETS if key in rasters),
        *_only([key for key, value in rasters.items() if "data" in (value.get("roles") or ())]),
    ]
    for key in choices:
        if key in assets:
            return str(assets[key]["href"])
    name, there = item.get("id", "an item"), ", ".join(assets) or "none"
    what = f"'{name}' has no asset '{wanted}'" if wanted else f"'{name}' has several assets; choose one with --asset"
    raise JobError("inputs.none", path=path, reason=f"{what} (there are: {there})")


def _only(keys: list[str]) -> list[str]:
    return keys if len(keys) == 1 else []


def _is_raster(asset: Mapping[str, Any]) -> bool:
    """By its media type, else by its ending; pictures for a first look do not count."""
    if {"thumbnail", "overview"} & set(asset.get("roles") or ()):
        return False
    kind, href = str(asset.get("type") or ""), str(asset["href"]).split("?")[0].casefold()
    return kind.startswith("image/") or (not kind and href.endswith(RASTER_SUFFIXES))
