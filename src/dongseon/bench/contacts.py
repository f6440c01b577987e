"""`dongseon bench contacts`: contacts found in a bundle, against who truly was together.

A true contact: at one place together for at least 15 minutes (vehicles apart). It left a trace when the
bundle has a row of that person during the meeting, or the person's whole log. The method is called as
`dongseon trace` calls it. Others in the bundle are known by their numbers alone, never by who they are:
a household, colleagues, strangers and bystanders with their whole logs, and of everybody else in the city
what the holders answer when asked about the cases' places and hours, neighbours of those places included.

``brier`` is the mean squared error of the claimed probability of fifteen minutes over everybody of whom
the bundle has a row, nought where nothing is claimed; contacts that left no trace are left out. ``brier_listed`` looks at the listed and the findable
alone; it depends on how long the list is and is told for comparison.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from dongseon.bench import lived, meetings
from dongseon.bench.lived import Handed, Lived
from dongseon.bench.meetings import Together
from dongseon.city.holders import numbers
from dongseon.contacts import Contact, find_contacts, lasting, worth_reconstructing
from dongseon.itinerary import Itinerary, Model, reconstruct, subject_of
from dongseon.records import identity
from dongseon.records.columns import CARD, CCTV, CHECK_IN, INTERVIEW, TRANSIT, Codes, Ints

Progress = Callable[[int, int, str], None]
REGIMES = ("rich", "typical")
MOST_OTHERS = 0  # logs reconstructed besides the case's own, as in `dongseon trace`
NAIVE_S = 3600  # the naive reader's "at the same time"
SURE = 0.5
IN_FULL, BY_NUMBER = "in_full_", "by_number_"
GROUPS = ("", IN_FULL, BY_NUMBER)  # everybody; those with a log of their own; the others


@dataclass(frozen=True, slots=True, eq=False)
class Scene:
    """One bundle, with what the scorer alone knows: who is behind each number."""

    city: Lived
    handed: Handed
    met: Together
    full: Codes
    owner: Mapping[str, int]  # label in the records -> person of the city
    person: Codes  # (rows of the records,) person of the city, -1 = unknown
    start_s: Ints  # (rows,) of the city's clock
    end_s: Ints  # (rows,)


@dataclass(slots=True)
class Score:
    """Counts added up over cases."""

    findable: int = 0
    found: int = 0
    top_hits: int = 0
    strangers: int = 0
    strangers_sure: int = 0
    listed: int = 0
    errors: list[float] = field(default_factory=list)  # squared, a listed or findable person each
    passed_over: int = 0  # others of the bundle, neither listed nor contacts


def run(
    *,
    seeds: Sequence[int],
    people: int,
    days: int,
    cases: int,
    regimes: Sequence[str] = REGIMES,
    most_others: int = MOST_OTHERS,
    model: Model | None = None,
    progress: Progress | None = None,
) -> dict[str, float]:
    """One flat table: each quantity over all regimes, ``<regime>_…``, and ``<regime>_naive_…``.

    Also for two groups apart, ``in_full_…`` (a log of their own) and ``by_number_…`` (rows near the case).
    """
    tell = progress or (lambda done, total, what: None)
    ours = {(r, group): Score() for r in regimes for group in GROUPS}
    naive = {r: Score() for r in regimes}
    fulls, numbered, done, total = 0, 0, 0, len(seeds) * len(regimes) * cases
    for seed in seeds:
        city = lived.live(seed=seed, people=people, days=days)
        chosen = lived.draw_cases(city, cases)
        met = meetings.together(city, chosen)
        full = np.setdiff1d(meetings.in_full(city, met), chosen).astype(np.int32)
        others = np.setdiff1d(np.arange(people), chosen).astype(np.int32)
        fulls, numbered = fulls + len(full), numbered + len(others) - len(full)
        for regime in regimes:
            handed = lived.hand_over(city, chosen, regime=regime, others=others, full=full)
            scene = scene_of(city, handed, met, np.union1d(chosen, full).astype(np.int32))
            known: dict[str, Itinerary] = {}
            for case in chosen.tolist():
                tell(done, total, f"seed {seed}, {regime}")
                done += 1
                listed = _listed(scene, case, known, most_others, model)
                claimed = probabilities(listed, scene.owner)
                for group in GROUPS:
                    add(ours[regime, group], scene, case, claimed, group)
                add(naive[regime], scene, case, naive_reader(scene, case))
    tell(total, total, "done")
    sizes = {
        "cases": float(len(seeds) * cases),
        "others_in_full": float(fulls),
        "others_by_number": float(numbered),
    }
    return sizes | _table(regimes, ours, naive)


def _table(
    regimes: Sequence[str], ours: Mapping[tuple[str, str], Score], naive: Mapping[str, Score]
) -> dict[str, float]:
    table: dict[str, float] = {}
    for group in GROUPS:
        table |= figures(pooled(ours[r, group] for r in regimes), group)
    for regime in regimes:
        for group in GROUPS:
            table |= figures(ours[regime, group], f"{regime}_{group}")
        table |= figures(naive[regime], f"{regime}_naive_")
    return table


def scene_of(city: Lived, handed: Handed, met: Together, full: Codes) -> Scene:
    """Put the truth beside a bundle."""
    records = handed.evidence.records
    known = owners(city)
    owner = {label: owner_of(label, known) for label in records.person.labels}
    code = np.array([*owner.values(), -1], np.int32)  # the last for rows of nobody
    zero = np.datetime64(int(city.clock.start.timestamp()), "s")
    start_s, end_s = (
        (column - zero).astype("timedelta64[s]").astype(np.int64)
        for column in (records.start, records.end)
    )
    return Scene(city, handed, met, full, owner, code[records.person.codes], start_s, end_s)


def owners(city: Lived) -> dict[str, int]:
    """Whose every id and number is, the numbers in comparable form."""
    folk, seed = city.population, city.seed
    everybody = np.arange(len(folk.age_years), dtype=np.int64)
    named = [[str(p) for p in folk.person_id]]
    named += [[identity.phone_key(n) for n in numbers.phones(everybody, seed=seed)]]
    for which in range(numbers.CARDS):
        written = numbers.cards(everybody, np.full_like(everybody, which), seed=seed)
        named += [[identity.card_key(n) for n in written]]
    named += [[identity.card_key(n) for n in numbers.transit_cards(everybody, seed=seed)]]
    return {label: row for labels in named for row, label in enumerate(labels)}


def owner_of(label: str, known: Mapping[str, int]) -> int:
    """Who is behind a label of the records, a number as some holder writes it; -1 if nobody is."""
    keys = (label, identity.phone_key(label), identity.card_key(label))
    return next((known[key] for key in keys if key in known), -1)


def _listed(
    scene: Scene, case: int, known: dict[str, Itinerary], most_others: int, model: Model | None
) -> tuple[Contact, ...]:
    """The contact list that `dongseon trace` would give."""
    evidence = scene.handed.evidence
    found = _itinerary(scene, str(scene.city.population.person_id[case]), known, model)
    for other in worth_reconstructing(found, evidence, most=most_others, model=model):
        _itinerary(scene, other, known, model)
    return find_contacts(found, evidence, itineraries=known, model=model)


def _itinerary(
    scene: Scene, person_id: str, known: dict[str, Itinerary], model: Model | None
) -> Itinerary:
    if person_id not in known:
        evidence = scene.handed.evidence
        known[person_id] = reconstruct(
            evidence.records,
            places=evidence.places,
            stations=evidence.stations,
            period=evidence.period,
            subject=subject_of(evidence.persons, person_id),
            model=model,
        )
    return known[person_id]


def probabilities(listed: Iterable[Contact], owner: Mapping[str, int]) -> dict[int, float]:
    """Per person the claimed probability of fifteen minutes, from all that was listed under any number."""
    by_person: dict[int, list[Contact]] = defaultdict(list)
    for contact in listed:
        if contact.place_id:  # vehicles are scored apart
            by_person[owner.get(contact.person_id, -1)].append(contact)
    return {person: lasting(found) for person, found in by_person.items()}


def naive_reader(scene: Scene, case: int) -> dict[int, float]:
    """Whoever has a record that names the same place within an hour was there: probability 1."""
    records = scene.handed.evidence.records
    naming = np.isin(records.source, (CARD, CCTV, CHECK_IN, INTERVIEW, TRANSIT))
    naming &= records.place >= 0
    mine = np.flatnonzero(naming & (scene.person == case))
    rest = np.flatnonzero(naming & (scene.person != case))
    out: dict[int, float] = {}
    for row in mine.tolist():
        near = rest[records.place[rest] == records.place[row]]
        near = near[scene.start_s[near] <= scene.end_s[row] + NAIVE_S]
        near = near[scene.end_s[near] >= scene.start_s[row] - NAIVE_S]
        out |= dict.fromkeys(scene.person[near].tolist(), 1.0)
    return out


def add(
    score: Score, scene: Scene, case: int, claimed: Mapping[int, float], group: str = ""
) -> None:
    """Score one case's list, as far as it is about a group."""
    true = meetings.contacts_of(scene.met)
    true = true.take(np.asarray(true.case == case))
    if group:
        full = group == IN_FULL
        true = true.take(np.asarray(np.isin(true.other, scene.full) == full))
        claimed = {p: chance for p, chance in claimed.items() if (p in scene.full) == full}
    contacts = set(true.other.tolist())
    findable = _findable(scene, true)
    ranked = sorted(claimed, key=lambda person: (-claimed[person], person))
    score.findable += len(findable)
    score.found += len(findable & claimed.keys())
    score.top_hits += len(contacts.intersection(ranked[: len(findable)]))
    score.listed += len(claimed)
    score.errors += [
        (claimed.get(person, 0.0) - (person in contacts)) ** 2
        for person in sorted(findable | (claimed.keys() - contacts))
    ]
    score.passed_over += len(_present(scene, case, group) - contacts - claimed.keys())
    others = np.array(sorted(findable), np.int32)
    alien = meetings.are_strangers(scene.city, np.full_like(others, case), others)
    score.strangers += int(alien.sum())
    score.strangers_sure += sum(claimed.get(p, 0.0) >= SURE for p in others[alien].tolist())


