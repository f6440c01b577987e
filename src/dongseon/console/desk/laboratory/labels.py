"""What is printed on the label of a specimen: its code, and by what else it is told apart."""

from django.utils.translation import gettext as _

from dongseon.console.laboratory import codes
from dongseon.console.laboratory.kits import ZONE
from dongseon.console.laboratory.types import SpecimenRow
from dongseon.console.registry.types import Identity
from dongseon.look import paper


def printed(row: SpecimenRow, identity: Identity | None) -> bytes:
    """A label as PDF. Two marks besides the code, name and birth date, so that no two tubes are mistaken.

    Whoever was registered by telephone number alone has the code and the time only.
    """
    taken_at = f"{row.taken_at.astimezone(ZONE):%Y-%m-%d %H:%M}"
    who = "" if identity is None else identity.name or identity.name_romanised
    born = (
        "" if identity is None or identity.birth_date is None else f"{identity.birth_date:%Y-%m-%d}"
    )
    pool = _("Pool of %(count)d") % {"count": row.pool_of} if row.pool_of else ""
    lines = (
        codes.write(row.code),
        " ".join(part for part in (who or pool, born) if part),
        taken_at,
    )
    return paper.labels([paper.Label(row.code, tuple(line for line in lines if line))])
