"""What is open passes to the next shift, and only when somebody there has taken it."""

from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from tests.console.cast import BUSAN, MAPO, Player, browser_of, cast, hire

from dongseon.console.access.roles import Role
from dongseon.console.audit.models import Entry
from dongseon.console.audit.types import HOUSE
from dongseon.console.roster import actions, queries
from dongseon.console.roster.actions import Refused

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


class Night:
    """Two shifts in Mapo: day (Kim) until now, night (Lee) from now on; one open matter."""

    def __init__(self) -> None:
        self.now = datetime.now(UTC).replace(microsecond=0)
        players = cast("administrator", "investigator")
        self.planner, self.kim = players["administrator"], players["investigator"]
        self.lee = hire("lee", role=Role.INVESTIGATOR, area=MAPO, name="이밤")
        self.day = self.plan(self.now - 7 * HOUR, self.kim)
        self.night = self.plan(self.now + HOUR, self.lee)
        self.case_id = uuid4()
        self.matter = self.leave_open(self.case_id)

    def plan(self, begins_at: datetime, *players: Player, area: str = MAPO) -> UUID:
        """A shift of eight hours with these on duty."""
        by = self.planner.actor
        shift_id = actions.plan_shift(
            by=by, now=self.now, area=area, begins_at=begins_at, ends_at=begins_at + 8 * HOUR
        )
        for player in players:
            actions.put_on_duty(
                by=by, now=self.now, shift_id=shift_id, officer_id=player.officer_id
            )
        return shift_id

    def leave_open(self, about_id: UUID) -> UUID:
        """A case whose result nobody has told."""
        return actions.open_matter(
            by=HOUSE, now=self.now, kind="cases.result", about_id=about_id, area=MAPO,
            title="Result to be told",
        )  # fmt: skip

    def hand_over(self) -> UUID:
        """Kim gives it to the night."""
        return actions.hand_over(
            by=self.kim.actor, now=self.now, shift_id=self.day, to_shift_id=self.night
        )

    def owner(self) -> UUID | None:
        """Whose the matter is."""
        (matter,) = queries.open_matters(area=MAPO)
        return matter.shift_id


@pytest.fixture
def night(db: None) -> Night:
    """The evening of a hand-over."""
    return Night()


def test_what_is_open_belongs_to_the_shift_that_is_on(night: Night) -> None:
    assert night.owner() == night.day


def test_it_stays_until_the_next_shift_has_taken_it(night: Night) -> None:
    given = night.hand_over()
    assert night.owner() == night.day
    actions.acknowledge(by=night.lee.actor, now=night.now, handover_id=given)
    assert night.owner() == night.night
    (handover,) = queries.handovers((night.day,))
    assert (handover.taken_by, handover.matters) == (night.lee.officer_id, 1)
    assert {"roster.hand_over", "roster.acknowledge"} <= set(
        Entry.objects.values_list("act", flat=True)
    )


def test_what_was_opened_in_between_passes_too(night: Night) -> None:
    given = night.hand_over()
    night.leave_open(uuid4())
    actions.acknowledge(by=night.lee.actor, now=night.now, handover_id=given)
    assert {matter.shift_id for matter in queries.open_matters(area=MAPO)} == {night.night}


def test_who_gave_it_does_not_take_it(night: Night) -> None:
    actions.put_on_duty(
        by=night.planner.actor, now=night.now, shift_id=night.night, officer_id=night.kim.officer_id
    )
    given = night.hand_over()
    with pytest.raises(Refused, match="oneself"):
        actions.acknowledge(by=night.kim.actor, now=night.now, handover_id=given)


def test_only_who_is_on_duty_gives_and_takes(night: Night) -> None:
    with pytest.raises(Refused, match="not_on_duty"):
        actions.hand_over(
            by=night.lee.actor, now=night.now, shift_id=night.day, to_shift_id=night.night
        )
    given = night.hand_over()
    stranger = hire("stranger", role=Role.INVESTIGATOR, area=MAPO)
    with pytest.raises(Refused, match="not_on_duty"):
        actions.acknowledge(by=stranger.actor, now=night.now, handover_id=given)


