"""Rosters, rounds, coverage and positivity; the list of visits; what is erased when."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from uuid import UUID, uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import translation
from tests.console.cast import HAEUNDAE, MAPO, browser_of, hire
from tests.console.screening.window import send

from dongseon.console.access.roles import Role
from dongseon.console.audit.types import HOUSE, Actor
from dongseon.console.screening import actions, board, groups, places, retention, rosters
from dongseon.console.screening.board import Filters
from dongseon.console.screening.criteria import Answered
from dongseon.console.screening.hours import DAYS, Span
from dongseon.console.screening.models import Answers, Visit
from dongseon.console.screening.places import Place
from dongseon.console.screening.rules import GroupKind, MemberRole, SiteKind
from dongseon.console.screening.types import Refused, Unknown
from dongseon.console.workflows import screening_groups, screening_visit

BY = Actor(uuid4(), "nurse", MAPO, "testing")
TODAY = date(2020, 5, 6)
ROSTER = (
    "이름,생년월일,전화번호,구분\n김하나,1940-01-02,010-1111-2222,입소자\n"
    "이두리,1941-13-02,,입소자\n박세찌,1980-03-03,010-3333-4444,직원\n김하나,1940-01-02,,입소자\n"
).encode("cp949")


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    with translation.override("en"):
        yield


def site(now: datetime) -> UUID:
    """A site in Mapo that is always open."""
    place = Place(
        name_ko="마포", name_en="Mapo", kind=SiteKind.WALK_THROUGH, area=MAPO, address="1", phone="",
        lanes=4, minutes=10, capacity=200,
    )  # fmt: skip
    spans = tuple(Span(day, time(0), time(23, 59)) for day in DAYS)
    return places.open_site(by=BY, now=now, place=place, spans=spans)


def home(now: datetime, people: int = 4, *, by: Actor = BY) -> UUID:
    """A care home with a roster."""
    group_id = groups.open_group(
        by=by, now=now, name="은빛요양원", kind=GroupKind.CARE_HOME, area=MAPO, phone=""
    )
    groups.add_members(
        by=by, now=now, group_id=group_id,
        members=[(uuid4(), MemberRole.RESIDENT) for _ in range(people)],
    )  # fmt: skip
    return group_id


def test_a_file_fills_the_roster_and_says_what_it_could_not_read(db: None, now: datetime) -> None:
    group_id = home(now, 0)
    brought = screening_groups.bring(by=BY, now=now, group_id=group_id, data=ROSTER)
    assert brought.added == 2  # the same person twice is one
    [fault] = brought.faults
    assert fault.startswith("Line 3:")
    assert "이두리" not in fault
    again = screening_groups.bring(by=BY, now=now, group_id=group_id, data=ROSTER)
    assert again.added == 0


def test_coverage_and_positivity_of_a_round(db: None, now: datetime) -> None:
    site_id, group_id = site(now), home(now, 4)
    screening_groups.begin_round(by=BY, now=now, group_id=group_id)
    round_id = rosters.running_round(group_id, today=TODAY)
    members = rosters.roster(group_id, round_id=round_id)
    chosen = frozenset(one.id for one in members[:3])
    sent = screening_groups.send_to_site(
        by=BY, now=now, group_id=group_id, site_id=site_id, member_ids=chosen
    )
    assert sent == (3, 0)
    for visit, outcome in zip(
        Visit.objects.order_by("number"), ("positive", "negative", ""), strict=True
    ):
        screening_visit.answer(by=BY, now=now, visit_id=visit.pk, seen=1, answered=Answered())
        specimen_id = screening_visit.swab(by=BY, now=now, visit_id=visit.pk, seen=2)
        if outcome:
            actions.resulted(by=BY, now=now, specimen_id=specimen_id, outcome=outcome)
    [round_] = rosters.rounds(group_id)
    assert (round_.members, round_.tested, round_.resulted, round_.positive) == (4, 3, 2, 1)
    assert (round_.coverage, round_.positivity) == (0.75, 0.5)
    again = screening_groups.send_to_site(
        by=BY,
        now=now,
        group_id=group_id,
        site_id=site_id,
        member_ids=frozenset(m.id for m in members),
    )
    assert again == (1, 3)


def test_the_next_round_is_due_by_the_rule_and_rounds_do_not_overlap(
    db: None, now: datetime
) -> None:
    group_id = home(now)
    [line] = screening_groups.dues(by=BY, now=now)
    assert line.due_on == TODAY
    assert (
        rosters.due_waiting(MAPO, rule=screening_groups.rule_on(TODAY).value, today=TODAY)[0] == 1
    )
    screening_groups.begin_round(by=BY, now=now, group_id=group_id)
    with pytest.raises(Refused, match="not over"):
        screening_groups.begin_round(by=BY, now=now + timedelta(days=1), group_id=group_id)
    [line] = screening_groups.dues(by=BY, now=now)
    assert line.runs
    assert line.due_on == TODAY + timedelta(days=14)


def test_nobody_is_sent_without_a_round(db: None, now: datetime) -> None:
    group_id = home(now)
    with pytest.raises(Refused, match="Begin a round first"):
        screening_groups.send_to_site(
            by=BY, now=now, group_id=group_id, site_id=site(now), member_ids=frozenset()
        )


def test_a_group_elsewhere_is_unknown(db: None, now: datetime) -> None:
    group_id = home(now)
    elsewhere = Actor(uuid4(), "nurse", HAEUNDAE, "testing")
    with pytest.raises(Unknown, match=str(group_id)):
        screening_groups.show(by=elsewhere, now=now, group_id=group_id)
    with pytest.raises(Unknown, match=str(group_id)):
        groups.close_group(by=elsewhere, now=now, group_id=group_id)


def test_the_pages_of_groups(db: None) -> None:
    browser = browser_of(hire("nurse", role=Role.NURSE, area=MAPO), language="en")
    page = send(
        browser, "/screening/groups/new/", name="은빛요양원", kind="care_home", area=MAPO, phone=""
    )
    assert "Nobody is on the roster yet" in page
    group_id = rosters.groups(MAPO)[0].id
    page = send(
        browser, f"/screening/groups/{group_id}/add/", name="김어른", birth_date="19400102",
        phone="", no_phone="on", role="resident",
    )  # fmt: skip
    assert "On the roster." in page
    here = f"/screening/groups/{group_id}/"
    assert "The round has begun." in send(browser, f"{here}round/", form_at=here)
    elsewhere = browser_of(hire("other", role=Role.NURSE, area=HAEUNDAE), language="en")
    assert elsewhere.get(here).status_code == 404
    assert "은빛요양원" not in elsewhere.get("/screening/groups/").content.decode()


# ── the list ─────────────────────────────────────────────────────────────────────────────────


def many(now: datetime, count: int) -> UUID:
    """Visits of one site, a minute apart."""
    site_id = site(now)
    Visit.objects.bulk_create(
        Visit(
            id=uuid4(), site_id=site_id, area=MAPO, on=TODAY, number=number + 1, person_id=uuid4(),
            state="left", ground="suspected", arrived_at=now - timedelta(minutes=number),
        )
        for number in range(count)
    )  # fmt: skip
    return site_id


def test_the_list_pages_forward_and_back_without_losing_anybody(db: None, now: datetime) -> None:
    many(now, 120)
    seen, place = [], board.Place()
    while True:
        page = board.visits("11", filters=Filters(), place=place)
        seen += [row.number for row in page.rows]
        if page.next is None:
            break
        place = page.next
    assert seen == list(range(1, 121))
    assert page.previous
    back = board.visits("11", filters=Filters(), place=page.previous)
    assert [row.number for row in back.rows] == list(range(51, 101))
    assert board.visits(HAEUNDAE, filters=Filters()).rows == ()


def test_the_list_page_costs_the_same_however_long_the_list(db: None, now: datetime) -> None:
    browser = browser_of(hire("nurse", role=Role.NURSE, area=MAPO), language="en")
    many(now, 60)
    with CaptureQueriesContext(connection) as few:
        assert browser.get("/screening/visits/").status_code == 200
    assert len(few) < 25


def test_an_address_that_was_typed_by_hand_shows_the_begin(db: None) -> None:
    browser = browser_of(hire("nurse", role=Role.NURSE, area=MAPO), language="en")
    for query in ("after=x~y", "after=2020-05-06~1", "site=1&on=never", "state=lost"):
        assert browser.get(f"/screening/visits/?{query}").status_code == 200, query


# ── ending ───────────────────────────────────────────────────────────────────────────────────


def test_visits_end_after_their_time_and_not_while_somebody_is_there(
    db: None, now: datetime
) -> None:
    site_id = site(now)
    over = Visit.objects.create(
        site_id=site_id, area=MAPO, on=TODAY, number=1, person_id=uuid4(), state="left",
        ground="suspected", arrived_at=now,
    )  # fmt: skip
    Answers.objects.create(visit=over, answered_at=now)
    here = Visit.objects.create(
        site_id=site_id, area=MAPO, on=TODAY, number=2, person_id=uuid4(), state="arrived",
        arrived_at=now,
    )  # fmt: skip
    later = now + timedelta(days=90)

    def gone(before: datetime, spared: frozenset[UUID] = frozenset()) -> tuple[UUID, ...]:
        return retention.erase_visits(
            by=HOUSE, now=later, before=before, spared=lambda ids: spared & set(ids), limit=10
        )

    assert gone(now) == ()
    assert gone(later, frozenset({over.person_id})) == ()
    assert gone(later) == (over.pk,)
    assert not Answers.objects.exists()
    assert retention.works_on([here.person_id, over.person_id]) == {here.person_id}
    assert retention.needs([here.person_id, over.person_id]) == {here.person_id}


def test_the_clocks_of_a_day(db: None, now: datetime) -> None:
    site_id = site(now)
    for number, minutes in enumerate((8, 10, 12, 30)):
        Visit.objects.create(
            site_id=site_id, area=MAPO, on=TODAY, number=number + 1, person_id=uuid4(),
            state="left", ground="suspected", free=True, arrived_at=now,
            swabbed_at=now + timedelta(minutes=minutes - 2), left_at=now + timedelta(minutes=minutes),
            specimen_id=uuid4(),
            resulted_at=now + timedelta(hours=6) if number else None,
        )  # fmt: skip
    day = board.day_of_site(site_id, TODAY)
    assert (day.came, day.swabbed, day.gone, day.free) == (4, 4, 0, 4)
    assert (day.exit.median_min, day.exit.p90_min) == (10, 30)
    assert (day.result.count, day.result.median_min, day.without_result) == (3, 360, 1)
    assert day.oldest_at == now + timedelta(minutes=6)
    assert day.by_hour == ((12, 4),)
    assert board.day_of_sites([site_id], TODAY) == day
    assert board.day_of_sites([], TODAY).came == 0


def test_a_browser_of_nobody_sees_no_list(db: None) -> None:
    assert Client().get("/screening/visits/").status_code == 302
