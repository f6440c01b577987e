"""The rules of the laboratory, as the table of docs/rules/laboratory.md has them: pure."""

from datetime import UTC, date, datetime, timedelta
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dongseon.console.laboratory import rules
from dongseon.console.laboratory.rules import (
    Hold,
    KitPath,
    Material,
    Outcome,
    Poolable,
    PoolFault,
    Reason,
    Said,
    State,
)

DAY = date(2020, 5, 6)
BEFORE, AFTER = DAY - timedelta(days=1), DAY + timedelta(days=1)
MOMENT = datetime(2020, 5, 6, 3, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("path", "lot_needed", "hold"),
    [
        (None, False, Hold.KIT_UNKNOWN),
        (KitPath(None, None, AFTER), False, Hold.KIT_NOT_AUTHORISED),
        (KitPath(AFTER, None, AFTER), False, Hold.KIT_NOT_AUTHORISED),
        (KitPath(DAY, None, AFTER), False, None),
        (KitPath(BEFORE, DAY, AFTER), False, Hold.KIT_NOT_AUTHORISED),
        (KitPath(BEFORE, AFTER, AFTER), False, None),
        (KitPath(BEFORE, None, DAY), False, None),
        (KitPath(BEFORE, None, BEFORE), False, Hold.KIT_EXPIRED),
        (KitPath(BEFORE, None, None), False, None),
        (KitPath(BEFORE, None, None), True, Hold.NO_LOT),
    ],
)
def test_when_a_kit_may_be_used(path: KitPath | None, lot_needed: bool, hold: Hold | None) -> None:
    assert rules.hold_of(path, DAY, lot_needed=lot_needed) is hold


REPORTS = st.builds(
    Said,
    st.sampled_from(Outcome),
    st.sampled_from([MOMENT, MOMENT + timedelta(hours=1)]),
    st.booleans(),
)


@given(one=REPORTS, other=REPORTS)
def test_of_two_reports_never_both_hold_over_the_other(one: Said, other: Said) -> None:
    assert not (rules.holds_over(one, other) and rules.holds_over(other, one))


@given(reports=st.permutations([Said(Outcome.POSITIVE, MOMENT, False), Said(Outcome.NEGATIVE, MOMENT, True), Said(Outcome.INVALID, MOMENT - timedelta(hours=1), True)]))  # fmt: skip
def test_in_whatever_order_reports_arrive_the_same_one_stands(reports: list[Said]) -> None:
    standing = reports[0]
    for report in reports[1:]:
        standing = report if rules.holds_over(report, standing) else standing
    assert standing.outcome is Outcome.NEGATIVE


def one(**other: object) -> Poolable:
    """A specimen that may be pooled, but for what is said."""
    said: dict[str, object] = {
        "state": State.RECEIVED, "reason": Reason.SURVEILLANCE, "symptoms": False,
        "material": Material.NASOPHARYNGEAL, "laboratory": "a", "pooled_before": False, "again": 0,
    } | other  # fmt: skip
    return Poolable(**said)  # type: ignore[arg-type]  # a table of tests


@pytest.mark.parametrize(
    ("specimens", "faults"),
    [
        ([one(), one()], ()),
        ([one()] * 10, ()),
        ([one()], (PoolFault.TOO_FEW,)),
        ([one()] * 11, (PoolFault.TOO_MANY,)),
        ([one(), one(symptoms=True)], (PoolFault.HAS_SYMPTOMS,)),
        ([one(), one(reason=Reason.CONTACT)], (PoolFault.NOT_SURVEILLANCE,)),
        ([one(), one(state=State.TESTED)], (PoolFault.NOT_HERE,)),
        ([one(), one(laboratory="b")], (PoolFault.NOT_HERE,)),
        ([one(), one(pooled_before=True)], (PoolFault.TESTED_BEFORE,)),
        ([one(), one(again=1)], (PoolFault.TESTED_BEFORE,)),
        ([one(), one(material=Material.SALIVA)], (PoolFault.MATERIAL,)),
    ],
)
def test_what_may_be_tested_together(
    specimens: list[Poolable], faults: tuple[PoolFault, ...]
) -> None:
    assert rules.pool_faults(specimens, most=10) == faults


def test_no_pools_before_the_day_of_their_rule() -> None:
    assert PoolFault.TOO_MANY in rules.pool_faults([one(), one()], most=0)


def test_nothing_comes_back_from_being_set_aside() -> None:
    assert not rules.MOVES[State.VOID]
    for source, target in product(State, State):
        assert (source in rules.sources(target)) is (target in rules.MOVES[source])


def test_who_has_to_come_again() -> None:
    assert rules.after(Outcome.INCONCLUSIVE, 0) is State.RECEIVED
    assert rules.after(Outcome.INCONCLUSIVE, 1) is State.VERIFIED
    assert rules.after(Outcome.INVALID, 0) is State.VERIFIED
    assert rules.needs_swab(Outcome.INVALID, State.VERIFIED)
    assert rules.needs_swab(None, State.VOID)
    assert not rules.needs_swab(Outcome.NEGATIVE, State.VERIFIED)
