"""The printable report of one person: one offline page, Korean and English, without a script.

The page's own policy (Content-Security-Policy) allows its one style sheet, by its hash, and
nothing else: whatever a record says cannot run, load or restyle anything.
"""

import base64
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from importlib import resources
from typing import Literal
from zoneinfo import ZoneInfo

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from dongseon.contacts.types import Contact
from dongseon.errors import InvalidInput
from dongseon.itinerary.types import Itinerary
from dongseon.look import basemap, findings, journey, questions, vocabulary, wording
from dongseon.look.basemap import Ground
from dongseon.look.findings import Reader, StayRow
from dongseon.look.markup import fit, render
from dongseon.look.wording import LANGUAGES, Language, Words
from dongseon.records.columns import Evidence

MOST_CONTACTS = 200
MOST_DAYS = 62  # two months; an investigation asks for two weeks
MOST_STAYS = 400
MOST_REJECTS = 50
NOTICES = 20


@dataclass(frozen=True, slots=True)
class Figure:
    """One number of the summary."""

    value: str
    name: str
    note: str
    tone: str = ""


@dataclass(frozen=True, slots=True)
class Way:
    """A trip or a gap in words."""

    time: str
    lasting: str
    text: str


def render_report(
    *,
    itinerary: Itinerary,
    evidence: Evidence,
    contacts: Sequence[Contact],
    base_map: basemap.GeoJson | None,
    person_id: str,
    generated_utc: datetime,
    language: Literal["ko", "en", "both"] = "both",
) -> str:
    """The report as one HTML page that needs nothing else.

    ``contacts`` are shown in the order given (the first 200). Without ``base_map`` the outlines
    of Korea's districts are drawn. ``both`` shows Korean first and English at a switch.
    Raises InvalidInput when the itinerary is another person's, the time has no offset or the
    base map is no GeoJSON; DongseonError when the installation lacks its translations.
    """
    if person_id != itinerary.person_id:
        raise InvalidInput(
            f"report: the itinerary is of {itinerary.person_id!r}, not of {person_id!r}"
        )
    if generated_utc.utcoffset() is None:
        raise InvalidInput(f"report: generated_utc {generated_utc.isoformat()} has no UTC offset")
    ground = journey.ground_for(base_map)
    shown = LANGUAGES if language == "both" else (language,)
    bodies = {
        each: _body(each, itinerary, evidence, contacts, ground, generated_utc) for each in shown
    }
    style = style_sheet()
    page = _environment().get_template("report.html.j2")
    return page.render(
        bodies=bodies,
        languages=shown,
        names={"ko": "한국어", "en": "English"},
        person=fit(person_id, findings.NAME),
        policy=policy_of(style),
        style=Markup(style),  # noqa: S704 - our own file
    )


def style_sheet() -> str:
    """The page's style sheet: its own, and that of all pictures."""
    room = resources.files("dongseon.look")
    own = (room / "templates" / "report.css").read_text("utf-8")
    return own + (room / "static" / "look" / "pictures.css").read_text("utf-8")


def policy_of(style: str) -> str:
    """A policy that allows one inline style sheet and nothing else."""
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    return (
        f"default-src 'none'; style-src 'sha256-{digest}'; img-src data:; "
        "base-uri 'none'; form-action 'none'"
    )


