"""Schools in the spring of 2020: on holiday, then taught at a distance, then opened year by year."""

from datetime import date, timedelta

import numpy as np

from dongseon.city.scenarios import story
from dongseon.city.scenarios.story import Diary
from dongseon.city.types import Clock, Population, World
from dongseon.records.columns import Codes, Ints

# The day each school year sat in its classroom again (KBS, 12 May 2020); the term that should have begun
# on 2 March had been put off and then taught at a distance (Dong-A, 3 March and 1 April 2020).
RETURN = {
    12: date(2020, 5, 20),
    **dict.fromkeys((11, 9, 2, 1), date(2020, 5, 27)),
    **dict.fromkeys((10, 8, 4, 3), date(2020, 6, 3)),
    **dict.fromkeys((7, 6, 5), date(2020, 6, 8)),
}
KINDERGARTENS_RETURN = date(2020, 5, 27)  # the same source
UNIVERSITIES_RETURN = date(2020, 8, 31)  # taught at a distance all the term; assumption
# Hours that learners spend at home instead of at school, and until when those whose day is longer do:
# from middle school on, and the small ones who would be in day care; assumption
LESSONS_H = (8.0, 15.0)
OLDER_UNTIL_H, SMALL_UNTIL_H = 16.75, 18.0
OLDER_YEARS, SMALL_YEARS = 13, 7


def stay_home(diary: Diary, world: World, population: Population, clock: Clock) -> None:
    """Keep pupils, students and small children at home on the days their school is closed.

    Their lessons become appointments at home; what they do after them is left to them.
    """
    pupil, back = _back(world, population)
    age = population.age_years
    first = date(clock.start.year, clock.start.month, clock.start.day)
    for day in range(clock.days):
        if story.weekday(clock, day) < 5:
            away = pupil[back > (first + timedelta(days=day)).toordinal()]
            begin_s, end_s = (story.at(day, hour) for hour in LESSONS_H)
            diary.add(away, population.home[away], begin_s, end_s)
            older, small = away[age[away] >= OLDER_YEARS], away[age[away] < SMALL_YEARS]
            for rest, until_h in ((older, OLDER_UNTIL_H), (small, SMALL_UNTIL_H)):
                diary.add(rest, population.home[rest], end_s, story.at(day, until_h))


def _back(world: World, population: Population) -> tuple[Codes, Ints]:
    """Whose place of work is a school they learn at, and the ordinal of the day it opens again."""
    labels = world.places.category.labels
    kinds = {"kindergarten": KINDERGARTENS_RETURN, "university": UNIVERSITIES_RETURN}
    opens = np.zeros(len(world.places), dtype=np.int64)
    for label, day in kinds.items():
        opens[world.places.category.codes == labels.index(label)] = day.toordinal()
    for year, day in RETURN.items():
        opens[world.grade == year] = day.toordinal()
    learns = np.isin(population.occupation, story.LEARNERS) & (population.work >= 0)
    pupil = np.flatnonzero(learns).astype(np.int32)
    return pupil, opens[population.work[pupil]]
