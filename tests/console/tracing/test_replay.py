"""Decisions laid over versions: a person's word stays; what newer records say is told beside it."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import uuid4

from hypothesis import given
from hypothesis import strategies as st

from dongseon.console.tracing import replay
from dongseon.console.tracing.types import Act, Claim, Decided, Difference, Piece
from dongseon.itinerary.types import Moment, Rival, Stay

DAY = datetime(2020, 5, 4, tzinfo=UTC)


def at(hour: float) -> datetime:
    """An hour of the day."""
    return DAY + timedelta(hours=hour)


def stay(place: str, start: float, end: float, *, sure: float = 0.9, records: int = 3) -> Stay:
    """A stay of the machine's."""
    return Stay(
        place, 127.0, 37.5, "cafe",
        Moment(at(start - 0.1), at(start), at(start + 0.1)),
        Moment(at(end - 0.1), at(end), at(end + 0.1)),
        sure, tuple(f"r:{place}:{n}" for n in range(records)), (Rival("rival", 0.1),),
    )  # fmt: skip


def piece(place: str | None, start: float, end: float) -> Piece:
    """A stay of an officer's."""
    return Piece(place, 127.0, 37.5, "cafe", at(start), at(end))


def decided(act: Act, start: float, end: float, *pieces: Piece, seen: tuple[Claim, ...] = (), version: int = 1) -> Decided:  # fmt: skip
    """A decision about a stretch."""
    return Decided(uuid4(), act, at(start), at(end), pieces, seen, False, "", version, DAY, None)


MACHINE = [stay("home", 0, 9), stay("cafe", 10, 12), stay("office", 13, 18)]


def places(told: replay.Told) -> list[str | None]:
    """Places in the order of time."""
    return [one.place_id for one in told.stays]


def test_without_decisions_the_machine_speaks() -> None:
    told = replay.told(MACHINE, [], version=3)
    assert places(told) == ["home", "cafe", "office"]
    assert [one.key for one in told.stays] == ["v3-0", "v3-1", "v3-2"]
    assert not told.conflicts


def test_a_correction_takes_the_place_of_what_it_corrects() -> None:
    told = replay.told(MACHINE, [decided(Act.CORRECT, 10, 12, piece("bar", 10, 12))], version=1)
    assert places(told) == ["home", "bar", "office"]
    assert told.stays[1].act is Act.CORRECT
    assert told.stays[1].probability == 0.0  # the machine gives it nothing, and that is said


def test_a_rival_keeps_its_chance_when_it_is_chosen() -> None:
    told = replay.told(MACHINE, [decided(Act.CORRECT, 10, 12, piece("rival", 10, 12))], version=1)
    assert told.stays[1].probability == 0.1


def test_a_rejected_stay_is_struck_out_and_not_lost() -> None:
    claim = Claim("cafe", at(10), at(12), 0.9, 3)
    told = replay.told(MACHINE, [decided(Act.REJECT, 10, 12, seen=(claim,))], version=1)
    assert places(told) == ["home", "office"]
    assert told.struck[0].claim == claim


def test_what_lies_outside_a_decision_stays() -> None:
    told = replay.told(MACHINE, [decided(Act.CORRECT, 8, 9.5, piece("shop", 8, 9.5))], version=1)
    assert places(told) == ["home", "shop", "cafe", "office"]
    assert told.stays[0].left.likely == at(8)


def test_an_undone_decision_is_as_if_it_had_never_been() -> None:
    gone = replace(decided(Act.CORRECT, 10, 12, piece("bar", 10, 12)), undone=True)
    assert replay.told(MACHINE, [gone], version=1) == replay.told(MACHINE, [], version=1)


def test_a_newer_version_does_not_overwrite_and_says_what_it_would() -> None:
    """Cards come two days late: what an officer accepted stays, with the contradiction beside it."""
    accepted = decided(
        Act.ACCEPT, 10, 12, piece("cafe", 10, 12), seen=(Claim("cafe", at(10), at(12), 0.9, 3),)
    )
    later = [stay("home", 0, 9), stay("club", 10, 12, sure=0.8), stay("office", 13, 18)]
    told = replay.told(later, [accepted], version=2)
    assert places(told) == ["home", "cafe", "office"]
    assert told.stays[1].conflict
    assert told.conflicts == 1


def test_a_newer_version_that_says_the_same_contests_nothing() -> None:
    accepted = decided(
        Act.ACCEPT, 10, 12, piece("cafe", 10, 12), seen=(Claim("cafe", at(10), at(12), 0.9, 3),)
    )
    later = [stay("home", 0, 9), stay("cafe", 9.9, 12.1, records=9), stay("office", 13, 18)]
    assert replay.told(later, [accepted], version=2).conflicts == 0


def test_more_records_for_a_rejected_stay_are_told() -> None:
    claim = Claim("cafe", at(10), at(12), 0.9, 3)
    rejected = decided(Act.REJECT, 10, 12, seen=(claim,))
    later = [stay("home", 0, 9), stay("cafe", 10, 12, records=7), stay("office", 13, 18)]
    told = replay.told(later, [rejected], version=2)
    assert places(told) == ["home", "office"]
    assert told.struck[0].conflict


def test_what_changed_between_versions_is_named() -> None:
    after = [stay("home", 0, 8.5), stay("cafe", 10, 12, sure=0.6), stay("gym", 19, 20)]
    found = {(one.difference, one.place_id) for one in replay.changes(MACHINE, after)}
    assert found == {
        (Difference.MOVED, "home"),
        (Difference.LESS_SURE, "cafe"),
        (Difference.NEW, "gym"),
        (Difference.GONE, "office"),
    }


def test_nothing_changed_against_itself() -> None:
    assert replay.changes(MACHINE, MACHINE) == ()


hours = st.floats(0, 24, allow_nan=False, width=16)


@given(st.lists(st.tuples(hours, hours).filter(lambda p: p[1] - p[0] >= 0.25), max_size=6))
def test_whatever_is_decided_stays_never_overlap(windows: list[tuple[float, float]]) -> None:
    decisions = [
        decided(Act.CORRECT, start, end, piece(f"p{i}", start, end))
        for i, (start, end) in enumerate(windows)
    ]
    told = replay.told(MACHINE, decisions, version=1)
    for one, other in zip(told.stays, told.stays[1:], strict=False):
        assert one.left.likely <= other.arrived.likely
    if windows:
        assert any(one.place_id == f"p{len(windows) - 1}" for one in told.stays)  # the last word
