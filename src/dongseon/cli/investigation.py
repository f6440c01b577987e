"""One case from a bundle: its itinerary, its contacts, and the files that tell of them."""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import numpy as np
from rich.console import Console

from dongseon import contacts, itinerary, records
from dongseon.cli import results, tables, terminal
from dongseon.contacts.criteria import Criteria
from dongseon.contacts.types import Contact
from dongseon.errors import InvalidInput
from dongseon.itinerary import Model, coarser
from dongseon.itinerary.types import Itinerary
from dongseon.look import geo, report
from dongseon.records import times
from dongseon.records.columns import Evidence, Persons

MOST_OTHERS = 0  # logs reconstructed besides a case's own: the search reads all of them itself
MOST_OTHERS_IN_ALL = 40  # the same for all cases of one run together
MOST_KEPT = 500  # cases whose itineraries are kept for the others' contacts; a megabyte each
OTHERS_STEP_MIN = 5  # minutes a step in others' reconstructions: enough to tell a meeting


@dataclass(frozen=True, slots=True, eq=False)
class Traced:
    """What was found out about one case."""

    itinerary: Itinerary
    contacts: tuple[Contact, ...]  # the greatest risk first


def trace(
    evidence: Evidence,
    person_ids: Sequence[str],
    *,
    most_others: int = MOST_OTHERS,
    reconstructing: Callable[[float], None] = lambda share: None,
) -> Iterator[tuple[str, Traced]]:
    """Trace persons of a bundle, one after the other. Raises NotFound for one who is not in it.

    Each person is reconstructed once, and every itinerary serves all contact searches: two posteriors
    tell more of a meeting than one and a few rows. If asked, those who may have met a case and have a log
    of their own are reconstructed too, on longer steps, the likeliest first: ``most_others`` a case, and
    at most MOST_OTHERS_IN_ALL in all, or ``most_others`` if that is more. ``reconstructing`` is told
    the share of the persons asked about that are reconstructed.
    """
    for person_id in person_ids:
        evidence.persons.index(person_id)
    known: dict[str, Itinerary] = {}
    for number, person_id in enumerate(person_ids[:MOST_KEPT]):
        known[person_id] = reconstructed(evidence, person_id)
        reconstructing((number + 1) / len(person_ids))
    room = len(known) + max(most_others, MOST_OTHERS_IN_ALL)
    for person_id in person_ids:
        found = known[person_id] if person_id in known else reconstructed(evidence, person_id)
        for other in contacts.worth_reconstructing(found, evidence, most=most_others):
            if other not in known and len(known) < room:
                known[other] = reconstructed(evidence, other, step_min=OTHERS_STEP_MIN)
        met = contacts.find_contacts(
            found, evidence, criteria=criteria_of(evidence.persons, person_id), itineraries=known
        )
        yield person_id, Traced(found, met)


def reconstructed(evidence: Evidence, person_id: str, *, step_min: int = 1) -> Itinerary:
    """A person's itinerary, on steps of so many minutes."""
    model = Model()
    return itinerary.reconstruct(
        evidence.records,
        places=evidence.places,
        stations=evidence.stations,
        period=evidence.period,
        subject=itinerary.subject_of(evidence.persons, person_id),
        model=model if step_min == 1 else coarser(model, step_min),
    )


def criteria_of(persons: Persons, person_id: str) -> Criteria:
    """The question of contacts for one case: its own dates, all else as the rules have it."""
    row = persons.index(person_id)
    return Criteria(onset=moment(persons.onset[row]), sampled=moment(persons.sampled[row]))


def moment(time: np.datetime64) -> datetime | None:
    """A time of a column; None where it is missing."""
    return None if np.isnat(time) else times.to_datetime(time)


def files_of(
    traced: Traced,
    evidence: Evidence,
    *,
    base_map: Mapping[str, Any] | None,  # GeoJSON
    generated_utc: datetime,
) -> dict[str, bytes]:
    """The result files by name."""
    found = traced.itinerary
    page = report.render_report(
        itinerary=found,
        evidence=evidence,
        contacts=traced.contacts,
        base_map=base_map,
        person_id=found.person_id,
        generated_utc=generated_utc,
    )
    return {
        "itinerary.json": results.json_file(results.itinerary_document(found)),
        "minutes.csv": results.minutes_csv(found),
        "itinerary.geojson": results.json_file(geo.itinerary_geojson(found)),
        "contacts.csv": results.contacts_csv(traced.contacts, evidence.period.timezone),
        "rejects.csv": results.encoded(records.rejects_csv(evidence.rejects)),
        "report.html": results.encoded(page),
    }


def read_map(path: Path | None) -> dict[str, Any] | None:
    """The GeoJSON of a base map. Raises InvalidInput naming a file that is none."""
    if path is None:
        return None
    try:
        found = json.loads(path.read_bytes())
    except OSError as fault:
        raise InvalidInput(f"{path}: cannot be read: {fault.strerror}") from fault
    except (ValueError, RecursionError) as fault:
        raise InvalidInput(f"{path}: is no GeoJSON: {fault}") from fault
    if not isinstance(found, dict):
        raise InvalidInput(f"{path}: is no GeoJSON: expected a FeatureCollection")
    return found


def show(console: Console, evidence: Evidence, traced: Traced) -> None:
    """Draw one case: the itinerary, what is to be asked again, the contacts."""
    found = traced.itinerary
    timezone = evidence.period.timezone
    console.print(tables.itinerary_table(found, evidence.places))
    if found.discrepancies:
        console.print(tables.discrepancy_table(found.discrepancies, timezone))
    if traced.contacts:
        console.print(tables.contact_table(traced.contacts, evidence.places, timezone))


def show_input(console: Console, evidence: Evidence) -> None:
    """Say what became of the rows that are in no table."""
    counts = (
        (len(evidence.rejects), "rows could not be used: see rejects.csv"),
        (evidence.duplicates, "rows were given more than once and counted once"),
        (evidence.outside_period, "rows lie outside the period and were left out"),
    )
    for count, said in counts:
        if count:
            terminal.line(console, f"{count:,} {said}")
    for notice in evidence.notices:
        terminal.line(console, notice)
