"""Identities as JSON values, one for each kind of data, and back."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID

from dongseon.console.registry.types import CLASS_OF, FIELDS, DataClass, Identity, Sex

EMPTY = Identity()


def written(identity: Identity) -> dict[DataClass, dict[str, object]]:
    """The fields that are not empty, by kind of data; a kind with none is left out."""
    said: dict[DataClass, dict[str, object]] = {}
    for field in FIELDS:
        value = getattr(identity, field)
        if value != getattr(EMPTY, field):
            said.setdefault(CLASS_OF[field], {})[field] = _plain(value)
    return said


def read(parts: Iterable[Mapping[str, Any]], fields: Collection[str]) -> Identity:
    """An identity of these fields alone, from what was written of it."""
    values = {
        field: _valued(field, value)
        for part in parts
        for field, value in part.items()
        if field in fields
    }
    return replace(EMPTY, **values)


def _plain(value: object) -> object:
    if isinstance(value, date | UUID):
        return str(value)
    return list(value) if isinstance(value, tuple) else value


def _valued(field: str, value: Any) -> Any:
    if field == "birth_date":
        return date.fromisoformat(value)
    if field == "guardian_id":
        return UUID(value)
    if field == "sex":
        return Sex(value)
    return tuple(value) if isinstance(value, list) else value
