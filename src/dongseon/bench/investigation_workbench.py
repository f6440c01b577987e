"""The workbench of a case of the bench whose phone connects each minute: how long the server takes for the whole page."""

import statistics
import time
from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import pairwise
from uuid import UUID

from django.core.management import call_command
from django.db import transaction

from dongseon.bench.console_browsing import employed, signed_in
from dongseon.bench.investigation_officers import AREA, Office
from dongseon.console.access.roles import Role
from dongseon.console.investigations import queries as investigations
from dongseon.console.workflows import investigating, reconstructing, reconstructing_evidence
from dongseon.console.workflows.reconstructing_evidence import Rows
from dongseon.errors import NotFound

MOST_RECORDS = 20_000
DAYS = 14
PAGES = 9  # after two that warm up
MINUTE = timedelta(minutes=1)


def measured(desk: Office, case_id: UUID) -> dict[str, float]:
    """`workbench_s`, the median of several pages, `workbench_cpu_s` likewise, and how many records lie below it."""
    call_command("collectstatic", "--no-input", verbosity=0)
    records = crowded(desk, case_id)
    with transaction.atomic():
        officer = employed(str(case_id), role=Role.INVESTIGATOR, area=AREA, since=desk.clock())
        browser = signed_in(officer)
    wall_s, cpu_s = [], []
    for _ in range(PAGES + 2):
        begun, used = time.perf_counter(), time.process_time()
        answer = browser.get(f"/itineraries/{case_id}/")
        wall_s.append(time.perf_counter() - begun)
        cpu_s.append(time.process_time() - used)
        if answer.status_code != 200:
            raise NotFound(f"the workbench answers with {answer.status_code}")
    return {
        "workbench_s": round(statistics.median(wall_s[2:]), 3),
        "workbench_cpu_s": round(statistics.median(cpu_s[2:]), 3),
        "workbench_records": records,
    }


def crowded(desk: Office, case_id: UUID) -> int:
    """Keep a version of the case that rests on 20,000 records or a few more; how many they are."""
    found = investigations.one(case_id, area="")
    by, now = desk.investigator.by, desk.clock()
    with transaction.atomic():
        look = investigating.look_at(by=by, now=now, found=found, act="tracing.reconstruct")
        rows = reconstructing_evidence.gathered(case_id, look)
        facts = reconstructing.facts_of(found, look)
        evidence = reconstructing_evidence.evidence_of(
            each_minute(fortnight(rows)), person_id=str(case_id), facts=facts
        )
        if evidence is None:
            raise NotFound("a case without a record")
        made = reconstructing.reconstructed(evidence)
        reconstructing.keep(by=by, now=now, case_id=case_id, made=made, look=look)
    return len(evidence.records)


def fortnight(rows: Rows) -> Rows:
    """The rows of a few days, told again of the days before until they fill two weeks."""
    said = [line for line in reconstructing_evidence.lines(rows) if line["start_utc"]]
    starts = [one["start_utc"] for one in said if isinstance(one["start_utc"], datetime)]
    days = (max(starts) - min(starts)).days + 1
    whole = Rows()
    for back in range(0, DAYS, days):
        for line in said:
            whole.add(**{name: _before(value, back) for name, value in line.items()})
            whole.columns["record_id"][-1] = f"{back}:{line['record_id']}"
    return whole


def _before(value: object, days: int) -> object:
    return value - timedelta(days=days) if isinstance(value, datetime) else value


def each_minute(rows: Rows) -> Rows:
    """The rows, with a connection each minute at the sector that was heard last, as far as there is room."""
    dense = reconstructing_evidence.merged([rows])
    heard = sorted(connections(rows))
    for (begin, sector), (end, _next) in pairwise(heard):
        moment = begin + MINUTE
        while moment < end and len(dense) < MOST_RECORDS:
            dense.add(
                record_id=f"minute:{moment:%j%H%M}:1",
                source="base_station",
                start_utc=moment,
                end_utc=moment,
                base_station_id=sector,
            )
            moment += MINUTE
    return dense


def connections(rows: Rows) -> Iterator[tuple[datetime, str]]:
    """When which sector heard the phone."""
    for said in reconstructing_evidence.lines(rows):
        start = said["start_utc"]
        if said["base_station_id"] and isinstance(start, datetime):
            yield start, str(said["base_station_id"])
