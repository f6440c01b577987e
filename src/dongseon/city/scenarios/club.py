"""Night clubs, 30 April to 25 May 2020: few sources, many strangers, long lists."""

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
from dongseon.records.columns import Codes

NEED = Need(people=10_000, days=26, measured=40_000, starts=date(2020, 4, 30))
NIGHTS = 6  # 30 April to 5 May
LISTED = 5_517  # visitors on the lists of five clubs (S27)
VISITOR_SHARE = 0.06  # of the residents, at most; assumption
SOURCES_PER_VISITOR = 0.0033  # assumption: the first source was never found
SOURCE_INFECTIVITY = 1.5  # of the sources; assumption
# Rates in the clubs over those of other night life, were all the listed there; calibrated to 96 of 5,517
# infected.
CROWDING = 1.35
EARLY_DAY = 13  # until 12 May: when three in ten of the confirmed had no symptoms (S82)
SEEKS_SHARE = 0.9  # of the ill: alarm, free and anonymous tests (S82); assumption
SEEK_SCALE_D = 2.2  # days, onset to specimen after the alarm; assumption
# Of the contacts told, those tested without symptoms: anonymous and free of charge (S82); assumption
CONTACTS_TESTED = 0.9
NEARBY_M = 150.0  # 57,375 who had stayed near the clubs were asked to be tested (S76); assumption
NEARBY_REACHED = 0.3  # of them; assumption
# Of the list; with the ill who come by themselves 79.5 % are tested: 2,405 reached by phone and 1,982
# through base stations and cards, of 5,517 (S27, S28); calibrated
REACHED = 0.755
# What was put in or fitted; the other figures are predictions.
FITTED = frozenset({"visitors_listed", "visitors_tested", "visitors_infected"})


def prepare(world: World, population: Population, clock: Clock, *, seed: int) -> Scenario:
    """Five clubs, six nights, a few sources among the visitors, everybody listed is called in."""
    clubs = story.places_of(world, "club")[:5]
    count = min(LISTED, round(VISITOR_SHARE * len(population.age_years)))
    visitors = story.sample(story.aged(population, 19, 40), count, seed=seed, name="club visitors")
    sources = visitors[: max(2, round(SOURCES_PER_VISITOR * len(visitors)))]
    campaign = Campaign(
        "clubs", tuple(clubs.tolist()), 0, NIGHTS + 1,
        after_d=0.5, over_d=4.0, reached=REACHED, quarantine=True,
    )  # fmt: skip
    nearby = Campaign(
        "nearby", _nearby(world, clubs), 0, NIGHTS + 1,
        after_d=1.0, over_d=6.0, reached=NEARBY_REACHED, quarantine=False,
    )  # fmt: skip
    diary = _nights(clubs, visitors, sources, seed)
    schools.stay_home(diary, world, population, clock)
    k = len(sources)
    # The first case is tested on 5 May and confirmed on the 6th; the other sources soon after.
    tested_s = np.array([story.at(5 + number % 3, 11) for number in range(k)], dtype=np.int64)
    return Scenario(
        name="club",
        title="Night clubs",
        title_ko="클럽",
        appointments=diary.appointments(),
        seeds=story.seeded(
            sources,
            np.full(k, -2 * DAY_S),
            onset_s=np.full(k, 2 * DAY_S),
            sampled_s=tested_s,
            infectivity=np.full(k, SOURCE_INFECTIVITY),
        ),
        parameters=_parameters(len(visitors), campaign, nearby),
        concealed=story.nothing_concealed(),
        protagonists=sources,
        places=clubs,
        members=visitors,
        notes=(
            f"{count} visitors stand for {LISTED:,}: rates and shares are kept, counts are not.",
            "Schools are closed and open again year by year as in 2020.",
        ),
        world=world,
        population=population,
    )


def _nearby(world: World, clubs: Codes) -> tuple[int, ...]:
    """Bars, restaurants and the like that stand near one of the clubs."""
    kinds = [story.places_of(world, kind) for kind in ("bar", "restaurant", "cafe", "karaoke")]
    place = np.sort(np.concatenate(kinds))
    x_m, y_m = world.place_x_m, world.place_y_m
    apart = np.hypot(x_m[place, None] - x_m[clubs][None, :], y_m[place, None] - y_m[clubs][None, :])
    return tuple(place[apart.min(axis=1) <= NEARBY_M].tolist())


def _parameters(visitors: int, *campaigns: Campaign) -> Parameters:
    """Five clubs are five clubs in a small city too: each visitor stands for as many as are left out,
    so that a source infects as many as it would among all.
    """
    plain = Parameters()
    return replace(
        plain,
        settings=story.crowded(plain.settings, "club", by=CROWDING * LISTED / visitors),
        testing=replace(
            plain.testing, campaigns=campaigns, seeks_share=SEEKS_SHARE,
            seek_scale_d=SEEK_SCALE_D, contacts_tested=CONTACTS_TESTED,
        ),
    )  # fmt: skip


def _nights(clubs: Codes, visitors: Codes, sources: Codes, seed: int) -> Diary:
    """Each visitor comes on one night, some on two, and walks from club to club."""
    diary = Diary()
    night = (story.draw(visitors, seed=seed, name="night") * NIGHTS).astype(np.int64)
    for person, own in zip(visitors.tolist(), night.tolist(), strict=True):
        who = np.array([person], dtype=np.int32)
        nights = range(NIGHTS) if person in sources and own % 2 else (own,)
        for day in nights:
            _one_night(diary, clubs, who, day, seed)
    return diary


def _one_night(diary: Diary, clubs: Codes, who: Codes, day: int, seed: int) -> None:
    stops = 1 + int(2.0 * story.draw(who, seed=seed, name="stops", number=day)[0])
    hour = 22.0 + 2.0 * story.draw(who, seed=seed, name="from", number=day)[0]
    for stop in range(stops):
        luck = story.draw(who, seed=seed, name=f"club {stop}", number=day)[0]
        length = 1.0 + story.draw(who, seed=seed, name=f"stay {stop}", number=day)[0]
        club = int(clubs[int(luck * len(clubs))])
        diary.add(who, club, story.at(day, hour), story.at(day, hour + length))
        hour += length + 0.3


def figures(runs: Sequence[Played]) -> tuple[Figure, ...]:
    """The published numbers beside the runs: whom the clubs infected and how far it went."""

    def guests(run: Played) -> int:
        return len(outcome.confirmed_members(run))

    def called(run: Played) -> int:
        return len(outcome.tested_members(run))

    return (
        outcome.count("visitors_listed", runs, outcome.members, LISTED, "S27, scaled"),
        outcome.share(
            "visitors_tested", runs, lambda run: (called(run), outcome.members(run)),
            (0.795, 0.784, 0.806), "S27 S28",
        ),
        outcome.share(
            "visitors_infected", runs, lambda run: (guests(run), outcome.members(run)),
            (0.0174, 0.0143, 0.0212), "S76",
        ),
        outcome.share(
            "cases_who_were_visitors", runs, lambda run: (guests(run), outcome.confirmed(run)),
            (0.39, 0.33, 0.45), "S76",
        ),
        outcome.share(
            "early_cases_without_symptoms", runs,
            lambda run: outcome.silent(run, before_day=EARLY_DAY), (0.30, 0.20, 0.42), "S82",
        ),
        outcome.count("cases", runs, outcome.confirmed, 246, "S76, scaled"),
        outcome.count("generations", runs, outcome.deepest, 6, "S83"),
    )  # fmt: skip
