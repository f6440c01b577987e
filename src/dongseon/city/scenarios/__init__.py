"""Five outbreaks of 2020, each a small module, played in the simulated city.

``prepare`` turns a name into appointments, first infections and parameters; ``figures`` puts what came
of it beside what was published. Counts shrink with the city, rates and shares do not.
"""

from collections.abc import Callable, Sequence
from typing import NamedTuple

from dongseon.city import figures as measures
from dongseon.city.figures import Figure
from dongseon.city.scenarios import call_centre, club, congregation, logistics, story, tutor
from dongseon.city.scenarios.story import Concealed, Need, Played, Scenario
from dongseon.city.types import Clock, Population, World
from dongseon.errors import NotFound

__all__ = ["NAMES", "Concealed", "Need", "Played", "Scenario", "figures", "need", "prepare"]


class _Story(NamedTuple):
    need: Need
    prepare: Callable[..., Scenario]  # (world, population, clock, *, seed)
    figures: Callable[[Sequence[Played]], tuple[Figure, ...]]
    fitted: frozenset[str]  # names of the figures that parameters were fitted to


_STORIES = {
    "club": _Story(club.NEED, club.prepare, club.figures, club.FITTED),
    "call-centre": _Story(
        call_centre.NEED, call_centre.prepare, call_centre.figures, call_centre.FITTED
    ),
    "tutor": _Story(tutor.NEED, tutor.prepare, tutor.figures, tutor.FITTED),
    "congregation": _Story(
        congregation.NEED, congregation.prepare, congregation.figures, congregation.FITTED
    ),
    "logistics": _Story(logistics.NEED, logistics.prepare, logistics.figures, logistics.FITTED),
}
NAMES = tuple(_STORIES)


def _story(name: str) -> _Story:
    try:
        return _STORIES[name]
    except KeyError:
        raise NotFound(f"scenario {name!r} is none of {', '.join(NAMES)}") from None


def need(name: str) -> Need:
    """The least city and time a scenario needs. Raises NotFound for an unknown name."""
    return _story(name).need


def prepare(
    name: str, world: World, population: Population, clock: Clock, *, seed: int
) -> Scenario:
    """The scenario in this city. Raises NotFound, or InvalidInput if city or time are too small."""
    told = _story(name)
    story.check(told.need, name, people=len(population.age_years), clock=clock)
    return told.prepare(world, population, clock, seed=seed)


def figures(name: str, runs: Sequence[Played]) -> tuple[Figure, ...]:
    """The scenario's own numbers over one or more runs, beside the published ones."""
    told = _story(name)
    return measures.marked(told.figures(runs), told.fitted)
