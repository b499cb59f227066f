"""A model package as a STAC item with the Machine Learning Model extension: how catalogues describe models.

Written by hand from the specification (STAC 1.1.0, MLM 1.4.0): the card's words are the extension's, so little is left to do.
What it has no word for (halo, resolution, ignored value) stands in `mlm:hyperparameters`.
"""

from __future__ import annotations

import json
import os
import re
import uuid
from datetime import datetime, timezone
from typing import Any
from urllib.parse import quote

from ..core.contract.card import Band, ModelCard, Scaling
from ..core.contract.model_store import output_error
from .package import read_config, verify_package
from .registry import build_network, weightless

MLM = "https://stac-extensions.github.io/mlm/v1.4.0/schema.json"
RASTER = "https://stac-extensions.github.io/raster/v1.1.0/schema.json"
FILE = "https://stac-extensions.github.io/file/v2.1.0/schema.json"
CLASSIFICATION = "https://stac-extensions.github.io/classification/v2.0.0/schema.json"
ITEM_FILE = "stac-item.json"
_DATA_TYPES = {"int8", "int16", "int32", "int64", "uint8", "uint16", "uint32", "uint64", "float16", "float32", "float64"}
_SHA256_MULTIHASH = "1220"  # function 0x12, 32 bytes


def export_stac(folder: str, output: str) -> str:
    """Write the item of the package `folder` to `output`, a .json file or a folder for `ITEM_FILE`; returns the file's path.

    The item points at the package's weights by a relative path where there is one. Raises `JobError` ("model.*", "output.*").
    """
    card = verify_package(folder)
    path = os.path.abspath(output if output.lower().endswith(".json") else os.path.join(output, ITEM_FILE))
    weights = os.path.abspath(os.path.join(folder, card.weights.file))
    item = stac_item(card, weights, _href(weights, os.path.dirname(path)), _parameters(folder, card))
    partial = f"{path}.{uuid.uuid4().hex[:12]}.partial"
    try:
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(partial, "w", encoding="utf-8", newline="\n") as file:
            json.dump(item, file, indent=2, ensure_ascii=False, allow_nan=False)
            file.write("\n")
        os.replace(partial, path)
    except OSError as error:
        raise output_error(error, os.path.dirname(path)) from error
    finally:
        if os.path.exists(partial):
            os.remove(partial)
    return path


