"""What somebody takes home between swab and result: in their language where the console speaks it."""

from collections.abc import Iterator
from datetime import datetime
from uuid import UUID

from django.utils import formats, translation
from django.utils.translation import gettext as _

from dongseon.console.audit.types import Actor
from dongseon.console.screening.types import Refused, SiteRow, VisitRow
from dongseon.console.workflows import screening_visit
from dongseon.console.workflows.reporting import ZONE
from dongseon.console.workflows.screening_visit import VisitPage
from dongseon.look import paper
from dongseon.look.paper import Facts, Heading, Letter, Listed, Part, Signature, Words
from dongseon.look.wording import Language

# Call centres of 2020: KDCA 1339 (day and night), the Immigration Contact Centre 1345 (20 languages).
CALL_CENTRE, INTERPRETERS, EMERGENCY = "1339", "1345", "119"


def language_of(page: VisitPage) -> Language:
    """Korean to whom it is the language, English to everybody else."""
    spoken = "ko" if page.identity is None else page.identity.language
    return "ko" if spoken == "ko" else "en"


def instructions(*, by: Actor, now: datetime, visit_id: UUID) -> bytes:
    """The sheet as PDF. Raises Unknown, Refused before the swab."""
    page = screening_visit.show(by=by, now=now, visit_id=visit_id)
    if page.visit.row.swabbed_at is None:
        raise Refused(_("The sheet is printed after the swab."))
    language = language_of(page)
    with translation.override(language):
        return paper.letter(_letter(page, now, language))


def _letter(page: VisitPage, now: datetime, language: Language) -> Letter:
    row, site = page.visit.row, page.site
    name = site.name(language)
    return Letter(
        language=language,
        sender=name,
        title=_("What to do until your result is there"),
        parts=tuple(_parts(page, row, site)),
        signature=Signature(dated=_day(now), office=name),
        contact=tuple(_contact(site)),
        reference=_("Number %(number)d of %(day)s")
        % {"number": row.number, "day": _day(row.arrived_at)},
    )


def _parts(page: VisitPage, row: VisitRow, site: SiteRow) -> Iterator[Part]:
    yield Facts(tuple(_facts(page, row, site)))
    if row.to_hospital:
        yield Heading(_("Go on to the hospital now"))
        yield Words(
            _(
                "Your symptoms have to be looked at today. Go straight to the hospital that the staff named, in your own car or the ambulance, with a mask, and say there that you have just been tested."
            )
        )
    yield Heading(_("Stay at home until you have your result"))
    yield Listed(
        (
            _("Go straight home, with a mask. Do not use buses, the underground or trains."),
            _("Do not go to work, school, shops, worship or visits, and receive nobody."),
            _("Stay in a room of your own with the door closed, and air it often."),
            _(
                "If you must meet people you live with, wear a mask and keep 2 metres away. Keep away from the old, the ill and small children."
            ),
            _("Use your own towel, plate and cutlery; if you can, a toilet of your own."),
            _(
                "Wash your hands often. Wipe what you touch with disinfectant, and wash clothes apart."
            ),
        )
    )
    yield Heading(_("How the result comes"))
    yield Words(_how(page))
    yield Heading(_("If you get worse"))
    yield Words(
        _(
            "Fever, cough or tiredness get worse: call %(centre)s or the public health centre before you go anywhere. You have trouble breathing or feel faint: call %(emergency)s and say that you were tested."
        )
        % {"centre": CALL_CENTRE, "emergency": EMERGENCY}
    )


def _how(page: VisitPage) -> str:
    """How the person hears of the result: as they are reached."""
    identity = page.identity
    if identity is None or identity.no_phone or not identity.phones:
        return _(
            "You gave no phone: the public health centre lets you or your guardian know, most often within a day. Keep this sheet; with its number you can ask at the site."
        )
    return _(
        "Most results are there within a day. A negative result comes as a text message to the number that ends in %(digits)s. If the result is positive, the public health centre calls you first: please answer calls from numbers that you do not know."
    ) % {"digits": identity.phone[-4:]}


def _facts(page: VisitPage, row: VisitRow, site: SiteRow) -> Iterator[tuple[str, str]]:
    yield _("Your number"), str(row.number)
    if page.specimen_code:
        yield _("Number of the specimen"), page.specimen_code
    yield (
        _("Swab taken"),
        formats.date_format((row.swabbed_at or row.arrived_at).astimezone(ZONE), "DATETIME_FORMAT"),
    )
    yield _("Site"), site.address


def _contact(site: SiteRow) -> Iterator[str]:
    if site.phone:
        yield _("This site: %(phone)s") % {"phone": site.phone}
    yield _("Call centre of the disease control agency, day and night: %(phone)s") % {
        "phone": CALL_CENTRE
    }
    yield _("Interpreters in many languages: %(phone)s") % {"phone": INTERPRETERS}


def _day(moment: datetime) -> str:
    return formats.date_format(moment.astimezone(ZONE), "DATE_FORMAT")
