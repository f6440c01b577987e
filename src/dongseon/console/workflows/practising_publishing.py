"""Releases in a demonstration: stays of the made-up city, owners told, two people, the public site."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction

from dongseon.console.access import practice
from dongseon.console.audit.types import Actor
from dongseon.console.publishing import actions, queries
from dongseon.console.publishing.rules import Told
from dongseon.console.publishing.types import SiteRow
from dongseon.console.tracing.types import AcceptedStay
from dongseon.console.workflows import importing, publishing, publishing_out
from dongseon.disclosure.types import Cleaned

SOURCE = "demo"  # who keeps the lists
STREETS = ("양화로", "월드컵북로", "연세로", "신촌로", "와우산로", "성산로", "독막로")
FLOORS = ("1층", "2층", "지하 1층", "")
Stay = Mapping[str, Any]  # one stay, as the demonstration tells it in JSON


def main(told: dict[str, Any], now: datetime) -> dict[str, Any]:
    """Called by `dongseon demo`, once the public site answers. Says what was released."""
    press = practice.actor("press", now)
    second = practice.actor("epidemiologist", now)
    stays = stays_of(told["stays"])

    def draw(*, by: Actor, now: datetime, area: str, since: datetime) -> tuple[AcceptedStay, ...]:
        """The stays of the made-up city that an officer would have accepted."""
        return tuple(stay for stay in stays if stay.end >= since)

    publishing.draft(by=press, now=now, draw=draw)  # names the places, whose owners are then told
    tell_owners(by=press, now=now)
    draft_id = publishing.draft(by=press, now=now, draw=draw)
    with transaction.atomic():
        row = queries.draft(draft_id)
        actions.approve(by=second, now=now, draft_id=draft_id, seen=row.version)
    publishing_out.run(now=now + timedelta(seconds=1), send=publishing_out.post)
    row = queries.draft(draft_id)
    return {
        "state": row.state.value,
        "answer": row.answer,
        "sequence": row.sequence,
        "least": row.checked.least,
        "left_out": row.checked.left_out,
    }


def stays_of(told: Sequence[Stay]) -> tuple[AcceptedStay, ...]:
    """The stays of imported cases."""
    names = sorted({str(stay["case"]) for stay in told})
    cases = importing.cases_named(SOURCE, names)
    return tuple(
        stay_of(number, stay, cases[stay["case"]])
        for number, stay in enumerate(told)
        if stay["case"] in cases
    )


def stay_of(number: int, stay: Stay, case_id: UUID) -> AcceptedStay:
    """A stay, as tracing hands it over."""
    end = datetime.fromisoformat(stay["end"])
    return AcceptedStay(
        stay_id=f"practice-{number}",
        case_id=case_id,
        place_id=stay["place_id"],
        name=stay["name"],
        category=stay["category"],
        lon_deg=stay["lon_deg"],
        lat_deg=stay["lat_deg"],
        indoor=True,
        capacity=stay["capacity"],
        start=datetime.fromisoformat(stay["start"]),
        end=end,
        everybody_known=stay["everybody_known"],
        home=stay["home"],
        workplace=stay["workplace"],
        decided_at=end,
    )


def tell_owners(*, by: Actor, now: datetime) -> None:
    """Name every place as the public knows it, and write down that its owner was told."""
    for number, site in enumerate(queries.sites(by.area)):
        named = addressed(site, number)
        with transaction.atomic():
            actions.describe_site(
                by=by,
                now=now,
                place_id=site.place_id,
                seen=site.version,
                name=named.name,
                name_en=named.name_en,
                address=named.address,
                part=named.part,
                keeper=site.keeper,
                cleaned=(Cleaned.YES, Cleaned.NO, Cleaned.YES, Cleaned.UNKNOWN)[number % 4],
                open_to_many=True,
                told=Told.PHONE,
                withheld=False,
            )


def addressed(site: SiteRow, number: int) -> SiteRow:
    """A place with a made-up address; the city writes a shop's English name before its Korean one."""
    street = STREETS[number % len(STREETS)]
    english, _, korean = site.name.partition(" (")
    return replace(
        site,
        name=site.name or site.kind,
        name_en=english if korean else "",
        address=f"{street} {number * 7 % 190 + 1}",
        part=FLOORS[number % len(FLOORS)],
    )
