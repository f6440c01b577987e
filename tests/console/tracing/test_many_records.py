"""The workbench costs the same for a fortnight with 20,000 records as for one with a few."""

from datetime import timedelta

from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.console.cast import browser_of
from tests.console.tracing import night
from tests.console.tracing.conftest import Stage

from dongseon.console.workflows.reconstructing_evidence import Rows

MOST_TIMES_THE_BYTES = 1.5


def fortnight(*, every_min: int) -> Rows:
    """A connection every so often for a fortnight, with cards and statements."""
    rows = Rows()
    for minute in range(0, 14 * 1_440, every_min):
        moment = night.at(0, 0) + timedelta(minutes=minute)
        hour, evening = minute % 1_440 / 60, minute // 1_440 % 7 < 5
        near = "S-ACADEMY" if evening and 17 <= hour < 21 else "S-HOME"
        rows.add(record_id=f"telco:2:{minute + 1}", source="base_station", start_utc=moment, end_utc=moment, base_station_id=near)  # fmt: skip
    for day in range(14):
        bought = night.at(day, 11)
        rows.add(record_id=f"card:2:{day + 1}", source="card", start_utc=bought, end_utc=bought, place_id=night.MART)  # fmt: skip
        rows.add(record_id=f"interview:2:{day + 1}", source="interview", start_utc=night.at(day, 16), end_utc=night.at(day, 22), place_id=night.HOME)  # fmt: skip
    return rows


def opened(stage: Stage, rows: Rows) -> tuple[int, int]:
    """Queries and bytes of the workbench, once these rows were reconstructed."""
    night.traced(stage.by, stage.now, stage.case_id, rows)
    browser = browser_of(stage.by)
    browser.get(f"/itineraries/{stage.case_id}/")  # what is read once a process is read
    with CaptureQueriesContext(connection) as asked:
        answer = browser.get(f"/itineraries/{stage.case_id}/")
    assert answer.status_code == 200
    return len(asked), len(answer.content)


def test_the_workbench_costs_no_more_for_many_records(stage: Stage) -> None:
    few = opened(stage, fortnight(every_min=12))
    rows = fortnight(every_min=1)
    assert len(rows) > 20_000
    many = opened(stage, rows)
    assert many[0] == few[0]
    assert many[1] <= MOST_TIMES_THE_BYTES * few[1]
