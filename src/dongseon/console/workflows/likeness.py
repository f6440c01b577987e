"""Whether two identities may be one person, and why. Pure: docs/rules/cases.md has the table."""

from datetime import date
from enum import StrEnum

from dongseon.console.registry.search import names, sounds
from dongseon.console.registry.types import Identity


class Reason(StrEnum):
    """Why two records may be of one person, or what speaks against it."""

    SAME_PHONE = "same_phone"
    SAME_NAME = "same_name"  # in any order, spacing, case, accents, Hangul or romanised
    SAME_BIRTH_DATE = "same_birth_date"
    DAY_AND_MONTH_SWAPPED = "day_month_swapped"
    SEX_DIFFERS = "sex_differs"  # told, and no reason against: it is entered wrongly often


WEIGHTS = {
    Reason.SAME_PHONE: 3,
    Reason.SAME_NAME: 3,
    Reason.SAME_BIRTH_DATE: 3,
    Reason.DAY_AND_MONTH_SWAPPED: 2,
    Reason.SEX_DIFFERS: -1,
}  # points: assumption, from what peers' users report
ENOUGH = 4  # points: never one reason alone; a name is shared by thousands, a phone by a family


def reasons(one: Identity, other: Identity) -> tuple[Reason, ...]:
    """Everything that is alike."""
    found: list[Reason] = []
    if set(one.phones) & set(other.phones):
        found.append(Reason.SAME_PHONE)
    if same_name(one, other):
        found.append(Reason.SAME_NAME)
    if one.birth_date is not None and one.birth_date == other.birth_date:
        found.append(Reason.SAME_BIRTH_DATE)
    elif one.birth_date is not None and swapped(one.birth_date) == other.birth_date:
        found.append(Reason.DAY_AND_MONTH_SWAPPED)
    if one.sex and other.sex and one.sex != other.sex:
        found.append(Reason.SEX_DIFFERS)
    return tuple(found)


def weight(found: tuple[Reason, ...]) -> int:
    """Points of these reasons."""
    return sum(WEIGHTS[reason] for reason in found)


def same_name(one: Identity, other: Identity) -> bool:
    """Whether two people are called alike, surname and given name."""
    return bool(_whole(one) & _whole(other))


def _whole(identity: Identity) -> set[str]:
    """The terms that stand for a whole name, not for parts of one."""
    found: set[str] = set()
    for name in (identity.name, identity.name_romanised, *identity.other_names):
        parts = sorted(sounds.without_marks(part) for part in names.parts_of(name))
        found.add(f"parts:{' '.join(parts)}")
        for term in names.terms_of(name):
            if term.startswith("sound:") and "+" in term:
                found.add(term)
    return found - {"parts:"}


def swapped(day: date) -> date | None:
    """The day with its day and month exchanged; None where that is no other day."""
    if day.day > 12 or day.day == day.month:
        return None
    return date(day.year, day.day, day.month)
