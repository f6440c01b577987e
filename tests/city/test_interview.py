"""What people tell: rounded, forgotten, shifted, now and then untrue, and always pointed at."""

from types import SimpleNamespace

import numpy as np
import pytest

from dongseon.city import interview
from dongseon.city.sensors import habits, stays

DAY = 86_400
ASKED = 13 * DAY + 10 * 3_600
EVERYBODY = np.arange(1_200, dtype=np.int32)


def ask(fortnight, who=EVERYBODY, *, seed=2, concealed=None):
    return interview.statements(
        fortnight.world, fortnight.population, fortnight.clock, fortnight.visits, who,
        np.full(len(who), ASKED), seed=seed, concealed=concealed,
    )  # fmt: skip


@pytest.fixture(scope="module")
def told(fortnight):
    return ask(fortnight)


def of(told, *stories):
    return [s for s in told if s.story in stories]


def omitted(fortnight, told, chosen):
    """Share of the stays for which ``chosen`` holds that were not told."""
    lost = {(s.person, s.true_from_s) for s in of(told, interview.OMISSION)}
    lived = stays.stays(fortnight.visits, EVERYBODY)
    rows = np.flatnonzero(chosen(lived) & (lived.start_s < ASKED - 600))
    keys = zip(lived.person[rows].tolist(), lived.start_s[rows].tolist(), strict=True)
    return float(np.mean([key in lost for key in keys]))


def public(fortnight, lived):
    folk = fortnight.population
    away = (lived.place != folk.home[lived.person]) & (lived.place != folk.work[lived.person])
    return away & (habits.place_habits(fortnight.world).public[lived.place] == 1)


def test_every_public_stay_is_told_or_left_out(fortnight, told):
    """A visit of the first day, told for the day before, was neither: nobody could be blamed for it."""
    lived = stays.stays(fortnight.visits, EVERYBODY)
    rows = np.flatnonzero(public(fortnight, lived) & (lived.start_s < ASKED - 600))
    meant = {}
    for s in told:
        meant.setdefault((s.person, s.true_place), []).append((s.true_from_s, s.true_to_s))
    for row in rows.tolist():
        spans = meant.get((int(lived.person[row]), int(lived.place[row])), [])
        assert any(first <= lived.start_s[row] <= last for first, last in spans)


def test_forgetting_grows_with_the_days_since(fortnight, told):
    shares = [
        omitted(
            fortnight,
            told,
            lambda lived, d=day: public(fortnight, lived) & (lived.start_s // DAY == d),
        )
        for day in (12, 7, 1)
    ]
    assert shares == sorted(shares)
    assert shares[0] < 0.35
    assert 0.4 < shares[2] < 0.7


def test_short_visits_are_forgotten_more_than_long_ones(fortnight, told):
    short = omitted(
        fortnight,
        told,
        lambda lived: public(fortnight, lived) & (lived.end_s - lived.start_s < 1_200),
    )
    long = omitted(
        fortnight,
        told,
        lambda lived: public(fortnight, lived) & (lived.end_s - lived.start_s > 3_600),
    )
    assert short > long + 0.15


def test_home_and_work_are_hardly_forgotten(fortnight, told):
    assert omitted(fortnight, told, lambda lived: ~public(fortnight, lived)) < 0.12


def test_times_are_rounded_to_ten_thirty_or_sixty_minutes(told):
    spoken = of(told, interview.TRUE)
    inner = [s for s in spoken if s.from_s > 0 and s.to_s < ASKED]
    assert all(s.from_s % 600 == 0 and s.to_s % 600 == 0 for s in inner)
    assert all(s.to_s > s.from_s for s in spoken)
    error_s = np.abs([s.from_s - s.true_from_s for s in inner])
    assert 240 < np.median(error_s) < 1_200


def test_nothing_is_told_of_the_time_after_the_interview(told):
    assert all(s.to_s <= ASKED == s.asked_s for s in told if s.text)


def test_a_day_shift_moves_a_statement_by_about_one_day(told):
    shifted = of(told, interview.DAY_SHIFT)
    assert 0.002 < len(shifted) / len(of(told, interview.TRUE)) < 0.03
    for s in shifted:
        assert abs(abs(s.from_s - s.true_from_s) - DAY) < 3 * 3_600 or s.from_s == 0


def test_a_liar_says_at_home_for_every_visit_to_the_hidden_place(fortnight, told):
    lies = of(told, interview.LIE)
    home = fortnight.population.home
    assert 0.02 < len({s.person for s in lies}) / 1_200 < 0.09
    for s in lies:
        assert s.place in (int(home[s.person]), -1)
        assert s.true_place != home[s.person]
        assert s.place >= 0 or s.place_text in ("집", "home")
    hidden = {(s.person, s.true_place) for s in lies}
    assert not [s for s in of(told, interview.TRUE) if (s.person, s.true_place) in hidden]


def test_a_scenarios_concealed_place_is_never_told(fortnight):
    workers = np.flatnonzero(fortnight.population.work >= 0)[:5].astype(np.int32)
    concealed = {int(p): {int(fortnight.population.work[p])} for p in workers}
    told = ask(fortnight, workers, concealed=concealed)
    for s in told:
        if s.true_place in concealed[s.person]:
            assert s.story == interview.LIE
            assert s.place != s.true_place


def test_a_place_is_named_or_described(fortnight, told):
    spoken = of(told, interview.TRUE)
    assert all((s.place >= 0) != bool(s.place_text) for s in spoken)
    named = np.mean([s.place >= 0 for s in spoken])
    assert 0.75 < named < 0.95
    assert all(s.text for s in spoken)


def test_statements_are_korean_or_english(told):
    spoken = of(told, interview.TRUE)
    english = np.mean(["I was" in s.text for s in spoken])
    assert 0.05 < english < 0.2
    assert all("있었습니다" in s.text for s in spoken if "I was" not in s.text)


def test_what_a_person_says_does_not_depend_on_who_else_is_asked(fortnight, told):
    alone = ask(fortnight, np.array([77], dtype=np.int32))
    assert alone == tuple(s for s in told if s.person == 77)


def test_a_mistaken_place_is_of_the_same_kind(fortnight, told):
    category = fortnight.world.places.category
    mistaken = [s for s in of(told, interview.MISTAKEN) if s.place >= 0]
    assert mistaken
    for s in mistaken:
        assert s.place != s.true_place
        assert category[s.place] == category[s.true_place]


def test_people_are_asked_by_day_soon_after_the_confirmation(fortnight):
    persons = np.array([4, 9, 11], dtype=np.int32)
    confirmed = np.array([6 * DAY + 9 * 3_600, 6 * DAY + 20 * 3_600, -1])
    known = SimpleNamespace(person=persons, confirmed_s=confirmed)
    asked = interview.asked_at_s(known, fortnight.clock, persons, seed=1)
    assert np.all(asked % DAY >= 8 * 3_600)
    assert np.all(asked % DAY <= 21 * 3_600)
    assert np.all((asked - confirmed)[:2] >= 3_600)
    assert np.all((asked - confirmed)[:2] <= 20 * 3_600)
    assert asked[2] // DAY == 13
