"""What was planted in the evidence: every lie, slip and oddity, so that a benchmark can score its finding."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from dongseon.city import interview
from dongseon.city.holders import sheets, tables
from dongseon.city.holders.contradictions import Claim
from dongseon.city.holders.sheets import HandedOver, Slip
from dongseon.city.holders.tables import Desk
from dongseon.city.interview import Statement
from dongseon.city.sensors import cards, habits
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
STAYED_S = 900  # a card that was used pretends so long a stay
AROUND_S = 300  # a sighting pretends presence so long before and after


@dataclass(frozen=True, slots=True)
class Planted:
    """One thing in the evidence that is not as it seems."""

    kind: str  # one of KINDS
    person: int  # row of the population
    from_s: int  # the stretch of the truth it is about
    to_s: int
    place: int  # the true place; of a record about nobody, the record's place
    record: str  # "file:line", "" = it left no record
    claim: Claim  # what is pretended


def in_statements(desk: Desk, told: Sequence[Statement], handed: HandedOver) -> list[Planted]:
    """Lies, omissions, day shifts and mistaken places. Omitted stays at home are none."""
    out = []
    spoken = tables.spoken(told)
    for row, statement in enumerate(spoken):
        if statement.story != interview.TRUE:
            out.append(_about(statement, handed.record(row), _told_claim(desk, statement)))
    by_person: dict[int, list[Statement]] = {}
    for statement in spoken:
        by_person.setdefault(statement.person, []).append(statement)
    for statement in told:
        away = statement.true_place != desk.population.home[statement.person]
        if statement.story == interview.OMISSION and away:
            said = by_person.get(statement.person, [])
            out.append(_about(statement, "", _silent_claim(desk, statement, said)))
    return out


def _told_claim(desk: Desk, told: Statement) -> Claim:
    """What an untrue statement pretends: another place at the true time, or another day."""
    if told.story == interview.DAY_SHIFT:
        return Claim(told.person, told.from_s, told.to_s, told.true_place)
    home = int(desk.population.home[told.person])
    vague = home if told.story == interview.LIE else told.true_place
    place = told.place if told.place >= 0 else vague
    return Claim(told.person, told.true_from_s, told.true_to_s, place)


def _silent_claim(desk: Desk, omitted: Statement, said: Sequence[Statement]) -> Claim:
    """What silence pretends: the place told for that time, home if there is none."""
    middle_s = (omitted.true_from_s + omitted.true_to_s) // 2
    places = [s.place for s in said if s.from_s <= middle_s < s.to_s and s.place >= 0]
    place = places[0] if places else int(desk.population.home[omitted.person])
    return Claim(omitted.person, omitted.true_from_s, omitted.true_to_s, place)


def _about(statement: Statement, record: str, claim: Claim) -> Planted:
    return Planted(
        interview.STORIES[statement.story], statement.person, statement.true_from_s,
        statement.true_to_s, statement.true_place, record, claim,
    )  # fmt: skip


def in_approvals(desk: Desk, drawn: Approvals, handed: HandedOver, persons: Codes) -> list[Planted]:
    """Cards used by family, late postings, cancellations on the cards of these persons."""
    rows = np.flatnonzero((drawn.story != cards.OWN) & np.isin(drawn.person, persons))
    out = []
    for row in rows.tolist():
        person, at_s, place = int(drawn.person[row]), int(drawn.at_s[row]), int(drawn.place[row])
        kind, paid_s = cards.STORIES[int(drawn.story[row])], int(drawn.paid_s[row])
        claim = _booked_claim(desk, person, at_s, place)
        out.append(Planted(kind, person, paid_s, at_s, place, handed.record(row), claim))
    return out


def _booked_claim(desk: Desk, person: int, at_s: int, place: int) -> Claim:
    """What an approval pretends: a while there, before paying or after, by the habit of the place."""
    pays = habits.habit_of(desk.world.places.category[place]).pays
    if pays == habits.ON_ARRIVAL:
        return Claim(person, at_s, at_s + STAYED_S, place)
    return Claim(person, at_s - STAYED_S, at_s, place)


def in_sightings(drawn: Sightings, handed: HandedOver) -> list[Planted]:
    """Sightings of somebody else."""
    out = []
    for row in np.flatnonzero(drawn.wrong).tolist():
        person, place = int(drawn.person[row]), int(drawn.place[row])
        from_s, to_s = int(drawn.start_s[row]), int(drawn.end_s[row])
        claim = Claim(person, from_s - AROUND_S, to_s + AROUND_S, place)
        record = handed.record(row)
        out.append(Planted("cctv_wrong_person", person, from_s, to_s, place, record, claim))
    return out


def in_phones(phone: Track) -> list[Planted]:
    """Stretches during which a phone lay at home while its owner was out."""
    out = []
    for row in range(len(phone.person)):
        first, last = int(phone.offsets[row]), int(phone.offsets[row + 1])
        left = np.concatenate([[0], phone.left_home[first:last], [0]])
        turns = np.diff(left)
        for begin, end in zip(np.flatnonzero(turns == 1), np.flatnonzero(turns == -1), strict=True):
            from_s, to_s = int(phone.start_s[first + begin]), int(phone.end_s[first + end - 1])
            person, home = int(phone.person[row]), int(phone.home[row])
            claim = Claim(person, from_s, to_s, home, by_place_only=True)
            out.append(Planted("phone_left_home", person, from_s, to_s, home, "", claim))
    return out


def write(
    folder: Path,
    desk: Desk,
    planted: Sequence[Planted],
    contradictions: Sequence[int],
    named: Sequence[int],
    slips: Sequence[Slip],
) -> None:
    """Write planted.csv and garbage.csv. contradictions: rows that speak against each of the planted;
    named: those among them that name another place."""
    begins = sheets.stamps(desk.clock, [p.from_s for p in planted], "offset")
    ends = sheets.stamps(desk.clock, [p.to_s for p in planted], "offset")
    rows = [
        (
            p.kind, str(desk.population.person_id[p.person]), begin, end,
            desk.world.places.place_id[p.place] if p.place >= 0 else "", p.record, str(against),
            str(naming),
        )
        for p, begin, end, against, naming in zip(
            planted, begins, ends, contradictions, named, strict=True
        )
    ]  # fmt: skip
    columns = ("kind", "person_id", "from", "to", "place_id", "record", "contradictions", "named")
    sheets.plain_csv(folder / FILE, columns, rows)
    garbage = [(s.file, str(s.line), s.column, s.value, s.reason) for s in slips]
    sheets.plain_csv(folder / GARBAGE_FILE, ("file", "line", "column", "value", "reason"), garbage)
