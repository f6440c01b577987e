"""Values as JSON and back, strictly: what is missing, unknown or of another kind is refused by its path.

One description serves both ways and the published schema: the dataclass itself. Kinds: text, whole and
other numbers, yes or no, days, times in UTC, enumerations, tuples, optional ones, dataclasses.
"""

import dataclasses
import functools
import math
import types
import typing
from collections.abc import Mapping
from datetime import UTC, date, datetime
from enum import StrEnum
from typing import Any, TypeVar

from dongseon.errors import InvalidInput

T = TypeVar("T")
Json = Any  # whatever JSON may hold
LONGEST = 2_000  # characters of one text
MOST = 200_000  # entries of one list


def write(value: Any) -> Json:  # a dataclass of the kinds above
    """A value as JSON."""
    if dataclasses.is_dataclass(value):
        return {f.name: write(getattr(value, f.name)) for f in dataclasses.fields(value)}
    if isinstance(value, tuple):
        return [write(one) for one in value]
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
    if isinstance(value, date):
        return value.isoformat()
    return str(value) if isinstance(value, StrEnum) else value


def read(kind: type[T], value: Json, where: str = "$") -> T:
    """A value of a dataclass from JSON. Raises InvalidInput naming the path of what does not fit."""
    if not isinstance(value, Mapping):
        raise InvalidInput(f"{where}: expected an object")
    hints = hints_of(kind)
    unknown = sorted(value.keys() - hints.keys())
    missing = sorted(hints.keys() - value.keys())
    if unknown or missing:
        said = f"unknown {unknown[0]!r}" if unknown else f"{missing[0]!r} is missing"
        raise InvalidInput(f"{where}: {said}")
    return kind(**{name: read_one(hints[name], value[name], f"{where}.{name}") for name in hints})


def hints_of(kind: Any) -> Mapping[str, Any]:  # Any: a dataclass of the kinds above
    """The fields of a dataclass and what each is."""
    return found_out(kind)


@functools.cache
def found_out(kind: Any) -> Mapping[str, Any]:  # once: a page reads hundreds of values
    """The same, looked up."""
    return types.MappingProxyType(typing.get_type_hints(kind))


def read_one(kind: Any, value: Json, where: str) -> Any:  # Any: one of the kinds above
    """A value of any kind from JSON. Raises InvalidInput naming the path of what does not fit."""
    origin = typing.get_origin(kind)
    if origin is tuple:
        inner = typing.get_args(kind)[0]
        if not isinstance(value, list) or len(value) > MOST:
            raise InvalidInput(f"{where}: expected a list of at most {MOST}")
        return tuple(read_one(inner, one, f"{where}[{at}]") for at, one in enumerate(value))
    if origin is types.UnionType:
        inner = next(each for each in typing.get_args(kind) if each is not type(None))
        return None if value is None else read_one(inner, value, where)
    if dataclasses.is_dataclass(kind):
        return read(typing.cast("type[Any]", kind), value, where)
    return read_plain(kind, value, where)


def read_plain(kind: type, value: Json, where: str) -> Any:  # Any: one of the kinds above
    """A text, number, day, time or enumeration from JSON."""
    wrong = InvalidInput(f"{where}: {str(value)[:40]!r} is no {kind.__name__}")
    if kind in (int, float, bool):
        good = isinstance(value, bool) is (kind is bool) and isinstance(value, (int, kind))
        if not good or not math.isfinite(value):
            raise wrong
        return kind(value)
    if not isinstance(value, str) or len(value) > LONGEST:
        raise wrong
    try:
        if kind is datetime:
            return utc(value)
        return kind.fromisoformat(value) if kind is date else kind(value)
    except ValueError:
        raise wrong from None


def utc(text: str) -> datetime:
    """A time in UTC. Raises ValueError for one without a zone."""
    at = datetime.fromisoformat(text)
    if at.tzinfo is None:
        raise ValueError(text)
    return at.astimezone(UTC)


def schema(kind: Any) -> Json:  # Any: one of the kinds above
    """The JSON Schema of a kind."""
    origin = typing.get_origin(kind)
    if origin is tuple:
        return {"type": "array", "items": schema(typing.get_args(kind)[0])}
    if origin is types.UnionType:
        inner = next(each for each in typing.get_args(kind) if each is not type(None))
        return {"anyOf": [schema(inner), {"type": "null"}]}
    if dataclasses.is_dataclass(kind):
        hints = hints_of(kind)
        return {
            "type": "object",
            "properties": {name: schema(hint) for name, hint in hints.items()},
            "required": list(hints),
            "additionalProperties": False,
        }
    if issubclass(kind, StrEnum):
        return {"type": "string", "enum": [str(one) for one in kind]}
    return PLAIN[kind]


PLAIN: Mapping[type, Json] = types.MappingProxyType(
    {
        str: {"type": "string", "maxLength": LONGEST},
        int: {"type": "integer"},
        float: {"type": "number"},
        bool: {"type": "boolean"},
        date: {"type": "string", "format": "date"},
        datetime: {"type": "string", "format": "date-time"},
    }
)
