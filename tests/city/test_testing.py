"""Who gets tested when, what comes out, who stays in, and which contacts are found."""

from dataclasses import replace

import numpy as np
import pytest

from dongseon.city import standing, testing, tracing, transmission
from dongseon.city.course import DAY_S, HOUR_S
from dongseon.city.standing import NEVER
from dongseon.errors import InvalidInput

SURE = testing.TestingParameters(sensitivity=1.0, seeks_share=1.0, stays_home_share=0.0)
HOUSEHOLD = testing.REASONS.index("contact")
SYMPTOMS = testing.REASONS.index("symptoms")


def infected(people, infected_s, *, onset_s=None, own_s=None):
    """A standing in which person 0 was infected at that time, and nobody else."""
    state = standing.nobody_infected(people)
    state.infected_s[0] = infected_s
    state.symptomatic[0] = onset_s is not None
    state.onset_s[0] = infected_s + 3 * DAY_S if onset_s is None else onset_s
    state.own_s[0] = NEVER if own_s is None else own_s
    return state


def specimens(state, days, parameters=SURE):
    parts = [
        testing.take_specimens(state, day=day, seed=1, parameters=parameters) for day in range(days)
    ]
    return [
        (int(p), s / DAY_S, int(hit), int(why))
        for part in parts
        for p, s, hit, why in zip(
            part.person, part.sampled_s, part.positive, part.reason, strict=True
        )
    ]


def test_the_ill_are_tested_by_day_when_their_time_has_come():
    state = infected(3, 0, onset_s=2 * DAY_S, own_s=4 * DAY_S)
    [(person, at_d, positive, reason)] = specimens(state, 10)
    assert (person, positive, reason) == (0, 1, SYMPTOMS)
    assert 4 + 9 / 24 <= at_d <= 4 + 18 / 24


def test_a_positive_is_confirmed_within_hours_and_then_isolated():
    state = infected(3, 0, onset_s=2 * DAY_S, own_s=4 * DAY_S)
    specimens(state, 10)
    wait_h = (state.confirmed_s[0] - state.sampled_s[0]) / HOUR_S
    assert 6 <= wait_h <= 24
    assert state.isolated_s[0] > state.confirmed_s[0]
    assert state.confirmed_s[1] == NEVER


def test_a_specimen_taken_too_early_is_negative_and_the_ill_come_again():
    early = replace(SURE, detectable_from_d=6.0)
    state = infected(1, 0, onset_s=2 * DAY_S, own_s=3 * DAY_S)
    found = specimens(state, 12, early)
    assert [row[2] for row in found] == [0, 0, 1]
    assert found[-1][1] >= 6.0


def test_people_who_are_not_infected_are_never_positive():
    state = standing.nobody_infected(200)
    state.campaign_s[:] = DAY_S
    found = specimens(state, 4)
    assert len(found) == 200
    assert not any(row[2] for row in found)


def test_who_never_got_infected_and_has_no_reason_is_never_tested():
    assert specimens(standing.nobody_infected(50), 5) == []


def test_contacts_in_quarantine_are_tested_only_when_symptoms_begin():
    state = infected(2, 0, onset_s=5 * DAY_S)
    state.traced_s[:] = 2 * DAY_S
    state.quarantined_until_s[:] = 16 * DAY_S
    [(person, at_d, positive, reason)] = specimens(state, 16)
    assert (person, positive, reason) == (0, 1, testing.REASONS.index("contact with symptoms"))
    assert 5.5 <= at_d < 7


def test_quarantine_empties_the_streets_and_ends():
    state = standing.nobody_infected(2)
    state.traced_s[1] = 2 * DAY_S + HOUR_S
    state.quarantined_until_s[1] = 10 * DAY_S
    days = [testing.confined(state, day=day, parameters=SURE) for day in range(14)]
    assert [int(reason[1]) for reason in days] == [-1] * 3 + [1] * 7 + [-1] * 4
    table = testing.confinements(days)
    assert (table.from_day.tolist(), table.until_day.tolist()) == ([3], [10])
    assert testing.confined_on(table, day=5, people=2).tolist() == [False, True]
    assert not testing.confined_on(table, day=10, people=2).any()


def test_no_days_have_no_confinements():
    assert len(testing.confinements([]).person) == 0


def test_everybody_listed_is_called_once_a_case_is_known_there(make_town):
    state = infected(6, 0, onset_s=DAY_S, own_s=2 * DAY_S)
    campaign = testing.Campaign(
        "club", (3,), 0, 5, after_d=0.5, over_d=1.0, reached=1.0, quarantine=True
    )
    listed = np.array([True, True, False, True, False, False])
    register = testing.Register(campaign, listed, np.zeros(6, dtype=bool))
    testing.call_in(state, register, now_s=DAY_S, seed=1, parameters=SURE)
    assert not register.called.any()
    specimens(state, 4)
    testing.call_in(state, register, now_s=4 * DAY_S, seed=1, parameters=SURE)
    assert register.called.tolist() == listed.tolist()
    assert (state.campaign_s < NEVER).tolist() == register.visitor.tolist()
    assert state.quarantined_until_s[1] > 14 * DAY_S
    register.visitor[4] = True  # came after the alarm
    testing.call_in(state, register, now_s=5 * DAY_S, seed=1, parameters=SURE)
    assert state.campaign_s[4] >= 5 * DAY_S