def stac_item(card: ModelCard, weights: str, href: str, parameters: int) -> dict[str, Any]:
    """The item as plain JSON. `parameters`: how many numbers the network learned, 0 = unknown. The time is that of `weights`."""
    made = datetime.fromtimestamp(os.path.getmtime(weights), timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")
    properties: dict[str, Any] = {
        "datetime": made, "title": card.name, "description": card.description or card.name, "version": card.version,
        "mlm:name": _name(card.name), "mlm:architecture": card.architecture or "ONNX", "mlm:tasks": ["semantic-segmentation"],
        "mlm:framework": "ONNX" if weights.endswith(".onnx") else "PyTorch", "mlm:input": [_input(card)],
        "mlm:output": [_output(card)], "mlm:hyperparameters": _hyperparameters(card),
    }
    if card.license:
        properties["license"] = card.license
    if parameters:
        properties["mlm:total_parameters"] = parameters
    return {
        "type": "Feature", "stac_version": "1.1.0", "stac_extensions": [MLM, RASTER, FILE, CLASSIFICATION],
        "id": _name(card.name).replace(" ", "-").lower(), "geometry": None, "properties": properties, "links": [],
        "assets": {"model": _asset(card, weights, href)},
    }


def _href(weights: str, start: str) -> str:
    """Relative as a catalogue wants it, with slashes; another drive's file as a URL."""
    try:
        relative = os.path.relpath(weights, start).replace(os.sep, "/")
    except ValueError:  # another drive
        return "file:///" + quote(weights.replace(os.sep, "/").lstrip("/"))
    return quote(relative if relative.startswith("../") else f"./{relative}")


def _parameters(folder: str, card: ModelCard) -> int:
    if card.weights.file.endswith(".onnx"):
        return 0
    with weightless():
        network = build_network(read_config(folder), classes=len(card.classes), in_channels=len(card.bands), path=folder)
    return sum(parameter.numel() for parameter in network.parameters())


def _name(text: str) -> str:
    """A name of letters, digits, blanks, dots, dashes: a letter first, a letter or digit last, three at least."""
    plain = re.sub(r"[^A-Za-z0-9_.\- ]+", "-", text).strip("-_. ")
    plain = plain if plain[:1].isalpha() else f"model-{plain}".strip("-")
    return plain if len(plain) > 2 else f"{plain}-model"


def _asset(card: ModelCard, weights: str, href: str) -> dict[str, Any]:
    onnx = weights.endswith(".onnx")
    return {
        "href": href, "title": "Weights", "roles": ["mlm:model", "mlm:weights"],
        "type": "application/octet-stream; framework=" + ("onnx" if onnx else "pytorch"),
        "mlm:artifact_type": "onnx" if onnx else "safetensors.torch.save_file",
        "file:size": os.path.getsize(weights), "file:checksum": _SHA256_MULTIHASH + card.weights.sha256.removeprefix("sha256:"),
        "raster:bands": [_band(card, place, band) for place, band in enumerate(card.bands)],
    }


def _band(card: ModelCard, place: int, band: Band) -> dict[str, Any]:
    described: dict[str, Any] = {"name": band.name, "data_type": _data_type(card.input.dtype),
                                 "spatial_resolution": card.input.resolution_m}
    if card.input.nodata is not None:
        described["nodata"] = card.input.nodata
    if card.statistics:
        described["statistics"] = {"mean": card.statistics[place].mean, "stddev": card.statistics[place].stddev}
    return described


def _data_type(dtype: str) -> str:
    return dtype if dtype in _DATA_TYPES else "other"


def _input(card: ModelCard) -> dict[str, Any]:
    tile = card.tiling.tile
    return {
        "name": "image", "bands": [band.name for band in card.bands],
        "input": {"shape": [-1, len(card.bands), tile, tile], "dim_order": ["batch", "bands", "height", "width"],
                  "data_type": "float32"},
        "value_scaling": [_scaling_of(card, place) for place in range(len(card.bands))] if card.scaling else None,
        "resize_type": None,
    }


def _scaling_of(card: ModelCard, place: int) -> dict[str, Any]:
    """One band's scaling. Several steps, which the extension cannot list, become one expression of `x`."""
    steps = [_numbers(step, place) for step in card.scaling]
    if len(steps) == 1:
        return steps[0]
    text = "x"
    for step in steps:
        text = _expression(step, text)
    return {"type": "processing", "format": "python", "expression": text}


def _numbers(step: Scaling, place: int) -> dict[str, Any]:
    values = {name: getattr(step, name) for name in ("mean", "stddev", "minimum", "maximum", "value")}
    numbers = {name: numbers[place if len(numbers) > 1 else 0] for name, numbers in values.items() if numbers}
    kind = step.type
    if kind == "clip" and len(numbers) == 1:
        kind = "clip-min" if "minimum" in numbers else "clip-max"
    return {"type": kind, **numbers}


def _expression(step: dict[str, Any], x: str) -> str:
    kind = step["type"]
    if kind == "z-score":
        return f"({x} - {step['mean']}) / {step['stddev']}"
    if kind == "min-max":
        return f"({x} - {step['minimum']}) / {step['maximum'] - step['minimum']}"
    if kind == "scale":
        return f"({x}) * {step['value']}"
    if kind == "offset":
        return f"({x}) + {step['value']}"
    limited = f"max({x}, {step['minimum']})" if "minimum" in step else x
    return f"min({limited}, {step['maximum']})" if "maximum" in step else limited


def _output(card: ModelCard) -> dict[str, Any]:
    side = card.tiling.tile - 2 * card.tiling.margin
    return {
        "name": "scores", "tasks": ["semantic-segmentation"],
        "result": {"shape": [-1, len(card.classes), side, side], "dim_order": ["batch", "class", "height", "width"],
                   "data_type": "float32"},
        "classification:classes": [
            {"value": info.value, "name": _class_name(info.name), "title": info.name, "description": info.name,
             "color_hint": info.color.removeprefix("#").upper()}
            for info in card.classes
        ],
    }


def _class_name(name: str) -> str:
    """As the classification extension wants names: letters, digits, dashes and underscores."""
    return re.sub(r"[^0-9A-Za-z_-]+", "_", name).strip("_") or "class"


def _hyperparameters(card: ModelCard) -> dict[str, Any]:
    tiling = card.tiling
    values = {"encoder": card.encoder, "resolution_m": card.input.resolution_m, "resolution_min_m": card.input.resolution_min_m,
              "resolution_max_m": card.input.resolution_max_m, "ignore_value": card.ignore_value, "stride_px": tiling.stride,
              "halo_px": tiling.halo, "receptive_halo_px": tiling.receptive_halo, "margin_px": tiling.margin,
              "context": tiling.context, "parent": card.parent, "metrics": card.metrics}
    return {name: value for name, value in values.items() if value not in ("", {})}
