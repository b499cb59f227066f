"""What the Machine Learning Model extension 1.4.0 asks of a STAC item, as a JSON schema of our own.

The extension's own schema lies on a web server only, which tests do not ask. This one was written from the specification's
tables (required fields, types, enumerations, patterns, which asset must have which role); the items that the tests make were
validated by hand against the published schemas of mlm 1.4.0, raster 1.1.0 and processing 1.1.0 as well.
"""

_TASKS = {"type": "array", "minItems": 1, "uniqueItems": True, "items": {"enum": ["semantic-segmentation"]}}
_NUMBER, _TEXT = {"type": "number"}, {"type": "string", "minLength": 1}
_DATA_TYPES = ["int8", "int16", "int32", "int64", "uint8", "uint16", "uint32", "uint64", "float16", "float32", "float64",
               "cint16", "cint32", "cfloat32", "cfloat64", "other"]


def _object(required, **properties):
    return {"type": "object", "required": required, "properties": properties}


def _scaling(kind, *numbers):
    return _object(["type", *numbers], type={"const": kind}, **dict.fromkeys(numbers, _NUMBER))


_ARRAY = _object(
    ["shape", "dim_order", "data_type"],
    shape={"type": "array", "minItems": 1, "items": {"type": "integer", "minimum": -1}},
    dim_order={"type": "array", "minItems": 1, "uniqueItems": True, "items": {"type": "string", "pattern": "^[a-z_-]+$"}},
    data_type={"enum": _DATA_TYPES})
_SCALINGS = {"oneOf": [{"type": "null"}, {"type": "array", "minItems": 1, "items": {"oneOf": [
    _scaling("min-max", "minimum", "maximum"), _scaling("z-score", "mean", "stddev"), _scaling("clip", "minimum", "maximum"),
    _scaling("clip-min", "minimum"), _scaling("clip-max", "maximum"), _scaling("offset", "value"), _scaling("scale", "value"),
    _object(["type", "format", "expression"], type={"const": "processing"}, format=_TEXT)]}}]}
_INPUT = _object(["name", "bands", "input"], name=_TEXT, bands={"type": "array", "items": _TEXT}, input=_ARRAY,
                 value_scaling=_SCALINGS, resize_type={"type": ["null", "string"]})
_CLASS = _object(["value", "name"], value={"type": "integer"}, name={"type": "string", "pattern": "^[0-9A-Za-z_-]+$"},
                 color_hint={"type": "string", "pattern": "^[0-9A-F]{6}$"})
_OUTPUT = _object(["name", "tasks", "result"], name=_TEXT, tasks=_TASKS, result=_ARRAY,
                  **{"classification:classes": {"type": "array", "items": _CLASS}})
_PROPERTIES = _object(
    ["mlm:name", "mlm:architecture", "mlm:tasks", "mlm:input", "mlm:output"],
    **{"mlm:name": {"type": "string", "pattern": r"^[a-zA-Z][a-zA-Z0-9_.\-\s]+[a-zA-Z0-9]$"}, "mlm:architecture": _TEXT,
       "mlm:tasks": _TASKS, "mlm:framework": _TEXT, "mlm:total_parameters": {"type": "integer", "minimum": 0},
       "mlm:input": {"type": "array", "minItems": 1, "items": _INPUT}, "mlm:output": {"type": "array", "items": _OUTPUT},
       "mlm:hyperparameters": {"type": "object", "minProperties": 1, "propertyNames": {"pattern": "^[0-9a-zA-Z_.-]+$"}}})
# An artifact type belongs to the asset that is the model, and to no other; so do the bands that the input names.
_BAND = _object(["name"], name=_TEXT, data_type={"enum": _DATA_TYPES}, spatial_resolution=_NUMBER)
_MODEL_ASSET = _object(["mlm:artifact_type", "raster:bands"],
                       **{"mlm:artifact_type": _TEXT, "raster:bands": {"type": "array", "minItems": 1, "items": _BAND}})
_IS_MODEL = _object(["roles"], roles={"type": "array", "contains": {"const": "mlm:model"}})
_URI = {"const": "https://stac-extensions.github.io/mlm/v1.4.0/schema.json"}
_RASTER = {"type": "string", "pattern": r"^https://stac-extensions\.github\.io/raster/v1(\.\d+){2}/schema\.json$"}

MLM_SCHEMA = {
    "$schema": "http://json-schema.org/draft-07/schema#",
    **_object(
        ["type", "stac_extensions", "properties", "assets"],
        stac_extensions={"type": "array", "allOf": [{"contains": _URI}, {"contains": _RASTER}]},
        properties=_PROPERTIES,
        assets={
            "type": "object",
            "additionalProperties": {"if": _IS_MODEL, "then": _MODEL_ASSET, "else": {"not": {"required": ["mlm:artifact_type"]}}},
            "not": {"additionalProperties": {"not": _IS_MODEL}}}),
}
