"""When the box of a case ends, its itinerary is gone: unreadable first, removed then."""

from datetime import timedelta

import pytest
from tests.console.tracing import night
from tests.console.tracing.conftest import Stage
from tests.console.tracing.test_deciding import accept, seen

from dongseon.console.audit.types import HOUSE
from dongseon.console.cases import actions as cases
from dongseon.console.cases import queries
from dongseon.console.cases.rules import CloseReason
from dongseon.console.registry import boxes
from dongseon.console.tracing.models import Decision, Trace, Version
from dongseon.console.workflows import closing_traces, reconstructing
from dongseon.errors import NotFound


def nobody(_person_ids: object) -> frozenset[object]:
    """Nobody is spared."""
    return frozenset()


def closed(stage: Stage) -> None:
    """Close the case."""
    row = queries.case(stage.case_id, area="").row
    cases.close(
        by=stage.by.actor,
        now=stage.now,
        case_id=stage.case_id,
        seen=row.version,
        reason=CloseReason.RECOVERED,
    )


def test_what_was_traced_ends_with_the_closed_case(tutor: Stage) -> None:
    accept(tutor, seen(tutor, night.ACADEMY))
    closed(tutor)
    later = tutor.now + timedelta(days=40)
    gone = closing_traces.erase_traces(
        by=HOUSE, now=later, before=later - timedelta(days=28), spared=nobody, limit=10
    )
    assert gone == (tutor.case_id,)
    for table in (Trace, Version, Decision):
        assert not table.objects.exists()


def test_an_open_case_keeps_its_itinerary(tutor: Stage) -> None:
    later = tutor.now + timedelta(days=400)
    assert not closing_traces.erase_traces(
        by=HOUSE, now=later, before=later, spared=nobody, limit=10
    )
    assert Version.objects.exists()


def test_a_job_that_comes_after_the_end_makes_nothing_and_fails_nowhere(tutor: Stage) -> None:
    boxes.end(by=HOUSE, now=tutor.now, box_ids=[tutor.case_id], why="retention.location")
    assert reconstructing.run(now=tutor.now, case_id=tutor.case_id) is None
    with pytest.raises(NotFound):
        reconstructing.kept(tutor.case_id, tutor.look())
