"""An outbreak replayed with tracing in it: quarantine takes infections out of a tree that is known. Pure.

The tree is that of a city in which nobody is traced: who infected whom, when, where, and when each sought a test.
Tracing is laid over it: a positive is traced, those named stay in from then on, and an infection that cannot happen
any more is removed together with all that came of it. Chance has one draw a person, the same whatever the delay.
"""

import heapq
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np

from dongseon.records.columns import Bools, Codes, Floats, Ints

NEVER = 2**62
DAY_S = 86_400
QUARANTINE_S = 14 * DAY_S  # from being named; from the last contact in the guidance (S24)
MONITORED_S = DAY_S // 2  # onset to specimen in quarantine: two calls a day (S24)
ISOLATING_S = round(0.15 * DAY_S)  # result to isolation, as in the city; assumption
DETECTABLE_S = round(1.5 * DAY_S)  # infection to a positive PCR, as in the city; assumption
EXIT_TEST_S = 13 * DAY_S  # of the household, from being named, as in the city; assumption
APART = 0.5  # what a quarantine at home leaves of infections there, as in the city; assumption


@dataclass(frozen=True, slots=True, eq=False)
class Tree:
    """Who infected whom. Row = infected person, by time of infection."""

    person: Codes  # (n,)
    infector: Codes  # (n,) row, -1 = came from outside
    at_home: Bools  # (n,) infected by somebody of their household, at home
    infected_s: Ints  # (n,) below 0 = before the first day
    onset_s: Ints  # (n,) -1 = no symptoms ever
    confirmed_s: Ints  # (n,) on their own account, -1 = never
    spared: Floats  # (n,) one draw each, 0 to 1: whether an infection at home happens in quarantine
    result_s: Ints  # (n,) one draw each: specimen to result of a contact's test

    def __len__(self) -> int:
        return len(self.person)


class Named(NamedTuple):
    """Somebody whom an investigation named as a contact."""

    person: int
    household: bool


class Traced(NamedTuple):
    """What an investigation of one case brought."""

    named: tuple[Named, ...]
    revealed: tuple[int, ...]  # persons whose identity a holder told


class Positive(NamedTuple):
    """A case that is to be investigated."""

    row: int
    positive_s: int
    indoors_s: int  # since when they stayed in as somebody's contact; NEVER = did not


Trace = Callable[[Positive], Traced]


@dataclass(frozen=True, slots=True, eq=False)
class Played:
    """An outbreak with its tracing."""

    happened: Bools  # (n,) infections that were not prevented
    positive_s: Ints  # (n,) NEVER = never found
    named_s: (
        Ints  # (n,) when a contact's case named them first, if they were infected; NEVER = never
    )
    revealed: frozenset[int]  # persons whose identity was told by a holder
    named: frozenset[int]  # everybody who was named, infected or not
    investigated: int


@dataclass(slots=True, eq=False)
class _State:
    """A replay while it goes on."""

    happened: Bools
    positive_s: Ints
    row_of: dict[int, int]
    indoors: dict[int, tuple[int, bool]] = field(default_factory=dict)  # person: since, household
    revealed: set[int] = field(default_factory=set)
    events: list[tuple[int, int, int]] = field(default_factory=list)  # time, kind, row or person
    household: set[int] = field(default_factory=set)  # persons named as living with a case
    investigated: int = 0


INFECTED, NAMED, POSITIVE = 0, 1, 2  # kinds of event; at one moment in this order


def play(tree: Tree, *, until_s: int, delay_s: int | None, trace: Trace) -> Played:
    """Replay the outbreak to a moment, everybody who is named staying in `delay_s` after the positive.

    None: nobody is traced. `trace` is asked once for each case, in the order of their results.
    """
    state = _State(
        happened=np.zeros(len(tree), np.bool_),
        positive_s=np.full(len(tree), NEVER, np.int64),
        row_of={int(person): row for row, person in enumerate(tree.person)},
    )
    state.events = [(int(at), INFECTED, row) for row, at in enumerate(tree.infected_s)]
    heapq.heapify(state.events)
    while state.events and state.events[0][0] < until_s:
        at_s, kind, which = heapq.heappop(state.events)
        if kind == INFECTED:
            _infect(tree, state, which, at_s)
        elif kind == NAMED:
            _keep_in(tree, state, which, at_s)
        elif state.positive_s[which] == NEVER:
            state.positive_s[which] = at_s
            if delay_s is not None:
                _investigate(tree, state, which, at_s, delay_s, trace)
    since = [state.indoors.get(int(person), (NEVER, False))[0] for person in tree.person]
    return Played(
        happened=state.happened,
        positive_s=state.positive_s,
        named_s=np.where(state.happened, np.array(since, np.int64), NEVER),
        revealed=frozenset(state.revealed),
        named=frozenset(state.indoors),
        investigated=state.investigated,
    )


