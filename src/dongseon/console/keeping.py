"""How a context says which personal data it keeps, and how these end. See docs/rules/retention.md.

Every context has a module `retention.py` with a `KEEPER`. A workflow runs them all, every day.
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Protocol
from uuid import UUID

from django.utils.functional import Promise

from dongseon.console.audit.types import Actor

Whose = Callable[[Collection[UUID]], frozenset[UUID]]
"""Persons → those of them to whom something applies."""


class Erase(Protocol):
    """Erase what is older than `before`, at most `limit` of it; return the identifiers of what went.

    Nothing of a person whom `spared` names may go. Called again until it returns fewer than `limit`.
    """

    def __call__(
        self, *, by: Actor, now: datetime, before: datetime, spared: Whose, limit: int
    ) -> tuple[UUID, ...]: ...


class Spared(StrEnum):
    """Whose data a holding leaves alone, besides those on legal hold."""

    NOBODY = "nobody"
    IN_WORK = "in work"  # whom an open file of any context concerns
    NEEDED = "needed"  # whom any file concerns, open or closed


@dataclass(frozen=True, slots=True)
class Holding:
    """Some personal data that a context holds."""

    models: tuple[str, ...]  # app.Model
    what: str | Promise  # in words, for the page
    rule: str  # kind of the dated rule that says for how many days; "" = it ends with the person
    counted_from: str | Promise  # in words
    erase: Erase | None = None  # None: it ends with something else
    spared: Spared = Spared.NEEDED


def _nobody(person_ids: Collection[UUID]) -> frozenset[UUID]:
    return frozenset()


@dataclass(frozen=True, slots=True)
class Keeper:
    """All that a context holds, and whom it still needs."""

    holdings: tuple[Holding, ...]
    held: Whose = _nobody  # on legal hold
    works_on: Whose = _nobody  # whom an open file of this context concerns
    needs: Whose = _nobody  # whom any of its files concerns
    not_personal: dict[str, str] = field(default_factory=dict)  # app.Model → why it is not
