"""An itinerary in a terminal: in order of time, gaps said, ends that name another day."""

from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from dongseon import records
from dongseon.cli import tables

SEOUL = ZoneInfo("Asia/Seoul")


def test_an_end_on_the_same_day_is_a_time_only() -> None:
    morning = datetime(2020, 5, 2, 0, 30, tzinfo=UTC)
    assert tables.span(morning, morning.replace(hour=3), SEOUL) == "Sat 02 May 09:30–12:30"


def test_an_end_on_another_day_names_it() -> None:
    evening = datetime(2020, 5, 2, 13, 30, tzinfo=UTC)
    assert tables.span(evening, evening.replace(hour=16), SEOUL).endswith("–Sun 01:30")


def test_a_place_has_its_name_and_category_and_a_spot_has_none(bundle: Path) -> None:
    places = records.read_bundle(bundle).places
    assert tables.place_text("cafe", places) == "Café (cafe)"
    assert tables.place_text(None, places) == "a place in no list"
    assert tables.place_text("gone", places) == "gone"
