"""Frozen dataclasses to and from plain JSON values.

Readers ignore unknown fields (a newer program may send more) and refuse wrong types by name, so that a bad job or model
card ends in a sentence about the field and not in a traceback three rooms further on.
"""

from __future__ import annotations

import dataclasses
import typing
from typing import Any, Dict, Mapping, Type, TypeVar, Union

T = TypeVar("T")


class PlainError(ValueError):
    """A value does not fit its field. `path` is the dotted name of the field."""

    def __init__(self, path: str, expected: str, value: Any) -> None:
        self.path, self.expected, self.value = path, expected, value
        super().__init__(f"{path or 'the document'}: expected {expected}, found {_short(value)}")


def _short(value: Any) -> str:
    text = repr(value)
    return text if len(text) <= 80 else text[:77] + "..."


def to_plain(value: Any) -> Any:
    """Turn a (nested) dataclass into dicts, lists and scalars that `json.dumps` takes."""
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {field.name: to_plain(getattr(value, field.name)) for field in dataclasses.fields(value)}
    if isinstance(value, (list, tuple)):
        return [to_plain(item) for item in value]
    if isinstance(value, Mapping):
        return {str(key): to_plain(item) for key, item in value.items()}
    return value


def from_plain(cls: Type[T], value: Any, path: str = "") -> T:
    """Build the dataclass `cls` from a plain dict. Raises `PlainError` that names the first field that does not fit."""
    if not isinstance(value, Mapping):
        raise PlainError(path, "an object", value)
    hints = typing.get_type_hints(cls)
    arguments: Dict[str, Any] = {}
    for field in dataclasses.fields(cls):  # type: ignore[arg-type]  # T is always a dataclass here
        where = f"{path}.{field.name}" if path else field.name
        if field.name in value:
            arguments[field.name] = _convert(hints[field.name], value[field.name], where)
        elif field.default is dataclasses.MISSING and field.default_factory is dataclasses.MISSING:
            raise PlainError(where, "a value", "nothing")
    return cls(**arguments)


def _convert(hint: Any, value: Any, path: str) -> Any:
    origin, args = typing.get_origin(hint), typing.get_args(hint)
    if hint is Any:
        return value
    if origin is Union:
        if value is None and type(None) in args:
            return None
        return _convert(next(arg for arg in args if arg is not type(None)), value, path)
    if dataclasses.is_dataclass(hint):
        return from_plain(typing.cast(Type[Any], hint), value, path)
    if origin is tuple:
        if not isinstance(value, (list, tuple)):
            raise PlainError(path, "a list", value)
        if len(args) == 2 and args[1] is Ellipsis:
            return tuple(_convert(args[0], item, f"{path}[{i}]") for i, item in enumerate(value))
        if len(value) != len(args):
            raise PlainError(path, f"a list of {len(args)}", value)
        return tuple(_convert(arg, item, f"{path}[{i}]") for i, (arg, item) in enumerate(zip(args, value)))
    if origin in (dict, Mapping) or getattr(origin, "__name__", "") == "Mapping":
        if not isinstance(value, Mapping):
            raise PlainError(path, "an object", value)
        return {str(key): _convert(args[1], item, f"{path}.{key}") for key, item in value.items()}
    return _scalar(hint, value, path)


def _scalar(hint: Any, value: Any, path: str) -> Any:
    if hint is float and isinstance(value, int) and not isinstance(value, bool):
        try:
            return float(value)
        except OverflowError:
            raise PlainError(path, "a number", value) from None
    if (hint is bool or not isinstance(value, bool)) and isinstance(value, hint):
        return value
    names = {str: "text", int: "a whole number", float: "a number", bool: "true or false"}
    raise PlainError(path, names.get(hint, str(hint)), value)
