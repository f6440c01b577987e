"""All discrepancies of one person."""

from dongseon.itinerary.case import Case
from dongseon.itinerary.chain import Answer
from dongseon.itinerary.decode import Run
from dongseon.itinerary.discrepancies import (
    absences,
    conflicts,
    left_behind,
    matter,
    naming,
    omissions,
    scale,
    statements,
    visits,
    wording,
    workplace,
)
from dongseon.itinerary.discrepancies.matter import NOBODY_SAID, Matter
from dongseon.itinerary.types import Discrepancy


def find(case: Case, answer: Answer, runs: list[Run]) -> tuple[Discrepancy, ...]:
    """What does not fit together, one for each matter, in time order."""
    told = visits.told_by(case)
    weighed = scale.lay_on(case, answer, runs, told)
    named = visits.named_visits(case, runs)
    doubted = conflicts.doubts(weighed, told, named)
    matters = [
        *conflicts.conflicts(weighed, told, doubted, named),
        *omissions.omitted(weighed, told, named, doubted),
        *statements.contradicted(weighed, told, named, doubted),
        *absences.elsewhere(weighed, told, runs, named, doubted),
        *omissions.unspoken(weighed, told, runs),
        *left_behind.left_behind(weighed, told, doubted),
        *workplace.undeclared(weighed, told, runs, named, doubted),
    ]
    matters += workplace.repeated(weighed, matters)
    known = (naming.as_known(case, answer, m) for m in matter.merged(matters))
    return tuple(_said(case, m) for m in known)


def _said(case: Case, found: Matter) -> Discrepancy:
    records = case.records
    return Discrepancy(
        found.kind,
        case.grid.time(found.first),
        min(case.grid.time(found.last), case.period.end),
        records.record_id[found.statement] if found.statement != NOBODY_SAID else "",
        tuple(records.record_id[r] for r in found.rows),
        *wording.sentences(case, found),
    )
