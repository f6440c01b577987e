"""The files of a trace are what the page of formats promises."""

import csv
import io
import json
from datetime import UTC, datetime, timedelta

import numpy as np
import pytest

from dongseon.cli import results
from dongseon.contacts.types import Contact
from dongseon.itinerary.types import (
    Discrepancy,
    Gap,
    Itinerary,
    Moment,
    Posterior,
    Rival,
    Stay,
    Stretch,
    Trip,
)
from dongseon.records.columns import Period

NIGHT = datetime(2020, 5, 1, 15, tzinfo=UTC)  # midnight in Seoul


def minutes(count: int) -> timedelta:
    return timedelta(minutes=count)


def moment(count: int, slack: int = 2) -> Moment:
    return Moment(
        NIGHT + minutes(count - slack), NIGHT + minutes(count), NIGHT + minutes(count + slack)
    )


def itinerary(place_id: str = "cafe") -> Itinerary:
    return Itinerary(
        person_id="=cmd|'1'!A1",
        period=Period(NIGHT, NIGHT + minutes(600)),
        stays=(
            Stay(
                place_id,
                127.0276123456,
                37.4979,
                "cafe",
                moment(60),
                moment(120),
                0.912345,
                ("card.csv:2",),
                (Rival("bar", 0.05),),
            ),
            Stay(None, float("nan"), float("nan"), "", moment(200), moment(300), 0.5, (), ()),
        ),
        trips=(Trip(NIGHT + minutes(120), NIGHT + minutes(140), "walk"),),
        gaps=(Gap(NIGHT + minutes(400), NIGHT + minutes(600)),),
        discrepancies=(
            Discrepancy(
                "statement_contradicted",
                NIGHT + minutes(60),
                NIGHT + minutes(120),
                "interview.csv:3",
                ("card.csv:2",),
                "Said home; the card was used in a café.",
                "집에 있었다고 진술했으나 카페에서 카드를 사용함.",
            ),
        ),
        stretches=(
            Stretch(NIGHT, NIGHT + minutes(60), None, 0.8),
            Stretch(NIGHT + minutes(60), NIGHT + minutes(600), place_id, 0.912345),
        ),
        posterior=Posterior(
            60, np.zeros(2, np.int64), np.zeros(0, np.int32), np.zeros(0, np.float64)
        ),
    )


def contact(**changed: str) -> Contact:
    facts = {"person_id": "P2", "place_id": "cafe", "reason": "Same café, 40 minutes."} | changed
    return Contact(
        start=NIGHT,
        end=NIGHT + minutes(45),
        minutes=40.04,
        minutes_low=30,
        minutes_high=45,
        probability=0.98765,
        distance_class="same_room",
        setting="cafe",
        infectiousness=1.0,
        risk=0.5,
        tier="close",
        reason_ko="같은 카페에 40분.",
        **facts,
    )


def rows_of(file: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(file.decode("utf-8"), newline="")))


def test_the_itinerary_has_the_keys_that_programs_read() -> None:
    document = results.itinerary_document(itinerary())
    assert set(document) == {"person_id", "period", "stays", "trips", "gaps", "discrepancies"}
    assert set(document["stays"][0]) == {
        "place_id", "lon", "lat", "category", "arrived", "left", "probability", "evidence", "rivals",
    }  # fmt: skip
    assert document["stays"][0]["arrived"] == {
        "earliest": "2020-05-02T00:58:00+09:00",
        "likely": "2020-05-02T01:00:00+09:00",
        "latest": "2020-05-02T01:02:00+09:00",
    }
    assert document["stays"][0]["rivals"] == [{"place_id": "bar", "probability": 0.05}]
    assert document["trips"] == [
        {"from": "2020-05-02T02:00:00+09:00", "to": "2020-05-02T02:20:00+09:00", "mode": "walk"}
    ]
    assert {"kind", "from", "to", "statement", "records", "explanation"} <= set(
        document["discrepancies"][0]
    )


def test_an_anonymous_stay_without_position_is_null_not_nan() -> None:
    file = results.json_file(results.itinerary_document(itinerary()))
    stay = json.loads(file)["stays"][1]
    assert (stay["place_id"], stay["lon"], stay["lat"]) == (None, None, None)


def test_json_keeps_a_formula_as_it_is() -> None:
    document = json.loads(results.json_file(results.itinerary_document(itinerary())))
    assert document["person_id"] == "=cmd|'1'!A1"


def test_the_minutes_cover_the_period_and_leave_the_way_empty() -> None:
    header, *rows = rows_of(results.minutes_csv(itinerary()))
    assert header == ["from", "to", "place_id", "probability"]
    assert rows[0][2] == ""
    assert rows[0][1] == rows[1][0]
    assert rows[1][2:] == ["cafe", "0.9123"]


@pytest.mark.parametrize("name", ["=1+1", "+82", "-2", "@SUM(A1)", "\t=1", "\r=1"])
def test_no_cell_of_a_csv_is_run_by_a_spreadsheet(name: str) -> None:
    file = results.contacts_csv([contact(person_id=name, reason=name)], "Asia/Seoul")
    row = rows_of(file)[1]
    assert row[0] == "'" + name
    assert row[-2] == "'" + name
    assert rows_of(results.minutes_csv(itinerary(name)))[2][2] == "'" + name


def test_contacts_have_the_columns_that_programs_read() -> None:
    header, row = rows_of(results.contacts_csv([contact()], "Asia/Seoul"))
    assert header == [
        "person_id", "place_id", "from", "to", "minutes", "minutes_low", "minutes_high",
        "probability", "infectiousness", "risk", "tier", "reason", "probability_15_min",
    ]  # fmt: skip
    assert row == [
        "P2", "cafe", "2020-05-02T00:00:00+09:00", "2020-05-02T00:45:00+09:00", "40.0", "30.0",
        "45.0", "0.9877", "1.0000", "0.500000", "close", "Same café, 40 minutes.", "0.0000",
    ]  # fmt: skip


def test_half_a_surrogate_pair_does_not_stop_the_writing() -> None:
    assert b"?" in results.contacts_csv([contact(reason="\ud83d")], "Asia/Seoul")