def _present(scene: Scene, case: int, group: str) -> set[int]:
    """Everybody else of whom the bundle has a row, as far as they are of a group."""
    persons = np.setdiff1d(scene.person, [-1, case])
    if group:
        persons = persons[np.isin(persons, scene.full) == (group == IN_FULL)]
    return set(persons.tolist())


def _findable(scene: Scene, true: Together) -> set[int]:
    """Contacts who left a trace."""
    found = set(true.other[np.isin(true.other, scene.full)].tolist())
    rows = np.flatnonzero(np.isin(scene.person, true.other))
    rows = rows[np.argsort(scene.person[rows], kind="stable")]
    for other, start, end in zip(true.other, true.start_s, true.end_s, strict=True):
        first, last = np.searchsorted(scene.person[rows], [other, other + 1])
        own = rows[first:last]
        if np.any((scene.start_s[own] <= end) & (scene.end_s[own] >= start)):
            found.add(int(other))
    return found


def pooled(scores: Iterable[Score]) -> Score:
    """All cases of some scores together."""
    out = Score()
    for score in scores:
        for name in (
            "findable",
            "found",
            "top_hits",
            "strangers",
            "strangers_sure",
            "listed",
            "passed_over",
        ):
            setattr(out, name, getattr(out, name) + getattr(score, name))
        out.errors += score.errors
    return out


def figures(score: Score, prefix: str) -> dict[str, float]:
    """The quantities of a score."""
    table = {
        "recall_findable": _share(score.found, score.findable),
        "precision_at_true": _share(score.top_hits, score.findable),
        "brier": _share(sum(score.errors), len(score.errors) + score.passed_over),
        "brier_listed": _share(sum(score.errors), len(score.errors)),
        "strangers_recall_p50": _share(score.strangers_sure, score.strangers),
        "findable": score.findable,
        "findable_strangers": score.strangers,
        "listed": score.listed,
        "considered": len(score.errors) + score.passed_over,
    }
    return {prefix + name: round(value, 4) for name, value in table.items()}


def _share(part: float, whole: int) -> float:
    return part / whole if whole else float("nan")
