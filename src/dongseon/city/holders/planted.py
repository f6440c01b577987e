"""What was planted in the evidence: every lie, slip and oddity, so that a benchmark can score its finding."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from dongseon.city import interview
from dongseon.city.holders import sheets, tables
from dongseon.city.holders.sheets import HandedOver, Slip
from dongseon.city.holders.tables import Desk
from dongseon.city.interview import Statement
from dongseon.city.sensors import cards
from dongseon.city.sensors.cards import Approvals
from dongseon.city.sensors.cctv import Sightings
from dongseon.city.sensors.ways import Track
from dongseon.records.columns import Codes

FILE, GARBAGE_FILE = "planted.csv", "garbage.csv"
KINDS = (
    "lie",
    "omission",
    "day_shift",
    "mistaken_place",
    "card_by_family",
    "late_posting",
    "cancelled",
    "cancelled_order",
    "phone_left_home",
    "cctv_wrong_person",
)
LEAST_OMISSION_S = 900  # shorter visits are not counted as omitted


@dataclass(frozen=True, slots=True)
class Planted:
    """One thing in the evidence that is not as it seems."""

    kind: str  # one of KINDS
    person: int  # row of the population
    from_s: int  # the stretch of the truth it is about
    to_s: int
    place: int  # the true place; of a record about nobody, the record's place
    record: str  # "file:line", "" = it left no record


def in_statements(desk: Desk, told: Sequence[Statement], handed: HandedOver) -> list[Planted]:
    """Lies, omissions, day shifts and mistaken places. Omitted stays at home are none."""
    out = []
    for row, statement in enumerate(tables.spoken(told)):
        if statement.story != interview.TRUE:
            out.append(_about(statement, handed.record(row)))
    for statement in told:
        long = statement.true_to_s - statement.true_from_s >= LEAST_OMISSION_S
        away = statement.true_place != desk.population.home[statement.person]
        if statement.story == interview.OMISSION and long and away:
            out.append(_about(statement, ""))
    return out


def _about(statement: Statement, record: str) -> Planted:
    return Planted(
        interview.STORIES[statement.story], statement.person, statement.true_from_s,
        statement.true_to_s, statement.true_place, record,
    )  # fmt: skip


def in_approvals(drawn: Approvals, handed: HandedOver, persons: Codes) -> list[Planted]:
    """Cards used by family, late postings, cancellations on the cards of these persons."""
    rows = np.flatnonzero((drawn.story != cards.OWN) & np.isin(drawn.person, persons))
    return [
        Planted(
            cards.STORIES[int(drawn.story[row])], int(drawn.person[row]), int(drawn.paid_s[row]),
            int(drawn.at_s[row]), int(drawn.place[row]), handed.record(row),
        )
        for row in rows.tolist()
    ]  # fmt: skip


def in_sightings(drawn: Sightings, handed: HandedOver) -> list[Planted]:
    """Sightings of somebody else."""
    return [
        Planted(
            "cctv_wrong_person", int(drawn.person[row]), int(drawn.start_s[row]),
            int(drawn.end_s[row]), int(drawn.place[row]), handed.record(row),
        )
        for row in np.flatnonzero(drawn.wrong).tolist()
    ]  # fmt: skip


def in_phones(phone: Track) -> list[Planted]:
    """Stretches during which a phone lay at home while its owner was out."""
    out = []
    for row in range(len(phone.person)):
        first, last = int(phone.offsets[row]), int(phone.offsets[row + 1])
        left = np.concatenate([[0], phone.left_home[first:last], [0]])
        turns = np.diff(left)
        for begin, end in zip(np.flatnonzero(turns == 1), np.flatnonzero(turns == -1), strict=True):
            out.append(
                Planted(
                    "phone_left_home", int(phone.person[row]), int(phone.start_s[first + begin]),
                    int(phone.end_s[first + end - 1]), int(phone.home[row]), "",
                )
            )  # fmt: skip
    return out


def write(folder: Path, desk: Desk, planted: Sequence[Planted], slips: Sequence[Slip]) -> None:
    """Write planted.csv and garbage.csv."""
    ordered = sorted(planted, key=lambda p: (p.person, p.from_s, p.kind, p.record))
    begins = sheets.stamps(desk.clock, [p.from_s for p in ordered], "offset")
    ends = sheets.stamps(desk.clock, [p.to_s for p in ordered], "offset")
    rows = [
        (
            p.kind, str(desk.population.person_id[p.person]), begin, end,
            desk.world.places.place_id[p.place] if p.place >= 0 else "", p.record,
        )
        for p, begin, end in zip(ordered, begins, ends, strict=True)
    ]  # fmt: skip
    columns = ("kind", "person_id", "from", "to", "place_id", "record")
    sheets.plain_csv(folder / FILE, columns, rows)
    garbage = [(s.file, str(s.line), s.column, s.value, s.reason) for s in slips]
    sheets.plain_csv(folder / GARBAGE_FILE, ("file", "line", "column", "value", "reason"), garbage)