def test_it_is_given_once_and_taken_once(night: Night) -> None:
    given = night.hand_over()
    with pytest.raises(Refused, match="taken"):
        night.hand_over()
    actions.acknowledge(by=night.lee.actor, now=night.now, handover_id=given)
    with pytest.raises(Refused, match="not_found"):
        actions.acknowledge(by=night.lee.actor, now=night.now, handover_id=given)


def test_it_goes_to_a_later_shift_of_the_same_area(night: Night) -> None:
    elsewhere = night.plan(night.now + HOUR, area=BUSAN)
    earlier = night.plan(night.now - 20 * HOUR)
    for other in (elsewhere, earlier, uuid4()):
        with pytest.raises(Refused, match="not_next"):
            actions.hand_over(
                by=night.kim.actor, now=night.now, shift_id=night.day, to_shift_id=other
            )


def test_one_matter_of_a_kind_is_enough_and_ends_when_it_is_done(night: Night) -> None:
    assert night.leave_open(night.case_id) == night.matter
    actions.close_matter(by=HOUSE, now=night.now, kind="cases.result", about_id=night.case_id)
    assert queries.open_matters(area=MAPO) == ()
    with pytest.raises(Refused, match="not_found"):
        actions.close_matter(by=HOUSE, now=night.now, kind="cases.result", about_id=night.case_id)
    assert night.leave_open(night.case_id) != night.matter


def test_a_shift_has_a_length_an_area_of_the_planners_and_begins_once(night: Night) -> None:
    local = hire("local", role=Role.ADMINISTRATOR, area=BUSAN).actor
    for by, ends, fault in (
        (night.planner.actor, timedelta(0), "no_length"),
        (night.planner.actor, HOUR, "taken"),
        (local, HOUR, "outside_area"),
    ):
        begins_at = night.now - 7 * HOUR
        with pytest.raises(Refused, match=fault):
            actions.plan_shift(
                by=by, now=night.now, area=MAPO, begins_at=begins_at, ends_at=begins_at + ends
            )


def test_the_pages_lead_from_the_open_matter_to_the_next_shift(night: Night) -> None:
    kim, lee = browser_of(night.kim, language="en"), browser_of(night.lee)
    assert str(night.case_id)[:8] in kim.get("/shifts/").content.decode()
    kim.post(f"/shifts/{night.day}/hand-over/", {"to": str(night.night)})
    (handover,) = queries.handovers((night.night,))
    assert f"/shifts/hand-overs/{handover.id}/" in lee.get("/shifts/").content.decode()
    assert f"/shifts/hand-overs/{handover.id}/" not in kim.get("/shifts/").content.decode()
    lee.post(f"/shifts/hand-overs/{handover.id}/")
    assert night.owner() == night.night


def test_the_roster_is_planned_over_its_page(night: Night) -> None:
    browser = browser_of(night.planner)
    tomorrow = (night.now + 24 * HOUR).date().isoformat()
    typed = {"area": MAPO, "day": tomorrow, "begins": "22:00", "ends": "06:00"}
    assert browser.post("/shifts/plan/", typed).status_code == 302
    shift = max(queries.shifts(area=MAPO, now=night.now), key=lambda one: one.begins_at)
    assert shift.ends_at - shift.begins_at == 8 * HOUR
    browser.post(f"/shifts/plan/{shift.id}/", {"officer": "lee"})
    assert "이밤" in browser.get("/shifts/plan/").content.decode()
    browser.post(f"/shifts/plan/{shift.id}/{night.lee.officer_id}/")
    (after,) = [one for one in queries.shifts(area=MAPO, now=night.now) if one.id == shift.id]
    assert after.officer_ids == ()
    assert str(night.case_id)[:8] not in browser.get("/shifts/plan/").content.decode()