def _infect(tree: Tree, state: _State, row: int, at_s: int) -> None:
    """An infection happens unless whoever gave it was not there, or stayed in, or whoever got it did."""
    source, person = int(tree.infector[row]), int(tree.person[row])
    if source >= 0:
        if not state.happened[source] or _isolated(state, source, at_s):
            return
        inside = _indoors(state, int(tree.person[source]), at_s) or _indoors(state, person, at_s)
        if inside and not (tree.at_home[row] and tree.spared[row] < APART):
            return
    state.happened[row] = True
    if tree.confirmed_s[row] >= 0:
        heapq.heappush(state.events, (int(tree.confirmed_s[row]), POSITIVE, row))
    if _indoors(state, person, at_s):
        _plan_test(tree, state, row, at_s)


def _keep_in(tree: Tree, state: _State, person: int, at_s: int) -> None:
    """Somebody hears that they are a contact: they stay in, and are tested if they fall ill."""
    if _indoors(state, person, at_s):
        return
    state.indoors.setdefault(person, (at_s, person in state.household))
    row = state.row_of.get(person, -1)
    if row >= 0 and state.happened[row] and state.positive_s[row] == NEVER:
        _plan_test(tree, state, row, at_s)


def _plan_test(tree: Tree, state: _State, row: int, at_s: int) -> None:
    """A contact's specimen: half a day after onset; of the household also at once, and at the end."""
    since_s, household = state.indoors[int(tree.person[row])]
    infected_s, onset_s = int(tree.infected_s[row]), int(tree.onset_s[row])
    turns = []
    if 0 <= onset_s < since_s + QUARANTINE_S:
        turns.append(max(onset_s, at_s) + MONITORED_S)
    if household:
        turns += [one for one in (since_s, since_s + EXIT_TEST_S) if one >= at_s]
    shows = [one for one in turns if one >= infected_s + DETECTABLE_S]
    if shows:
        result_s = min(shows) + int(tree.result_s[row])
        heapq.heappush(state.events, (result_s, POSITIVE, row))


def _investigate(
    tree: Tree, state: _State, row: int, at_s: int, delay_s: int, trace: Trace
) -> None:
    indoors_s = state.indoors.get(int(tree.person[row]), (NEVER, False))[0]
    found = trace(Positive(row, at_s, min(indoors_s, NEVER)))
    state.investigated += 1
    state.revealed.update(found.revealed)
    for one in found.named:
        if one.household:
            state.household.add(one.person)
        heapq.heappush(state.events, (at_s + delay_s, NAMED, one.person))


def _isolated(state: _State, row: int, at_s: int) -> bool:
    return bool(at_s >= state.positive_s[row] + ISOLATING_S)


def _indoors(state: _State, person: int, at_s: int) -> bool:
    since_s, _household = state.indoors.get(person, (NEVER, False))
    return since_s <= at_s < since_s + QUARANTINE_S


# ── what came of it ──────────────────────────────────────────────────────────────────────────


def reproduction(tree: Tree, played: Played, *, until_s: int) -> tuple[float, float]:
    """Mean of those whom each infected the day of whose own infection lies in [0, until_s), and its standard error."""
    children = np.bincount(
        tree.infector[played.happened & (tree.infector >= 0)], minlength=len(tree)
    )
    cohort = played.happened & (tree.infected_s >= 0) & (tree.infected_s < until_s)
    mine = children[cohort]
    if len(mine) < 2:
        return float("nan"), float("nan")
    return float(mine.mean()), float(mine.std(ddof=1) / np.sqrt(len(mine)))


def found_before(tree: Tree, played: Played, *, until_s: int) -> tuple[int, int]:
    """Of those infected in the city before a moment: how many were named before their own positive, and all."""
    asked = played.happened & (tree.infector >= 0) & (tree.infected_s < until_s)
    early = asked & (played.named_s < played.positive_s)
    return int(early.sum()), int(asked.sum())
