"""A program of the proof of outbreaks, in a console's process: every case investigated by scripted officers.

They do what two officers do on their pages, through the same workflows: report, ask, sign twice, reconstruct, ask who
was there, ask who those likely enough are, accept them. The household is named in the interview.
"""

import json
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import numpy as np
from django.db import transaction

from dongseon.bench import investigation_officers as officers
from dongseon.bench import outbreak_holders, outbreak_tree
from dongseon.bench.investigation_officers import Office, Subject
from dongseon.bench.outbreak_holders import Clock, Holders
from dongseon.bench.outbreak_tree import NEVER, Named, Positive, Traced, Tree
from dongseon.console.cases.rules import Dates
from dongseon.console.investigations import asked
from dongseon.console.investigations.types import Holder
from dongseon.console.registry.types import Identity
from dongseon.console.tracing.types import CandidateState, ShownStay
from dongseon.console.workflows import (
    reconstructing,
    reporting,
    who_was_there,
    who_was_there_asking,
    who_was_there_page,
)
from dongseon.console.workflows.who_was_there_page import CandidateLine, Relation
from dongseon.mandate import Kind

QUICK = (Kind.CONNECTION, Kind.CHECK_IN)  # cards took two days (S11): nobody waits for them
LIKELY = 0.5  # chance from which on officers ask about a stay
MOST_HOURS = 90.0  # h of all stays of one question; a mandate allows 96
MOST_STAYS = 8  # asked about for each case; assumption
MOST_NAMES = 15  # identified for each case, the greatest risk first: 10 to 20 traces are checked for one (S25)
WORK_S = 2.0  # s of the outbreak's clock that a step of the officers takes
FAMILY = Relation(certainty="high", exposure_type="household", relationship="family")
SEEN = Relation(certainty="medium", exposure_type="same_place")


def main(told: Mapping[str, Any]) -> dict[str, Any]:
    """One outbreak with one delay: what came of it, and what was found about each case."""
    tree = Tree(**dict(np.load(told["tree"])))
    clock = Clock(datetime.fromisoformat(told["begins"]).astimezone(UTC))
    known = Known(Path(told["known"]), told["delay_s"])
    with ExitStack() as closing:
        holders = outbreak_holders.opened(told["holders"], clock, closing)
        desk = officers.office(Path(told["offices"]), clock)
        officers.bring_gazetteer(desk, told)
        bureau = Bureau(desk, holders, clock, clock.now, tree, People.read(told["people"]), known)
        played = outbreak_tree.play(
            tree, until_s=told["until_s"], delay_s=told["delay_s"], trace=bureau.trace
        )
    np.savez(told["played"], happened=played.happened, positive_s=played.positive_s,
             named_s=played.named_s)  # fmt: skip
    return {
        "investigated": played.investigated,
        "through_the_console": len(known.own),
        "revealed": sorted(played.revealed),
        "named": sorted(played.named),
        "cpu_s": round(sum(one["cpu_s"] for one in known.own), 1),
    }


@dataclass(frozen=True, slots=True)
class People:
    """The residents, by number."""

    phones: Sequence[str]
    cards: Mapping[str, str]  # of the infected, by person
    homes: Mapping[str, str]  # likewise
    households: Mapping[str, Sequence[int]]  # likewise: who lives with them

    @staticmethod
    def read(path: str) -> "People":
        """As `outbreak.people_of` wrote them."""
        return People(**json.loads(Path(path).read_text(encoding="utf-8")))


class Known:
    """What investigations brought, a line each in a file: a run that was stopped goes on where it was.

    A case is investigated once: when it tests positive at another moment under another delay, what was found is used again.
    """

    def __init__(self, path: Path, delay_s: int) -> None:
        self._path, self._delay_s = path, delay_s
        lines = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
        self._found: dict[int, dict[str, Any]] = {
            one["case"]: one for one in map(json.loads, lines)
        }

    @property
    def own(self) -> list[dict[str, Any]]:
        """Those that were done for this delay."""
        return [one for one in self._found.values() if one["delay_s"] == self._delay_s]

    def of(self, case: Positive, investigate: Callable[[Positive], Traced]) -> Traced:
        """What is known of a case, or an investigation of it."""
        key = case.row
        if key not in self._found:
            began = time.process_time()
            found = investigate(case)
            line = {"case": key, "delay_s": self._delay_s, **found._asdict()} | {
                "cpu_s": round(time.process_time() - began, 2)
            }
            with self._path.open("a", encoding="utf-8") as file:
                file.write(json.dumps(line) + "\n")
            self._found[key] = line
        one = self._found[key]
        return Traced(tuple(Named(*who) for who in one["named"]), tuple(one["revealed"]))


