"""A reconstruction is kept as a version: sealed, once from the same inputs, told apart from the one before."""

from datetime import timedelta

import pytest
from procrastinate.contrib.django.models import ProcrastinateJob
from tests.console.tracing import night
from tests.console.tracing.conftest import Stage

from dongseon.console.audit import actions as audit
from dongseon.console.audit.queries import NotWrittenDown
from dongseon.console.audit.types import Subject
from dongseon.console.tracing import actions, gazetteer, queries
from dongseon.console.tracing.models import Version
from dongseon.console.tracing.types import Difference, Running, TraceUnknown
from dongseon.console.workflows import reconstructing, reconstructing_evidence


def test_what_was_kept_opens_as_it_was_made(tutor: Stage) -> None:
    kept = reconstructing.kept(tutor.case_id, tutor.look())
    assert kept.itinerary.person_id == str(tutor.case_id)
    assert {stay.place_id for stay in kept.itinerary.stays} >= {night.HOME, night.ACADEMY}
    assert len(kept.evidence.records) == len(night.everything())
    assert kept.itinerary.period == kept.evidence.period


def test_the_undeclared_workplace_is_asked_about_with_its_place_and_evidence(tutor: Stage) -> None:
    """The tutor of Incheon said he had no work, and three days were lost."""
    kept = reconstructing.kept(tutor.case_id, tutor.look())
    asked = [one for one in kept.itinerary.discrepancies if one.kind == "undeclared_workplace"]
    assert asked
    assert "Narae Academy" in asked[0].explanation
    assert any(record.startswith("codes:") for record in asked[0].records)
    assert any(record.startswith("telco:") for record in asked[0].records)


def test_the_same_inputs_are_one_version(tutor: Stage) -> None:
    again = night.traced(tutor.by, tutor.now, tutor.case_id, night.everything())
    assert again == 1
    assert Version.objects.filter(trace=tutor.case_id).count() == 1


def test_more_records_make_the_next_version_and_say_what_changed(stage: Stage) -> None:
    first = reconstructing_evidence.merged([night.door(), night.told()])
    night.traced(stage.by, stage.now, stage.case_id, first)
    night.traced(stage.by, stage.now, stage.case_id, night.everything())
    kept = reconstructing.kept(stage.case_id, stage.look())
    row = queries.trace(stage.case_id)
    assert row is not None
    assert row.version == 2
    assert {one.difference for one in kept.changes} & {Difference.NEW, Difference.MOVED}
    earlier = reconstructing.kept(stage.case_id, stage.look(), 1)
    assert len(earlier.evidence.records) < len(kept.evidence.records)


def test_nothing_readable_lies_in_the_database(tutor: Stage) -> None:
    row = Version.objects.get(trace=tutor.case_id)
    for sealed in (bytes(row.view), bytes(row.posterior)):
        assert b"P-ACADEMY" not in sealed
        assert not sealed.startswith(b"PK")


def test_nobody_opens_a_version_without_a_look_at_this_person(tutor: Stage) -> None:
    other = tutor.players["nurse"].actor
    look = audit.look(
        by=other, now=tutor.now, act="test", subjects=[Subject("person", tutor.person_id)], fields=["name"]
    )  # fmt: skip
    with pytest.raises(NotWrittenDown):
        reconstructing.kept(tutor.case_id, look)


def test_a_case_without_itinerary_has_none(stage: Stage) -> None:
    with pytest.raises(TraceUnknown):
        queries.version(stage.case_id)


def test_rows_that_the_gazetteer_does_not_know_are_told(stage: Stage) -> None:
    rows = night.everything()
    rows.add(record_id="card:9:1", source="card", start_utc=night.at(1, 12), end_utc=night.at(1, 12), place_id="P-ELSEWHERE")  # fmt: skip
    night.traced(stage.by, stage.now, stage.case_id, rows)
    kept = reconstructing.kept(stage.case_id, stage.look())
    [reject] = kept.evidence.rejects
    assert (reject.file, reject.line, reject.value) == ("card:9", 1, "P-ELSEWHERE")


def test_where_dwellings_would_crowd_out_everything_only_those_named_are_read(stage: Stage) -> None:
    """In a city of a million a person's sectors reach four hundred thousand of them."""
    everywhere = [(126.9, 37.55, 50_000.0)]
    whole = gazetteer.places_of([], everywhere)
    fewer = gazetteer.places_of([], everywhere, most=len(whole) - 1)
    named = gazetteer.places_of([night.HOME], everywhere, most=len(whole) - 1)
    assert set(fewer.place_id) == set(whole.place_id) - {night.HOME}
    assert named.place_id == whole.place_id


def test_what_comes_twice_before_the_job_is_one_job(stage: Stage) -> None:
    """Ten stays told in one interview would be ten reconstructions."""
    for _stay in range(3):
        reconstructing.due(by=stage.by.actor, now=stage.now, case_id=stage.case_id)
    waiting = ProcrastinateJob.objects.filter(
        task_name=reconstructing.JOB, status="todo", args__case_id=str(stage.case_id)
    )
    assert waiting.count() == 1


def test_the_job_says_when_there_is_nothing_to_reconstruct_from(stage: Stage) -> None:
    assert reconstructing.run(now=stage.now, case_id=stage.case_id) is None
    row = queries.trace(stage.case_id)
    assert row is not None
    assert row.state is Running.EMPTY


def test_what_was_made_while_more_came_in_is_not_said_to_be_all(tutor: Stage) -> None:
    """Two answers came within a second; the screen said done with the first, and the second was missed."""
    trace = queries.trace(tutor.case_id)
    assert trace is not None
    later = tutor.now + timedelta(seconds=1)
    reconstructing.due(by=tutor.by.actor, now=later, case_id=tutor.case_id)
    night.traced(tutor.by, later, tutor.case_id, night.everything())
    actions.still_waits(by=tutor.by.actor, now=later, case_id=tutor.case_id, since=trace.asked_at)
    asked = queries.trace(tutor.case_id)
    assert asked is not None
    assert asked.state is Running.WAITING
    night.traced(tutor.by, later, tutor.case_id, night.everything())
    actions.still_waits(by=tutor.by.actor, now=later, case_id=tutor.case_id, since=later)
    done = queries.trace(tutor.case_id)
    assert done is not None
    assert done.state is Running.DONE
