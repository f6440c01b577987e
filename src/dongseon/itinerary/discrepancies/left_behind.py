"""A phone that lies at home while its owner is out: the phone against everything else."""

from dataclasses import dataclass

import numpy as np

from dongseon.itinerary.case import Case
from dongseon.itinerary.decode import NOWHERE
from dongseon.itinerary.discrepancies.conflicts import Doubt, log_odds, speaking_rows
from dongseon.itinerary.discrepancies.matter import NOBODY_SAID, Matter
from dongseon.itinerary.discrepancies.scale import Scale
from dongseon.itinerary.discrepancies.visits import Told
from dongseon.records.columns import CCTV, CHECK_IN


@dataclass(frozen=True, slots=True)
class Witness:
    """Something but the phone that tells of the person away from home. Steps [first, last)."""

    first: int
    last: int
    place: int  # candidate
    row: int
    said: bool  # a statement


def left_behind(scale: Scale, told: Told, doubts: dict[int, Doubt]) -> list[Matter]:
    """Stretches in which two witnesses agree and the phone alone is at home."""
    case = scale.case
    home = case.candidates.places.position.get(case.subject.home_place_id, NOWHERE)
    if home == NOWHERE:
        return []
    witnesses = [w for w in _witnesses(case, told, doubts) if w.place != home]
    together = _together(case, [w for w in witnesses if _phone_at_home(scale, home, w)])
    found = []
    for group in together:
        first, last = min(w.first for w in group), max(w.last for w in group)
        nats = log_odds(case.model.asking.odd_outing)
        nats += sum(scale.without(w.first, w.last).against(w.place, w.first, w.last) for w in group)
        if nats < case.model.asking.ask_nats:
            continue
        recorded = [w for w in group if not w.said] or group
        said = [w.row for w in group if w.said]
        found.append(
            Matter(
                "phone_left_behind",
                first,
                last,
                nats,
                statement=said[0] if said else NOBODY_SAID,
                rows=(
                    *(w.row for w in group if not w.said),
                    *speaking_rows(scale, recorded[0].place, first, last),
                ),
                claimed=recorded[0].place,
                other=home,
            )
        )
    return found


def _witnesses(case: Case, told: Told, doubts: dict[int, Doubt]) -> list[Witness]:
    """Records that need no phone, and statements of a place."""
    records, around = case.records, 10 * 60 // case.grid.step_s
    found = []
    for row, doubt in doubts.items():
        sure = case.records.source[row] != CCTV or records.reliability[row] >= 0.6
        if records.source[row] != CHECK_IN and sure:
            first, last = max(0, doubt.step - around), min(case.grid.steps, doubt.step + around)
            found.append(Witness(first, last, doubt.place, row, said=False))
    trim = 20 * 60 // case.grid.step_s
    for k in np.flatnonzero(told.place >= 0).tolist():
        first, last = int(told.first[k]), int(told.last[k])
        cut = min(trim, (last - first) // 4)
        found.append(
            Witness(first + cut, last - cut, int(told.place[k]), int(told.rows[k]), said=True)
        )
    return [w for w in found if w.last > w.first]


def _phone_at_home(scale: Scale, home: int, witness: Witness) -> bool:
    """Whether what the phone heard fits home, and speaks against where the person was."""
    hearing, asking = scale.without(witness.first, witness.last), scale.case.model.asking
    return (
        hearing.against(witness.place, witness.first, witness.last) >= asking.at_home_nats
        and hearing.against(home, witness.first, witness.last) < asking.at_home_nats
    )


def _together(case: Case, witnesses: list[Witness]) -> list[list[Witness]]:
    """Witnesses of one outing; two at least, one of them a record, none alone at one till."""
    gap = case.model.asking.outing_gap_min * 60 / case.grid.step_s
    groups: list[list[Witness]] = []
    for witness in sorted(witnesses, key=lambda w: (w.first, w.row)):
        if groups and witness.first - max(w.last for w in groups[-1]) <= gap:
            groups[-1].append(witness)
        else:
            groups.append([witness])
    return [g for g in groups if _agree(case, g)]


def _agree(case: Case, group: list[Witness]) -> bool:
    """A record and a statement of the same place, or records of different holders."""
    recorded = {(int(case.records.source[w.row]), w.place) for w in group if not w.said}
    said = {w.place for w in group if w.said}
    holders = {source for source, _ in recorded}
    return len(holders) > 1 or any(place in said for _, place in recorded)
