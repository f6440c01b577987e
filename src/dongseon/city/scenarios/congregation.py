"""A congregation of a thousand, two services of two hours, 9 and 16 February 2020."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

import numpy as np

from dongseon.city.course import DAY_S
from dongseon.city.figures import Figure
from dongseon.city.scenarios import outcome, schools, story
from dongseon.city.scenarios.story import Diary, Need, Played, Scenario
from dongseon.city.testing import Campaign
from dongseon.city.transmission import Parameters
from dongseon.city.types import Clock, Population, World
from dongseon.errors import InvalidInput
from dongseon.records.columns import Codes

NEED = Need(people=10_000, days=28, measured=10_000, starts=date(2020, 2, 8))
ATTENDEES = 1_001  # fellow attendees on the list (S86)
# Of the list; with those who fall ill and come by themselves 60.4 % are tested (calibrated), as 396 of
# 1,001 could not be reached at first (S86).
REACHED = 0.44
ASKED_DAY = 11  # days from the first service to 20 February, when the attendees were called (S86)
SOURCES = 16  # members infected before the first service; assumption: patient 31 was not the first
SOURCE_INFECTIVITY = 3.0  # calibrated to the final attack rate among members
STUDY_SHARE = 0.7  # of the members who also come on Wednesday evening; assumption
# Rates in the hall over those of worship elsewhere: they sit on the floor, side by side, and sing;
# calibrated to the final attack rate among members.
CROWDING = 3.8
MASKED = 0.1  # share of the time masks are worn there; assumption
# Of the infected, never any symptom: 58.7 % of the mild cases (S61), who were about four in five;
# most members were young. Elsewhere in the city 18 %.
SILENT_SHARE = 0.47
SEEKS_SHARE = 0.4  # membership was concealed: fewer came on their own; assumption
# What was put in or fitted; the other figures are predictions.
FITTED = frozenset({"attendees", "members_infected", "never_tested"})


def prepare(world: World, population: Population, clock: Clock, *, seed: int) -> Scenario:
    """Two Sundays, an evening between them, one patient who is confirmed nine days after the first."""
    sunday = story.first_weekday(clock, 6, from_day=1)
    if sunday + 19 > clock.days:
        raise InvalidInput(f"scenario 'congregation': {clock.days} days end before the follow-up")
    churches = story.places_of(world, "church")
    hall = int(churches[np.argmax(world.places.capacity[churches])])
    adults = story.aged(population, 18, 80)
    women = adults[(population.sex[adults] == 0) & (population.age_years[adults] >= 55)]
    patient = story.sample(women, 1, seed=seed, name="patient")
    members = story.sample(np.setdiff1d(adults, patient), ATTENDEES, seed=seed, name="congregation")
    sources = np.concatenate([patient, members[: SOURCES - 1]])
    k = len(sources)
    sampled = np.full(k, -1, dtype=np.int64)
    sampled[0] = story.at(sunday + 8, 10)  # confirmed on 18 February
    onset_s = (sunday + np.arange(k) % 3 - 1) * DAY_S
    campaign = Campaign(
        "services", (hall,), sunday, sunday + 8,
        after_d=1.0, over_d=8.0, reached=REACHED, quarantine=True,
    )  # fmt: skip
    plain = Parameters()
    diary = _services(np.concatenate([patient, members]), hall, sunday, seed)
    schools.stay_home(diary, world, population, clock)
    return Scenario(
        name="congregation",
        title="Congregation",
        title_ko="교회 집회",
        appointments=diary.appointments(),
        seeds=story.seeded(
            sources, onset_s - 4 * DAY_S, onset_s=onset_s, sampled_s=sampled,
            infectivity=np.full(k, SOURCE_INFECTIVITY),
        ),
        parameters=replace(
            plain,
            settings=story.crowded(plain.settings, "worship", by=CROWDING, masked=MASKED),
            course=replace(plain.course, asymptomatic_share=SILENT_SHARE),
            testing=replace(plain.testing, campaigns=(campaign,), seeks_share=SEEKS_SHARE),
        ),
        concealed=story.nothing_concealed(),
        protagonists=patient,
        places=np.array([hall], dtype=np.int32),
        members=members,
        notes=(
            (f"{len(members)} members are {len(members) / len(population.age_years):.1%} of this "
            "city: members are real in number, the world around them is not."),
            "Only this hall's meetings are played; the sect's other branches are not.",
        ),
        world=world,
        population=population,
    )  # fmt: skip


def _services(people: Codes, hall: int, sunday: int, seed: int) -> Diary:
    diary = Diary()
    study = people[story.draw(people, seed=seed, name="study") < STUDY_SHARE]
    for service in (sunday, sunday + 7):
        diary.add(people, hall, story.at(service, 7.5), story.at(service, 9.5))
    diary.add(study, hall, story.at(sunday + 3, 19), story.at(sunday + 3, 21))
    return diary


def _ill_when_asked(run: Played) -> tuple[int, int]:
    """Members with symptoms on the day the list was called, and all members."""
    e, sunday = run.epidemic, story.first_weekday(run.clock, 6, from_day=1)
    ill = (e.onset_s >= 0) & (e.onset_s < story.at(sunday + ASKED_DAY, 12))
    return int((ill & np.isin(e.person, run.scenario.members)).sum()), outcome.members(run)


def _outsiders(run: Played) -> tuple[int, int]:
    """Confirmed outside the congregation, and people outside it."""
    known = int((run.epidemic.confirmed_s >= 0).sum())
    inside = len(outcome.confirmed_members(run))
    return known - inside, len(run.population.age_years) - len(run.scenario.members)


def _known_contacts(run: Played) -> int:
    """Contacts of the patient that were found, or listed as fellow attendees."""
    traced = run.epidemic.traced
    found = traced.contact[traced.case == run.scenario.protagonists[0]]
    return len(np.union1d(found, run.scenario.members))


def figures(runs: Sequence[Played]) -> tuple[Figure, ...]:
    """The published numbers beside the runs."""

    def infected(run: Played) -> tuple[int, int]:
        inside = np.isin(run.epidemic.person, run.scenario.members)
        return int(inside.sum()), outcome.members(run)

    def positive(run: Played) -> tuple[int, int]:
        return len(outcome.confirmed_members(run)), len(outcome.tested_members(run))

    def untested(run: Played) -> tuple[int, int]:
        return outcome.members(run) - len(outcome.tested_members(run)), outcome.members(run)

    return (
        outcome.count("attendees", runs, outcome.members, ATTENDEES, "S86"),
        outcome.share("members_infected", runs, infected, (0.40, 0.35, 0.62), "S86, memory"),
        outcome.share("positive_among_tested", runs, positive, (0.617, 0.40, 0.82), "S86"),
        outcome.share("ill_when_asked", runs, _ill_when_asked, (0.149, 0.123, 0.179), "S86"),
        outcome.share("never_tested", runs, untested, (0.396, 0.366, 0.426), "S86"),
        outcome.count("contacts_of_the_patient", runs, _known_contacts, 1_160, "S37"),
        outcome.share("others_confirmed", runs, _outsiders, (float("nan"),) * 3, ""),
    )
