"""A whole set of cases against each other: which places they share, and who may have infected whom."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import combinations

from dongseon.contacts import overlap, presence, visits
from dongseon.contacts.criteria import Criteria, infectiousness
from dongseon.errors import InvalidInput
from dongseon.itinerary.observations import Grid
from dongseon.itinerary.parameters import Model
from dongseon.itinerary.types import Itinerary
from dongseon.records.columns import Places

LINE_MIN = 15.0  # minutes together that the chance of a lasting meeting is about
LEAST = 0.02  # chances of a meeting below this are no link


@dataclass(frozen=True, slots=True)
class Link:
    """Two cases who may have met, and how well the one's illness would explain the other's."""

    source: str  # person who may have infected
    target: str
    place_id: str
    start: datetime  # UTC, likely begin of the overlap
    minutes: float  # expected, given that they met
    probability: float  # of at least one shared minute
    probability_15_min: float  # of at least fifteen
    infectiousness: float  # of the source at that time, 1 = at its peak
    weight: float  # probability x infectiousness; ranks the links of one target


@dataclass(frozen=True, slots=True)
class SharedPlace:
    """A place that several cases visited, together or one after the other."""

    place_id: str
    person_ids: tuple[str, ...]  # in the order of their first visits
    probability: float  # that at least two of them were there
    first: datetime  # UTC
    last: datetime  # UTC


def links(
    cases: Mapping[str, Itinerary],
    places: Places,
    *,
    criteria: Mapping[str, Criteria] | None = None,
    model: Model | None = None,
) -> tuple[Link, ...]:
    """Candidate links among cases, the likeliest first; both directions where dates allow both.

    criteria: each case's dates; a case without is infectious throughout. The itineraries cover one
    period on one grid. Raises InvalidInput where they do not.
    """
    grid = _grid(cases, model or Model())
    if grid is None:
        return ()
    known = {p: presence.of_itinerary(case, step_s=grid.step_s) for p, case in cases.items()}
    line = max(1, round(LINE_MIN * 60 / grid.step_s))
    found = []
    for one, other in combinations(sorted(known), 2):
        for visit in visits.visits_of(known[one], grid):
            said = visits.meeting_at(visit, known[other], line=line)
            if said[overlap.CHANCE] >= LEAST:
                start = grid.time(visit.first + said[overlap.BEGIN])
                for source, target in ((one, other), (other, one)):
                    strength = infectiousness(start, _reference(criteria, source))
                    found.append(
                        Link(
                            source,
                            target,
                            places.place_id[visit.place],
                            start,
                            round(float(said[overlap.MEAN]) * grid.step_s / 60, 1),
                            round(float(said[overlap.CHANCE]), 4),
                            round(float(said[overlap.LINE]), 4),
                            round(strength, 4),
                            round(float(said[overlap.CHANCE]) * strength, 6),
                        )
                    )
    return tuple(sorted(found, key=lambda k: (-k.weight, k.source, k.target, k.start)))


def shared_places(
    cases: Mapping[str, Itinerary], places: Places, *, model: Model | None = None
) -> tuple[SharedPlace, ...]:
    """Places that at least two cases visited, the surest first; homes as well."""
    grid = _grid(cases, model or Model())
    if grid is None:
        return ()
    been: dict[int, list[tuple[int, int, float, str]]] = {}
    for person_id in sorted(cases):
        mine = presence.of_itinerary(cases[person_id], step_s=grid.step_s)
        for visit in visits.visits_of(mine, grid):
            peak = float(visit.series.max())
            been.setdefault(visit.place, []).append((visit.first, visit.last, peak, person_id))
    found = [_shared(places.place_id[place], rows, grid) for place, rows in been.items()]
    several = [place for place in found if len(place.person_ids) > 1]
    return tuple(sorted(several, key=lambda s: (-s.probability, s.place_id)))


def _shared(place_id: str, rows: list[tuple[int, int, float, str]], grid: Grid) -> SharedPlace:
    """One place with its visits: (first step, last step, chance, person)."""
    surest: dict[str, float] = {}
    for _, _, chance, person_id in sorted(rows):
        surest[person_id] = max(surest.get(person_id, 0.0), chance)
    nobody, just_one = 1.0, 0.0
    for chance in surest.values():
        just_one = just_one * (1.0 - chance) + nobody * chance
        nobody *= 1.0 - chance
    return SharedPlace(
        place_id,
        tuple(surest),
        round(1.0 - nobody - just_one, 4),
        grid.time(min(first for first, _, _, _ in rows)),
        grid.time(max(last for _, last, _, _ in rows)),
    )


def _reference(criteria: Mapping[str, Criteria] | None, person_id: str) -> datetime | None:
    asked = (criteria or {}).get(person_id)
    return None if asked is None else asked.reference()


def _grid(cases: Mapping[str, Itinerary], model: Model) -> Grid | None:
    """The grid that all share; None if there are no cases."""
    grids = [presence.grid_of(case, model=model) for case in cases.values()]
    for person_id, grid in zip(cases, grids, strict=True):
        if (grid.start, grid.steps) != (grids[0].start, grids[0].steps):
            raise InvalidInput(f"itinerary of {person_id}: its period differs from the first one's")
    return grids[0] if grids else None