def _environment() -> Environment:
    return Environment(
        loader=PackageLoader("dongseon.look"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n"],
    )


def _body(
    language: Language,
    itinerary: Itinerary,
    evidence: Evidence,
    contacts: Sequence[Contact],
    ground: Ground,
    generated_utc: datetime,
) -> Markup:
    """The report in one language."""
    catalogue = wording.translations(language)
    words = Words(language, catalogue, ZoneInfo(itinerary.period.timezone))
    reader = findings.reader_of(evidence, itinerary.person_id, words)
    rows = findings.stay_rows(reader, itinerary)
    sites, _ = findings.sites_of(reader, itinerary.stays)
    asked = questions.questions_of(reader, itinerary)
    timeline = journey.timeline_of(reader, itinerary, rows, asked)
    pictures = journey.map_pictures(reader, itinerary, sites, ground)
    day_rows, earlier_days = journey.day_rows(reader, timeline, MOST_DAYS)
    environment = _environment()
    environment.install_gettext_translations(catalogue)  # type: ignore[attr-defined]
    text = environment.get_template("report_body.html.j2").render(
        words=words,
        person=fit(itinerary.person_id, findings.NAME),
        facts=_facts(reader, itinerary, generated_utc),
        figures=_figures(words, itinerary, sites_count=len(sites), contacts=contacts),
        questions=asked,
        maps=[render(picture) for picture in pictures],
        sites=sites,
        days=[(day.name, render(day.picture) if day.picture else None) for day in day_rows],
        earlier_days=earlier_days,
        stays=_by_day(rows[-MOST_STAYS:]),
        earlier_stays=max(len(rows) - MOST_STAYS, 0),
        gaps=_gaps(words, itinerary),
        trips=_trips(words, itinerary),
        contacts=findings.contact_rows(reader, contacts, MOST_CONTACTS),
        more_contacts=max(len(contacts) - MOST_CONTACTS, 0),
        sources=findings.source_rows(reader, itinerary.person_id),
        evidence=evidence,
        rejects=_rejects(evidence),
        more_rejects=max(len(evidence.rejects) - MOST_REJECTS, 0),
        notices=[fit(notice, findings.TEXT) for notice in evidence.notices[:NOTICES]],
    )
    return Markup(text)  # noqa: S704 - rendered with automatic escaping


def _facts(reader: Reader, itinerary: Itinerary, generated_utc: datetime) -> list[tuple[str, str]]:
    """Name and value of what is known about the person and the report."""
    words, persons, period = reader.words, reader.evidence.persons, itinerary.period
    _ = words.gettext
    facts = [(_("Period"), f"{words.full(period.start)} – {words.full(period.end)}")]
    if itinerary.person_id in persons.person_id:
        row = persons.person_id.index(itinerary.person_id)
        facts += [
            (_("First symptoms"), findings.moment_of(persons.onset, row, words.full)),
            (_("Specimen taken"), findings.moment_of(persons.sampled, row, words.full)),
            (_("Isolated"), findings.moment_of(persons.isolated, row, words.full)),
        ]
    facts += [
        (_("Times shown in"), fit(period.timezone, findings.NAME)),
        (_("Report made"), words.full(generated_utc)),
        (_("Records"), _records(reader, itinerary.person_id)),
    ]
    return [(name, value or _("not known")) for name, value in facts]


def _records(reader: Reader, person_id: str) -> str:
    """What there is from each source, what there is not, and how much could not be used."""
    words = reader.words
    rows = findings.source_rows(reader, person_id)
    there = [f"{row.name} {row.records}" for row in rows if row.count]
    none = [row.name for row in rows if not row.count]
    rejects = len(reader.evidence.rejects)
    parts = [
        " · ".join(there),
        words.gettext("nothing from: %(sources)s") % {"sources": ", ".join(none)} if none else "",
        words.ngettext("%(num)s row rejected", "%(num)s rows rejected", rejects) if rejects else "",
    ]
    return "; ".join(part for part in parts if part)


def _figures(
    words: Words, itinerary: Itinerary, *, sites_count: int, contacts: Sequence[Contact]
) -> list[Figure]:
    """The summary: what an investigator looks for first."""
    _ = words.gettext
    period = itinerary.period
    total = (period.end - period.start).total_seconds() / 60
    placed = sum(findings.stay_minutes(s) for s in itinerary.stays)
    gap = sum((g.end - g.start).total_seconds() / 60 for g in itinerary.gaps)
    asked = len(itinerary.discrepancies)
    close = len({c.person_id for c in contacts if c.probability >= findings.LIKELY})
    persons = len({c.person_id for c in contacts})
    people = words.ngettext("possible contact", "possible contacts", persons)
    return [
        Figure(words.number(asked), _("to be asked again"), "", "alert" if asked else ""),
        Figure(
            words.percent(min(placed / total, 1.0)), _("of the time at a known place or spot"),
            words.ngettext("%(num)s stay", "%(num)s stays", len(itinerary.stays))
            + ", " + words.ngettext("%(num)s place", "%(num)s places", sites_count),
        ),
        Figure(words.lasting(gap), _("without any evidence"),
               words.ngettext("%(num)s gap", "%(num)s gaps", len(itinerary.gaps))),
        Figure(words.number(persons), people,
               words.ngettext("%(num)s of them probable", "%(num)s of them probable", close)),
    ]  # fmt: skip


def _by_day(rows: Sequence[StayRow]) -> list[tuple[str, list[StayRow]]]:
    """The stays under the day they begin on."""
    grouped: list[tuple[str, list[StayRow]]] = []
    for row in rows:
        if not grouped or grouped[-1][0] != row.day:
            grouped.append((row.day, []))
        grouped[-1][1].append(row)
    return grouped


def _gaps(words: Words, itinerary: Itinerary) -> list[Way]:
    text = words.gettext("no evidence")
    return [_way(words, gap.start, gap.end, text) for gap in itinerary.gaps[-MOST_STAYS:]]


def _trips(words: Words, itinerary: Itinerary) -> list[Way]:
    return [
        _way(words, trip.start, trip.end, vocabulary.mode(words, trip.mode))
        for trip in itinerary.trips[-MOST_STAYS:]
    ]


def _way(words: Words, start: datetime, end: datetime, text: str) -> Way:
    return Way(words.until(start, end), words.lasting((end - start).total_seconds() / 60), text)


def _rejects(evidence: Evidence) -> list[tuple[str, ...]]:
    """The first rejected rows, fit to show."""
    return [
        (
            fit(reject.file, findings.NAME),
            str(reject.line),
            fit(reject.column, findings.NAME),
            fit(reject.value, findings.NAME),
            fit(reject.reason, findings.TEXT),
        )
        for reject in evidence.rejects[:MOST_REJECTS]
    ]
