"""The same person twice: found with reasons, merged either way alike, parted with everything restored."""

from collections.abc import Mapping
from datetime import date, datetime
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.console import cast
from tests.console.cast import Player

from dongseon.console.audit import actions as audit
from dongseon.console.audit.types import Actor, Subject
from dongseon.console.cases import actions, queries
from dongseon.console.cases.models import Case, Pair
from dongseon.console.cases.rules import Basis, Classification, Dates, State
from dongseon.console.cases.types import Origin
from dongseon.console.registry import queries as people
from dongseon.console.registry.types import FIELDS, Identity, Sex
from dongseon.console.workflows import duplicates, likeness, reporting
from dongseon.console.workflows.likeness import Reason
from dongseon.console.workflows.reporting import Report

BORN = date(1990, 5, 6)
KIM = Identity(name="김민준", birth_date=BORN, phones=("01012345678",), sex=Sex.MALE)


@pytest.fixture
def mapo(db: None) -> Player:
    """Who investigates in Mapo."""
    return cast.cast("investigator")["investigator"]


def case_of(player: Player, now: datetime, identity: Identity, day: date = BORN) -> UUID:
    report = Report(
        identity=identity,
        area="11440",
        classification=Classification.SUSPECTED,
        basis=Basis.SYMPTOMS_AND_CONTACT,
        dates=Dates(None, None, day),
    )
    return reporting.report_cases(by=player.actor, now=now, reports=[report], origin=Origin.DESK)[0]


def identity_of(who: Actor, now: datetime, case_id: UUID) -> Identity:
    person_id = Case.objects.get(pk=case_id).person_id
    subjects = [Subject("person", person_id)]
    look = audit.look(by=who, now=now, act="test", subjects=subjects, fields=FIELDS)
    return people.identity_of(person_id, look)


def state_of(who: Actor, now: datetime, case_id: UUID) -> tuple[object, ...]:
    """Everything a merge may touch, but versions and times."""
    row = queries.cases([case_id], area="")[case_id]
    return row.classification, row.state, row.dates, row.person_id, identity_of(who, now, case_id)


ALIKE: Mapping[str, tuple[Identity, set[Reason]]] = {
    "romanised, surname last": (
        Identity(name="Min-jun KIM", birth_date=BORN),
        {Reason.SAME_NAME, Reason.SAME_BIRTH_DATE},
    ),
    "day and month exchanged": (
        Identity(name="김민준", birth_date=date(1990, 6, 5)),
        {Reason.SAME_NAME, Reason.DAY_AND_MONTH_SWAPPED},
    ),
    "the wrong sex": (
        Identity(name="김 민준", birth_date=BORN, sex=Sex.FEMALE),
        {Reason.SAME_NAME, Reason.SAME_BIRTH_DATE, Reason.SEX_DIFFERS},
    ),
    "the same phone": (
        Identity(name="김민준", phones=("01012345678",)),
        {Reason.SAME_NAME, Reason.SAME_PHONE},
    ),
}


@pytest.mark.parametrize(("other", "reasons"), ALIKE.values(), ids=ALIKE.keys())
def test_two_records_of_one_person_are_found_and_it_is_said_why(
    mapo: Player, now: datetime, other: Identity, reasons: set[Reason]
) -> None:
    first, second = case_of(mapo, now, KIM), case_of(mapo, now, other)
    assert duplicates.find(now=now, case_ids=[second]) == 1
    [pair] = queries.open_pairs("11440")
    assert {pair.first_id, pair.second_id} == {first, second}
    assert set(pair.reasons) == reasons
    assert duplicates.find(now=now, case_ids=[first, second]) == 0, "each pair once"


def test_one_thing_alike_is_not_enough(mapo: Player, now: datetime) -> None:
    cases = [
        case_of(mapo, now, one)
        for one in (
            KIM,
            Identity(name="김민준"),  # a common name
            Identity(name="김서연", phones=("01012345678",)),  # a family's phone
            Identity(name="이도윤", birth_date=BORN),
        )
    ]
    assert duplicates.find(now=now, case_ids=cases) == 0


def test_accents_and_case_are_no_difference() -> None:
    one, other = (
        Identity(name="José Núñez", birth_date=BORN),
        Identity(name="NUNEZ jose", birth_date=BORN),
    )
    assert likeness.weight(likeness.reasons(one, other)) >= likeness.ENOUGH


@given(st.dates(date(1900, 1, 1), date(2020, 12, 31)))
def test_exchanging_day_and_month_twice_gives_the_day_back(day: date) -> None:
    other = likeness.swapped(day)
    if other is not None:
        assert likeness.swapped(other) == day


