"""Stays that officers accepted: what publishing may draw from, and nothing else of an itinerary."""

from datetime import datetime
from uuid import UUID

from dongseon.console.audit.types import Actor
from dongseon.console.cases import queries as cases
from dongseon.console.investigations import queries as investigations
from dongseon.console.tracing import queries, replay
from dongseon.console.tracing.storing import Kept
from dongseon.console.tracing.types import AcceptedStay, ShownStay
from dongseon.console.workflows import investigating, reconstructing, reconstructing_page
from dongseon.records.columns import Places


def accepted_stays(
    *, by: Actor, now: datetime, area: str, since: datetime
) -> tuple[AcceptedStay, ...]:
    """Accepted stays of the cases of an area that ended since a time, by case and time.

    Stays at no listed place, rejected ones, and whatever only a program said are not among them. Each
    case that is opened is a look in the log. Cases whose location was erased give none.
    """
    ids = queries.with_decisions(since=since)
    rows = cases.cases(ids, area=area)
    found: list[AcceptedStay] = []
    for case_id in ids:
        if case_id in rows:
            found += accepted_of(by=by, now=now, case_id=case_id, since=since)
    return tuple(found)


def accepted_of(
    *, by: Actor, now: datetime, case_id: UUID, since: datetime
) -> tuple[AcceptedStay, ...]:
    """The accepted stays of one case."""
    there = investigations.of_case(case_id)
    if there is None or there.erased_at is not None:
        return ()
    look = investigating.look_at(by=by, now=now, found=there, act="tracing.draw_accepted")
    kept = reconstructing.kept(case_id, look)
    row = queries.trace(case_id)
    decisions = reconstructing_page.decisions_of(case_id, look)
    version = row.version if row else 0
    told = replay.told(kept.itinerary.stays, decisions, version=version)
    homes = _homes(kept)
    at = {one.id: one.at for one in decisions}
    return tuple(
        _accepted(case_id, stay, kept, homes, at[stay.decision_id])
        for stay in told.stays
        if stay.decision_id is not None and stay.place_id and stay.left.likely >= since
    )


def _homes(kept: Kept) -> dict[str, str]:
    persons = kept.evidence.persons
    return {"home": persons.home_place_id[0], "work": persons.work_place_id[0]}


def _accepted(
    case_id: UUID, stay: ShownStay, kept: Kept, homes: dict[str, str], decided_at: datetime
) -> AcceptedStay:
    site = queries.place(stay.place_id or "")
    name = site.name if site else name_in(kept.evidence.places, stay.place_id or "")
    return AcceptedStay(
        stay_id=stay.key,
        case_id=case_id,
        place_id=stay.place_id or "",
        name=name,
        category=stay.category,
        lon_deg=stay.lon_deg,
        lat_deg=stay.lat_deg,
        indoor=None if site is None or site.indoor < 0 else bool(site.indoor),
        capacity=int(site.capacity or 0) if site else 0,
        start=stay.arrived.likely,
        end=stay.left.likely,
        everybody_known=stay.everybody_known,
        home=stay.place_id == homes["home"] or stay.category == "home",
        workplace=stay.place_id == homes["work"],
        decided_at=decided_at,
    )


def name_in(places: Places, place_id: str) -> str:
    """The name of a place as it was when a version was made; its id if it had none."""
    row = places.position.get(place_id)
    return place_id if row is None else places.name[row] or place_id