def test_a_campaign_lists_the_visitors_of_its_places_and_days(make_town, no_plans):
    town = make_town(300, 7)
    cafe = town.first[3]
    campaign = testing.Campaign("café", (cafe,), 1, 3, 0.5, 1.0, 1.0, quarantine=False)
    register = testing.Register(campaign, np.zeros(300, dtype=bool), np.zeros(300, dtype=bool))
    there = set()
    for day in range(5):
        visits, _ = town.day_visits(
            None, town.population, None, day=day, seed=1, confined=np.zeros(300, dtype=bool),
            appointments=no_plans,
        )  # fmt: skip
        testing.list_visitors(register, visits, day)
        if 1 <= day < 3:
            there |= set(visits.person[visits.place == cafe].tolist())
    assert set(np.flatnonzero(register.visitor).tolist()) == there
    assert there


@pytest.fixture(scope="module")
def outbreak(make_town, make_seeds, no_plans):
    """A town in which forty people fell ill."""
    town = make_town(2_000, 30, 3)
    epidemic = transmission.spread(
        town.world, town.population, town.clock, seed=3, day_visits=town.day_visits,
        appointments=no_plans, parameters=transmission.Parameters(),
        seeds=make_seeds(*range(0, 1600, 40)),
    )  # fmt: skip
    return town, epidemic


def test_the_whole_household_of_a_case_is_found(outbreak):
    town, epidemic = outbreak
    home = town.population.household
    traced = epidemic.traced
    pairs = set(zip(traced.case.tolist(), traced.contact.tolist(), strict=True))
    confirmed_s = dict(zip(epidemic.person.tolist(), epidemic.confirmed_s.tolist(), strict=True))
    for case, known_s in confirmed_s.items():
        if known_s < 0 or known_s >= 29 * DAY_S:
            continue
        for member in np.flatnonzero(home == home[case]).tolist():
            later = confirmed_s.get(member, -1) == -1 or confirmed_s[member] > known_s + DAY_S
            assert member == case or not later or (case, member) in pairs


def test_contacts_are_told_after_the_confirmation_and_confirmed_only_later(outbreak):
    _, epidemic = outbreak
    confirmed_s = np.full(2_000, NEVER)
    known = epidemic.confirmed_s >= 0
    confirmed_s[epidemic.person[known]] = epidemic.confirmed_s[known]
    traced = epidemic.traced
    assert len(traced.case) > 100
    assert (traced.traced_s > confirmed_s[traced.case]).all()
    assert (confirmed_s[traced.case] < confirmed_s[traced.contact]).all()


def test_no_pair_is_traced_twice(outbreak):
    traced = outbreak[1].traced
    pair = traced.case.astype(np.int64) * 2_000 + traced.contact
    assert len(np.unique(pair)) == len(pair)


def test_household_contacts_are_tested_without_symptoms_and_others_are_not(outbreak):
    _, epidemic = outbreak
    taken = epidemic.specimens
    healthy = ~np.isin(taken.person, epidemic.person)
    assert (taken.reason[healthy] >= HOUSEHOLD).all()
    assert (taken.reason == HOUSEHOLD).any()
    family = epidemic.traced.contact[epidemic.traced.household == 1]
    assert np.isin(taken.person[healthy], family).all()


def test_where_all_contacts_are_tested_those_without_symptoms_are_found_too(
    outbreak, make_seeds, no_plans
):
    """As after the clubs of May 2020: tests free of charge for whoever had met a case."""
    town, narrow = outbreak
    wide = transmission.spread(
        town.world, town.population, town.clock, seed=3, day_visits=town.day_visits,
        appointments=no_plans, seeds=make_seeds(*range(0, 1600, 40)),
        parameters=transmission.Parameters(testing=testing.TestingParameters(contacts_tested=1.0)),
    )  # fmt: skip
    tested = []
    for epidemic in (narrow, wide):
        traced = epidemic.traced
        others = traced.contact[(traced.household == 0) & (traced.traced_s < 26 * DAY_S)]
        tested.append(np.isin(others, epidemic.specimens.person).mean())
    assert tested[0] < 0.3
    assert tested[1] > 0.95


def test_the_isolated_infect_nobody(outbreak):
    _, epidemic = outbreak
    isolated_s = np.full(2_000, NEVER)
    known = epidemic.isolated_s >= 0
    isolated_s[epidemic.person[known]] = epidemic.isolated_s[known]
    linked = epidemic.infector >= 0
    assert (epidemic.infected_s[linked] < isolated_s[epidemic.infector[linked]]).all()


def test_a_far_reaching_investigation_finds_more(make_town, make_seeds, no_plans):
    town = make_town(2_000, 14, 3)
    found = []
    for reach in (0.2, 3.0):
        parameters = transmission.Parameters(tracing=tracing.TracingParameters(reach=reach))
        epidemic = transmission.spread(
            town.world, town.population, town.clock, seed=3, day_visits=town.day_visits,
            appointments=no_plans, parameters=parameters, seeds=make_seeds(*range(0, 800, 40)),
        )  # fmt: skip
        found.append(len(epidemic.traced.case))
    assert found[1] > 1.5 * found[0]


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"sensitivity": 1.2}, r"sensitivity 1\.2 is not within 0 and 1"),
        ({"result_low_d": 2.0}, r"result_low_d 2\.0 is not within 0 and high"),
    ],
)
def test_impossible_testing_is_refused(changes, message):
    with pytest.raises(InvalidInput, match=message):
        testing.TestingParameters(**changes)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"others_low_d": 3.0}, r"others_low_d 3\.0 is not within 0 and high"),
        ({"least_minutes": 60.0}, r"least_minutes 60\.0 is not below full_minutes"),
    ],
)
def test_impossible_tracing_is_refused(changes, message):
    with pytest.raises(InvalidInput, match=message):
        tracing.TracingParameters(**changes)
