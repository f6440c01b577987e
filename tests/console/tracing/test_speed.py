"""The workbench is there within a second for a fortnight with 20,000 records."""

import time
from datetime import timedelta

from tests.console.cast import browser_of
from tests.console.tracing import night
from tests.console.tracing.conftest import Stage

from dongseon.console.workflows.reconstructing_evidence import Rows

MOST_S = 1.0  # s of processor time of one page; others may use the machine at the same time


def fortnight() -> Rows:
    """A connection a minute for a fortnight, with cards and statements."""
    rows = Rows()
    for minute in range(14 * 1_440):
        moment = night.at(0, 0) + timedelta(minutes=minute)
        hour, evening = minute % 1_440 / 60, minute // 1_440 % 7 < 5
        near = "S-ACADEMY" if evening and 17 <= hour < 21 else "S-HOME"
        rows.add(record_id=f"telco:2:{minute + 1}", source="base_station", start_utc=moment, end_utc=moment, base_station_id=near)  # fmt: skip
    for day in range(14):
        bought = night.at(day, 11)
        rows.add(record_id=f"card:2:{day + 1}", source="card", start_utc=bought, end_utc=bought, place_id=night.MART)  # fmt: skip
        rows.add(record_id=f"interview:2:{day + 1}", source="interview", start_utc=night.at(day, 16), end_utc=night.at(day, 22), place_id=night.HOME)  # fmt: skip
    return rows


def test_the_workbench_opens_within_a_second(stage: Stage) -> None:
    rows = fortnight()
    assert len(rows) > 20_000
    night.traced(stage.by, stage.now, stage.case_id, rows)
    browser = browser_of(stage.by)
    browser.get(f"/itineraries/{stage.case_id}/")  # what is read once a process is read
    begun = time.process_time()
    answer = browser.get(f"/itineraries/{stage.case_id}/")
    taken_s = time.process_time() - begun
    assert answer.status_code == 200
    assert taken_s <= MOST_S, f"{taken_s:.2f} s"
