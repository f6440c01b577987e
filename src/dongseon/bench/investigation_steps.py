"""A program of the bench of investigations, in a console's process: cases asked about, reconstructed, ranked.

What officers sign is not counted.
"""

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from threading import Barrier
from typing import Any
from uuid import UUID

from django.db import connections

from dongseon import mandate
from dongseon.bench import investigation_officers as officers
from dongseon.bench import investigation_workbench
from dongseon.bench.investigation_officers import Office, Subject
from dongseon.console.cases.rules import Dates
from dongseon.console.investigations import queries, wire
from dongseon.console.running import working
from dongseon.console.tracing.types import ShownStay
from dongseon.console.workflows import reconstructing, reporting, who_was_there

MOST_STAYS = 5  # asked about for each case
LEAST_MIN = 30  # min; Itaewon
WARM_UP = 3  # cases that are not counted: of one alone, nobody may have been asked about any place
AGAIN_S = 0.02  # s until open requests are looked after again
STEPS = ("answers_s", "itinerary_s", "area_answers_s", "ranking_s")


def main(told: Mapping[str, Any]) -> dict[str, float]:
    """Time for one case alone, then for all of them, step by step; after some that warm up."""
    desk = officers.office(Path(told["offices"]), officers.wall)
    officers.bring_gazetteer(desk, told)
    onset_on = date.fromisoformat(told["onset_on"])
    case_ids = [opened(desk, onset_on, one) for one in told["cases"]]
    measured(desk, case_ids[:WARM_UP])  # compiles, and fills the caches of all processes
    case_ids = case_ids[WARM_UP:]
    begun = time.process_time()
    first = measured(desk, case_ids[:1])
    processor_s = time.process_time() - begun
    rest = measured(desk, case_ids[1:])
    several = {step: first[step] + rest[step] for step in STEPS}
    whole = sum(several.values())
    return {
        "one_case_s": round(sum(first.values()), 3),
        "hundred_cases_s": round(whole, 3) if len(case_ids) == 100 else float("nan"),
        "all_cases_s": round(whole, 3),
        "one_console_cpu_s": round(processor_s, 3),
        **{f"one_{step}": round(first[step], 3) for step in STEPS},
        **{f"all_{step}": round(several[step], 3) for step in STEPS},
        "records_per_case": round(
            sum(one.rows for c in case_ids for one in queries.slices_of(c)) / len(case_ids), 1
        ),
        **investigation_workbench.measured(desk, case_ids[0]),
    }


def opened(desk: Office, onset_on: date, one: Mapping[str, str]) -> UUID:
    """A confirmed case of the bench."""
    dates = Dates(reported_on=reporting.local_day(desk.clock()), onset_on=onset_on)
    return officers.opened(desk, Subject(one["phone"], one["card"], one["home"], dates))


def measured(desk: Office, case_ids: Sequence[UUID]) -> dict[str, float]:
    """Seconds of each step for these cases."""
    took = dict.fromkeys(STEPS, 0.0)
    for case_id in case_ids:
        officers.sign_all(desk, officers.draft(desk, case_id))
    took["answers_s"] = timed(lambda: answered(desk, case_ids))
    took["itinerary_s"] = each(
        case_ids, lambda one: reconstructing.run(now=desk.clock(), case_id=one)
    )
    for case_id in case_ids:
        batch = officers.ask_areas(desk, case_id, likeliest, least_stay_min=LEAST_MIN)
        if batch is not None:  # else never away, and nobody is asked
            officers.sign_all(desk, batch)
    took["area_answers_s"] = timed(lambda: answered(desk, case_ids))
    took["ranking_s"] = each(case_ids, lambda one: who_was_there.run(now=desk.clock(), case_id=one))
    return took


def timed(work: Callable[[], object]) -> float:
    """Seconds of some work."""
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun


def each(case_ids: Sequence[UUID], step: Callable[[UUID], object]) -> float:
    """Seconds of a step over cases, as many at once as the worker does jobs."""
    with at_once() as pool:
        return timed(lambda: list(pool.map(step, case_ids)))


@contextmanager
def at_once() -> Iterator[ThreadPoolExecutor]:
    """Threads as the worker has them, whose connections to the database end with them."""
    with ThreadPoolExecutor(working.AT_ONCE) as pool:
        yield pool
        together = Barrier(working.AT_ONCE)  # one a thread
        for done in [pool.submit(_leave, together) for _ in range(working.AT_ONCE)]:
            done.result()


def _leave(together: Barrier) -> None:
    connections.close_all()
    together.wait()


def answered(desk: Office, case_ids: Sequence[UUID]) -> None:
    """Pursue the requests of cases until none is open, as many at once as the worker does jobs."""
    waiting = [one for case_id in case_ids for one in officers.open_requests(case_id)]
    with at_once() as pool:
        while waiting:
            still = pool.map(lambda one: officers.pursued(one, desk.clock, wire.client), waiting)
            waiting = [one for one, is_open in zip(waiting, still, strict=True) if is_open]
            if waiting:
                time.sleep(AGAIN_S)


def likeliest(away: Sequence[ShownStay]) -> Sequence[ShownStay]:
    """The likeliest stays at listed places that are not delicate."""
    listed = [one for one in away if one.place_id and not mandate.is_sensitive(one.category)]
    return sorted(listed, key=lambda stay: -stay.probability)[:MOST_STAYS]
