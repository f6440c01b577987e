"""What every page says at its head: who is signed in, in which role, and as what else they could act."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from django.http import HttpRequest
from django.utils.translation import get_language, gettext

from dongseon.console.access import roles
from dongseon.console.access.models import Officer
from dongseon.console.access.queries import Held


@dataclass(frozen=True, slots=True)
class Way:
    """A role as the head of a page shows it."""

    assignment_id: UUID
    role: str  # as in access.roles
    role_name: str
    area_name: str
    purpose_name: str


@dataclass(frozen=True, slots=True)
class Who:
    """The officer before the screen."""

    name: str
    acting: Way | None  # None: holds no role now, or is not through the door yet
    others: tuple[Way, ...]  # what they can switch to


def who(request: HttpRequest) -> Mapping[str, Who | None]:
    """Template context `who`: nothing for somebody who has not signed in."""
    officer = getattr(request, "user", None)
    if not isinstance(officer, Officer):
        return {"who": None}
    acting: Held | None = getattr(request, "acting", None)
    held: tuple[Held, ...] = getattr(request, "held", ())
    return {
        "who": Who(
            officer.name,
            None if acting is None else way_of(acting),
            tuple(way_of(other) for other in held if other != acting),
        )
    }


def way_of(held: Held) -> Way:
    """A role in the words of the page's language."""
    area = held.area
    return Way(
        held.assignment_id,
        held.role.value,
        str(roles.NAMES[held.role]),
        gettext("Whole country") if area is None else area.name(get_language() or "ko"),
        str(roles.PURPOSE_NAMES[held.purpose]),
    )