@dataclass(slots=True)
class Bureau:
    """The officers of an outbreak while it lasts."""

    desk: Office
    holders: Holders
    clock: Clock
    begins: datetime
    tree: Tree
    people: People
    known: Known
    number_of: dict[str, int] = field(default_factory=dict)  # phone: person

    def __post_init__(self) -> None:
        self.number_of = {digits(phone): who for who, phone in enumerate(self.people.phones)}

    def trace(self, case: Positive) -> Traced:
        """Investigate a case, unless it was investigated before."""
        return self.known.of(case, self._investigated)

    def _investigated(self, case: Positive) -> Traced:
        self.clock.reach(self.begins + timedelta(seconds=case.positive_s))
        person = int(self.tree.person[case.row])
        case_id = officers.opened(self.desk, self._subject(case, person))
        family = list(self.people.households[str(person)])
        for who in family:
            self._name_relative(case_id, who)
        self._signed_and_answered(case_id, officers.draft(self.desk, case_id, QUICK))
        reconstructing.run(now=self.clock(), case_id=case_id)
        batch = officers.ask_areas(
            self.desk,
            case_id,
            lambda away: self._worth_asking(away, case),
            least_stay_min=who_was_there_asking.rule_on(self.clock()).least_stay_min,
            whom=finds_people,
        )
        revealed: list[int] = []
        if batch is not None:
            self._signed_and_answered(case_id, batch)
            who_was_there.run(now=self.clock(), case_id=case_id)
            revealed = self._identified(case_id)
        strangers = [who for who in revealed if who not in family and who != person]
        named = [Named(who, True) for who in family] + [Named(who, False) for who in strangers]
        return Traced(tuple(named), tuple(revealed))

    def _subject(self, case: Positive, person: int) -> Subject:
        onset_s = int(self.tree.onset_s[case.row])
        today = reporting.local_day(self.clock())
        ill = 0 <= onset_s <= case.positive_s or onset_s < -1
        onset_on = reporting.local_day(self.begins + timedelta(seconds=onset_s)) if ill else None
        dates = Dates(reported_on=today, onset_on=onset_on, sampled_on=today)
        return Subject(
            self.people.phones[person],
            self.people.cards[str(person)],
            self.people.homes[str(person)],
            dates,
        )

    def _name_relative(self, case_id: UUID, who: int) -> None:
        """Somebody of the household, as the case names them."""
        with transaction.atomic():
            who_was_there_page.add(
                by=self.desk.investigator.by,
                now=self.clock(),
                case_id=case_id,
                identity=Identity(name="Bench", phones=(self.people.phones[who],)),
                person_id=None,
                last_met=self.clock(),
                relation=FAMILY,
            )

    def _worth_asking(self, away: Sequence[ShownStay], case: Positive) -> Sequence[ShownStay]:
        """Likely stays before they stayed in, the surest and longest first, as many as one question allows."""
        likely = [one for one in away if one.probability >= LIKELY and self._was_out(one, case)]
        likely.sort(key=lambda one: -one.probability * hours(one))
        chosen, total = [], 0.0
        for one in likely[:MOST_STAYS]:
            total += hours(one)
            if total > MOST_HOURS:
                break
            chosen.append(one)
        return chosen

    def _was_out(self, stay: ShownStay, case: Positive) -> bool:
        if case.indoors_s == NEVER:
            return True
        return stay.arrived.likely < self.begins + timedelta(seconds=case.indoors_s)

    def _identified(self, case_id: UUID) -> list[int]:
        """Ask who those are who are likely enough, and accept them as contacts; all who were identified."""
        by = self.desk.investigator.by
        rule = who_was_there_asking.rule_on(self.clock())
        likely = [
            one.row.id
            for one in self._lines(case_id)
            if one.row.state is CandidateState.OPEN and one.row.probability >= rule.identify_from
        ]
        if not likely:
            return []
        with transaction.atomic():
            batch = who_was_there_asking.ask_identities(
                by=by,
                now=self.clock(),
                case_id=case_id,
                candidate_ids=likely[:MOST_NAMES],
                necessity=officers.NECESSITY,
                approver_keys=self.desk.approver_keys,
            )
        self._signed_and_answered(case_id, batch)
        who_was_there.take(now=self.clock(), case_id=case_id)
        named = [one for one in self._lines(case_id) if one.identity is not None]
        with transaction.atomic():
            who_was_there_page.accept_all(
                by=by,
                now=self.clock(),
                case_id=case_id,
                seen={one.row.id: one.row.version for one in named},
                relation=SEEN,
            )
        phones = {digits(one.identity.phones[0]) for one in named if one.identity}
        return sorted(self.number_of[phone] for phone in phones)

    def _lines(self, case_id: UUID) -> tuple[CandidateLine, ...]:
        with transaction.atomic():
            return who_was_there_page.show(
                by=self.desk.investigator.by, now=self.clock(), case_id=case_id
            ).lines

    def _signed_and_answered(self, case_id: UUID, batch: UUID) -> None:
        """Both sign, and the holders' answers are waited for. Raises RuntimeError for one that was refused."""
        officers.sign_all(self.desk, batch)
        self.clock.tick(WORK_S)
        waiting = officers.open_requests(case_id)
        while waiting:
            waiting = [
                one for one in waiting if officers.pursued(one, self.clock, self.holders.client)
            ]
            self.clock.tick(WORK_S)
        refused = [one for one in asked.of_batch(batch, area="") if one.state != "answered"]
        if refused:
            raise RuntimeError(f"{refused[0].holder_id}: {refused[0].state} {refused[0].problem}")


def finds_people(holder: Holder) -> bool:
    """Whether a holder's tokens lead to somebody who can be called: a card's do not."""
    return Kind.APPROVAL not in holder.kinds


def hours(stay: ShownStay) -> float:
    """How long a question about a stay reaches, in hours."""
    return (stay.left.latest - stay.arrived.earliest).total_seconds() / 3_600


def digits(phone: str) -> str:
    """A number in one spelling."""
    return "".join(filter(str.isdigit, phone))
