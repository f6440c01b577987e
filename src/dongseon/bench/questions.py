"""Planted lies, omissions and oddities against the questions that a reconstruction raises.

What counts, and why, is in docs/method/itinerary.md ("How questions are scored").
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from dongseon.bench.lived import Planted
from dongseon.itinerary import Discrepancy

GROUPS: Mapping[str, tuple[str, ...]] = {
    "lies": ("lie",),
    "mistakes": ("day_shift", "mistaken_place"),
    "omissions": ("omission",),
    "oddities": (
        "card_by_family",
        "late_posting",
        "cancelled_order",
        "cctv_wrong_person",
        "phone_left_home",
    ),
}
TOLD = (*GROUPS["lies"], *GROUPS["mistakes"])
LEAST_OMITTED = timedelta(minutes=15)  # shorter stays need not be found, but asking is not wrong
LEAST_ROWS = 2  # one connection on an odd sector shows nothing, two do; so does one named place
LEAST_SHARED = timedelta(minutes=10)  # of a question with the true hours, or half of these
ABOUT_STATEMENTS = ("statement_contradicted", "omitted_stay", "undeclared_workplace")


@dataclass(slots=True)
class Count:
    """Planted things of one kind that evidence can show, and how many were asked about."""

    shown: int = 0
    found: int = 0


@dataclass(slots=True)
class Tally:
    """What became of the planted things and of the questions of some persons."""

    kinds: dict[str, Count] = field(default_factory=dict)
    persons: int = 0
    truthful: int = 0  # persons who said nothing untrue; forgetting is not untrue
    false: int = 0  # questions about nothing that was planted
    false_truthful: int = 0  # the same for the truthful
    repeated: int = 0  # questions about what another question was about already


def can_be_shown(planted: Planted, own: Collection[str] = ()) -> bool:
    """Whether the true rows of the bundle suffice to notice a planted thing, and it is worth asking.

    own: the person's registered home and place of work; that somebody was there needs no asking.
    """
    if planted.kind == "omission" and (
        planted.end - planted.start < LEAST_OMITTED or planted.place_id in own
    ):
        return False
    if planted.kind == "phone_left_home":
        return planted.named >= LEAST_ROWS  # one alone is as well a card that was lent
    return planted.named > 0 or planted.contradictions >= LEAST_ROWS


def add(
    tally: Tally,
    planted: Sequence[Planted],
    asked: Sequence[Discrepancy],
    *,
    times: Mapping[str, datetime],
    own: Collection[str],
) -> None:
    """Score one person. planted: of that person; times: when each record begins, by its id;
    own: registered home and place of work."""
    answered = [
        {k for k, what in enumerate(planted) if _is_about(question, what, times)}
        for question in asked
    ]
    for k, what in enumerate(planted):
        if can_be_shown(what, own):
            count = tally.kinds.setdefault(what.kind, Count())
            count.shown += 1
            count.found += any(k in about for about in answered)
    truthful = not any(what.kind in TOLD for what in planted)
    false = sum(not about for about in answered)
    tally.persons += 1
    tally.truthful += truthful
    tally.false += false
    tally.false_truthful += false * truthful
    tally.repeated += _repeated(answered)


def _repeated(answered: Sequence[set[int]]) -> int:
    """Questions that add nothing: what is left when as many as can have a planted thing of their own."""
    asked_by: dict[int, int] = {}

    def settle(question: int, tried: set[int]) -> bool:
        """Give a question something of its own, moving others if need be (an augmenting path)."""
        for what in sorted(answered[question] - tried):
            tried.add(what)
            if what not in asked_by or settle(asked_by[what], tried):
                asked_by[what] = question
                return True
        return False

    return sum(bool(about) and not settle(k, set()) for k, about in enumerate(answered))


def _is_about(question: Discrepancy, what: Planted, times: Mapping[str, datetime]) -> bool:
    """By the record that misleads, or, for what was said or left unsaid, by the true hours."""
    if what.record and what.record in (question.statement, *question.records):
        return True
    if what.record and what.kind not in TOLD:
        return False
    if what.kind != "phone_left_home" and question.kind not in ABOUT_STATEMENTS:
        return False
    shared = min(question.end, what.end) - max(question.start, what.start)
    least = min(what.end - what.start, question.end - question.start) / 2
    if shared >= min(LEAST_SHARED, least):
        return True
    # a question about several days is about the hours of its records
    days = question.kind == "undeclared_workplace"
    return days and any(what.start <= times[r] <= what.end for r in question.records if r in times)


def figures(tally: Tally) -> dict[str, float]:
    """Shares found and false questions a person, flat."""
    table: dict[str, float] = {}
    for group, kinds in GROUPS.items():
        shown = sum(tally.kinds[k].shown for k in kinds if k in tally.kinds)
        found = sum(tally.kinds[k].found for k in kinds if k in tally.kinds)
        table[f"{group}_shown"] = shown
        table[f"{group}_found"] = found / shown if shown else float("nan")
    for kind, count in sorted(tally.kinds.items()):
        table[f"{kind}_shown"] = count.shown
        table[f"{kind}_found"] = count.found
    wrong = tally.false + tally.repeated
    table["false_per_person"] = wrong / max(1, tally.persons)
    table["repeated_per_person"] = tally.repeated / max(1, tally.persons)
    table["truthful_persons"] = tally.truthful
    table["false_per_truthful_person"] = tally.false_truthful / max(1, tally.truthful)
    return table