@given(st.sampled_from([one for one, _reasons in ALIKE.values()]))
def test_likeness_is_the_same_from_both_sides(other: Identity) -> None:
    assert likeness.reasons(KIM, other) == likeness.reasons(other, KIM)


@pytest.mark.parametrize("turned", [False, True])
def test_merging_a_into_b_is_merging_b_into_a_and_both_can_be_undone(
    mapo: Player, now: datetime, turned: bool
) -> None:
    first = case_of(mapo, now, KIM)
    other = Identity(
        name="Kim Minjun", birth_date=BORN, phones=("01099998888",), address="월드컵로 1"
    )
    second = case_of(mapo, now, other, date(2020, 5, 1))
    before = [state_of(mapo.actor, now, one) for one in (first, second)]
    kept_first = Case.objects.get(pk=first).opened_at, first
    kept_second = Case.objects.get(pk=second).opened_at, second
    kept, absorbed = (first, second) if kept_first < kept_second else (second, first)
    chosen = {"phones": second, "address": second, "name": first, "reported_on": second}
    one, two = (second, first) if turned else (first, second)
    assert duplicates.merge(by=mapo.actor, now=now, one_id=one, other_id=two, chosen=chosen) == kept
    merged = identity_of(mapo.actor, now, kept)
    assert (merged.name, merged.phones, merged.address) == (
        "김민준",
        ("01099998888",),
        "월드컵로 1",
    )
    row = queries.case(kept, area="").row
    assert row.dates.reported_on == date(2020, 5, 1)
    assert queries.case(absorbed, area="").row.state is State.MERGED
    persons = people.find(text="김민준")
    assert persons == (row.person_id,), "one person is found"
    assert duplicates.unmerge(by=mapo.actor, now=now, absorbed_id=absorbed) == kept
    assert [state_of(mapo.actor, now, one) for one in (first, second)] == before


def test_what_was_changed_after_the_merge_stays_when_it_is_undone(
    mapo: Player, now: datetime
) -> None:
    first, second = case_of(mapo, now, KIM), case_of(mapo, now, KIM, date(2020, 5, 1))
    chosen = {"reported_on": second}
    kept = duplicates.merge(by=mapo.actor, now=now, one_id=first, other_id=second, chosen=chosen)
    absorbed = second if kept == first else first
    row = queries.case(kept, area="").row
    changed = Dates(None, None, date(2020, 5, 3))
    actions.amend_dates(by=mapo.actor, now=now, case_id=kept, seen=row.version, dates=changed)
    duplicates.unmerge(by=mapo.actor, now=now, absorbed_id=absorbed)
    assert queries.case(kept, area="").row.dates.reported_on == date(2020, 5, 3)


def test_two_people_are_not_asked_about_again(mapo: Player, now: datetime) -> None:
    case_of(mapo, now, KIM)
    second = case_of(mapo, now, KIM)
    duplicates.find(now=now, case_ids=[second])
    browser = cast.browser_of(mapo, language="en")
    page = browser.get("/cases/duplicates/").content.decode()
    assert "Same phone" in page
    [pair] = queries.open_pairs("11440")
    page = browser.get(f"/cases/duplicates/{pair.id}/").content.decode()
    assert "One person or two?" in page
    assert browser.post(f"/cases/duplicates/{pair.id}/distinct/").status_code == 302
    duplicates.find(now=now, case_ids=[second])
    assert queries.open_pairs("11440") == ()
    assert Pair.objects.get().state == "distinct"


def test_a_pair_is_merged_on_its_page_and_parted_on_the_cases(mapo: Player, now: datetime) -> None:
    case_of(mapo, now, KIM)
    second = case_of(mapo, now, Identity(name="김민준", birth_date=BORN, address="월드컵로 1"))
    duplicates.find(now=now, case_ids=[second])
    [pair] = queries.open_pairs("11440")
    other = cast.cast("investigator_haeundae")["investigator_haeundae"]
    for path in ("", "merge/", "distinct/"):
        theirs = cast.browser_of(other, language="en")
        act = theirs.post if path else theirs.get
        assert act(f"/cases/duplicates/{pair.id}/{path}").status_code == 404
    browser = cast.browser_of(mapo, language="en")
    answer = browser.post(
        f"/cases/duplicates/{pair.id}/merge/", {"address": "second", "phones": "first"}
    )
    assert answer.status_code == 302
    absorbed = Case.objects.get(state="merged")
    page = browser.get(f"/cases/{absorbed.id}/").content.decode()
    assert "Undo the merge" in page
    browser.post(f"/cases/{absorbed.id}/unmerge/")
    assert not Case.objects.filter(state="merged").exists()
