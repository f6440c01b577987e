"""What is kept of a case opens against a look alone, and not at all once the case's key is destroyed."""

from datetime import timedelta
from uuid import uuid4

import pytest
from tests.console.investigations.conftest import Stage

from dongseon.console.audit.queries import NotWrittenDown
from dongseon.console.audit.types import HOUSE
from dongseon.console.cases import actions as cases
from dongseon.console.cases.rules import CloseReason
from dongseon.console.investigations import queries
from dongseon.console.investigations.rules import Step
from dongseon.console.registry import boxes, endings
from dongseon.console.registry.keys.sealing import DoesNotOpen
from dongseon.console.registry.types import DataClass
from dongseon.console.workflows import erasure, investigating
from dongseon.errors import NotFound


def look(stage: Stage) -> object:
    found = queries.of_case(stage.case_id)
    assert found is not None
    return investigating.look_at(
        by=stage.by().actor, now=stage.now, found=found, act="investigations.see"
    )


def seal(stage: Stage, what: str = "note") -> bytes:
    return investigating.sealed(
        by=stage.by().actor, now=stage.now, case_id=stage.case_id, what=what, data=b"cafe"
    )


def test_an_investigation_opens_once_and_its_clock_begins(stage: Stage) -> None:
    again = investigating.opened(
        by=HOUSE, now=stage.now + timedelta(hours=1), case_id=stage.case_id
    )
    found = queries.of_case(stage.case_id)
    assert found is not None
    assert again == found.id
    assert queries.steps_of(stage.case_id) == {Step.POSITIVE: stage.now, Step.OPENED: stage.now}


def test_what_is_sealed_opens_as_what_it_was_and_as_nothing_else(stage: Stage) -> None:
    data = seal(stage)
    seen = look(stage)
    assert b"cafe" not in data
    assert boxes.unseal(stage.case_id, "note", data, seen) == b"cafe"
    with pytest.raises(DoesNotOpen, match="another place"):
        boxes.unseal(stage.case_id, "other", data, seen)


def test_nothing_opens_without_a_look_at_that_person(stage: Stage) -> None:
    data = seal(stage)
    other = investigating.audit.look(
        by=stage.by().actor, now=stage.now, act="x", subjects=[], fields=[]
    )
    with pytest.raises(NotWrittenDown, match="does not cover"):
        boxes.unseal(stage.case_id, "note", data, other)


def test_a_box_ends_alone_and_nothing_is_sealed_in_it_again(stage: Stage) -> None:
    data = seal(stage)
    boxes.end(by=HOUSE, now=stage.now, box_ids=[stage.case_id], why="retention.location")
    endings.finish(by=HOUSE, now=stage.now)
    with pytest.raises(NotFound, match="erased"):
        boxes.unseal(stage.case_id, "note", data, look(stage))
    with pytest.raises(NotFound, match="erased"):
        seal(stage)
    assert boxes.end(by=HOUSE, now=stage.now, box_ids=[stage.case_id], why="again") == ()


def test_a_box_ends_with_its_person(stage: Stage) -> None:
    data = seal(stage)
    endings.destroy(
        by=HOUSE,
        now=stage.now,
        person_ids=[stage.person_id],
        classes=[DataClass.LOCATION],
        why="request",
    )
    endings.finish(by=HOUSE, now=stage.now)
    with pytest.raises(NotFound, match="erased"):
        boxes.unseal(stage.case_id, "note", data, look(stage))


def test_a_legal_hold_keeps_the_box(stage: Stage) -> None:
    seal(stage)
    endings.hold(
        by=stage.by("auditor").actor, now=stage.now, person_id=stage.person_id, reference="2020-1"
    )
    assert boxes.end(by=HOUSE, now=stage.now, box_ids=[stage.case_id], why="x") == ()


def test_the_daily_sweep_leaves_the_keys_of_boxes_alone(stage: Stage) -> None:
    data = seal(stage)
    endings.sweep(by=HOUSE, now=stage.now + timedelta(days=3))
    assert boxes.unseal(stage.case_id, "note", data, look(stage)) == b"cafe"


def test_where_a_case_was_ends_on_the_day_of_the_rule_after_it_is_closed(stage: Stage) -> None:
    data = seal(stage)
    by = stage.by().actor
    cases.close(by=by, now=stage.now, case_id=stage.case_id, seen=1, reason=next(iter(CloseReason)))
    early = stage.now + timedelta(days=1)
    erasure.run(by=HOUSE, now=early, today=early.date())
    assert boxes.unseal(stage.case_id, "note", data, look(stage)) == b"cafe"
    late = stage.now + timedelta(days=400)
    ran = erasure.run(by=HOUSE, now=late, today=late.date())
    assert any("investigations.Slice" in line.models and line.count for line in ran.lines)
    with pytest.raises(NotFound, match="erased"):
        boxes.unseal(stage.case_id, "note", data, look(stage))


def test_an_unknown_box_is_not_there(stage: Stage) -> None:
    with pytest.raises(NotFound, match="nothing"):
        boxes.unseal(uuid4(), "note", b"", look(stage))
