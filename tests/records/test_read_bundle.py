"""Every source of a bundle becomes records; dialects, spellings and identities of real holders."""

import datetime as dt
import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from dongseon.errors import InvalidInput, NotFound
from dongseon.records import EVENTS, SOURCES, Evidence, Period, read_bundle

from .conftest import GPS, PERSONS, PLACES, STATIONS, Files, told

Read = Callable[[Files], Evidence]


def what(evidence: Evidence) -> list[tuple[str, str, str]]:
    """Person, source and event of each record."""
    records = evidence.records
    return [
        (records.person[row], SOURCES[records.source[row]], EVENTS[records.event[row]])
        for row in range(len(records))
    ]


def test_each_source_of_one_day_becomes_records(bundle: Path) -> None:
    evidence = read_bundle(bundle)
    assert told(evidence) == []
    assert (evidence.notices, evidence.duplicates, evidence.outside_period) == ((), 0, 0)
    assert what(evidence) == [
        ("01000000009", "check_in", "check_in"),
        ("P1", "base_station", "connection"),
        ("P1", "transit", "board"),
        ("P1", "transit", "alight"),
        ("P1", "base_station", "connection"),
        ("P1", "interview", "statement"),
        ("P1", "gps", "fix"),
        ("P1", "gps", "fix"),
        ("P1", "gps", "fix"),
        ("P1", "check_in", "check_in"),
        ("P1", "card", "approval"),
        ("P1", "cctv", "sighting"),
        ("P1", "base_station", "connection"),
        ("P2", "base_station", "connection"),
        ("P2", "base_station", "connection"),
        ("P2", "card", "approval"),
    ]


def test_a_record_carries_what_its_source_says(bundle: Path) -> None:
    evidence = read_bundle(bundle)
    records = evidence.records
    row_of = {record_id: row for row, record_id in enumerate(records.record_id)}
    tap, sighting = row_of["transit.csv:2"], row_of["cctv.csv:2"]
    fix, statement = row_of["gps.csv:2"], row_of["interview.csv:2"]
    assert records.vehicle[tap] == "7/1234"
    assert records.start[tap] == np.datetime64("2020-05-01T23:00:00")
    assert records.reliability[sighting] == 0.9
    assert records.end[sighting] - records.start[sighting] == np.timedelta64(19, "m")
    assert evidence.places.place_id[records.place[sighting]] == "cafe"
    assert (records.lon_deg[fix], records.lat_deg[fix], records.error_radius_m[fix]) == (
        127.04,
        37.5,
        10,
    )
    assert records.place[fix] == records.base_station[fix] == -1
    assert records.text[statement] == "at work"
    assert json.loads(records.attributes[statement]) == {"asked_at": "2020-05-03T10:00:00"}
    connection = row_of["base_station.csv:2"]
    assert evidence.stations.base_station_id[records.base_station[connection]] == "S1"


def test_persons_places_and_stations_are_sorted_by_id(bundle: Path) -> None:
    evidence = read_bundle(bundle)
    assert evidence.persons.person_id == ("P1", "P2")
    assert evidence.persons.home_place_id == ("home1", "home2")
    assert evidence.persons.cards == (("40001",), ("40002",))
    assert evidence.persons.index("P2") == 1
    assert list(evidence.places.place_id) == sorted(evidence.places.place_id)
    assert evidence.places.opens_min[evidence.places.position["office"]] == 9 * 60
    assert evidence.stations.base_station_id == ("S1", "S2", "S3")
    with pytest.raises(NotFound, match=r"person 'P3' is not in persons\.csv"):
        evidence.persons.index("P3")


KOREAN = "카드번호,승인일시,가맹점,취소여부,금액\n1111 2222,2020/03/02 09:30,S1,아니오,4500\n1111-2222,2020.03.02 오후 9:30,S2,취소,-4500\n"
PROFILE = '[profile.card]\ncolumns = {card = "카드번호", at = "승인일시", place_id = "가맹점", cancelled = "취소여부", amount = "금액"}\n'


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp949", "euc-kr", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_a_korean_card_file_is_read_in_any_encoding_and_delimiter(
    read: Read, encoding: str, delimiter: str
) -> None:
    card = KOREAN.replace(",", delimiter).encode(encoding)
    evidence = read({"gps.csv": None, "card.csv": card, "bundle.toml": PROFILE})
    assert told(evidence) == []
    assert what(evidence) == [("P1", "card", "approval"), ("P1", "card", "cancellation")]
    assert evidence.records.start[1] == np.datetime64("2020-03-02T12:30:00")
    assert evidence.records.attributes.tolist() == ['{"amount": "4500"}', '{"amount": "-4500"}']


def test_a_profile_overrides_what_would_be_detected(read: Read) -> None:
    settings = '[profile.gps]\nencoding = "utf-16"\ndelimiter = ";"\n'
    text = "phone;at;lon;lat;a,b,c,d\n01012345678;2020-03-02T09:00;127;37.5;x\n"
    evidence = read({"bundle.toml": settings, "gps.csv": text.encode("utf-16-le")})
    assert evidence.records.attributes.tolist() == ['{"a,b,c,d": "x"}']


@pytest.mark.parametrize("encoding", ["cp949", "utf-8-sig"])
def test_a_profile_may_name_the_encoding_that_is_there(read: Read, encoding: str) -> None:
    evidence = read(
        {"bundle.toml": f'[profile.places]\nencoding = "{encoding}"', "places.csv": (PLACES + "S3,집,127,37,1\n").encode(encoding)}
    )  # fmt: skip
    assert evidence.places.category[2] == "집"


def test_settings_may_begin_with_a_byte_order_mark(read: Read) -> None:
    assert (
        read({"bundle.toml": b'\xef\xbb\xbftimezone = "Asia/Tokyo"'}).period.timezone
        == "Asia/Tokyo"
    )


@pytest.mark.parametrize(
    "spelling",
    ["010-1234-5678", "01012345678", "+82 10 1234 5678", "+82-(0)10-1234-5678", "82 10-1234-5678",
     "0082 10 1234 5678", "1012345678", "010.1234.5678", "'01012345678"],
)  # fmt: skip
def test_a_phone_number_is_one_however_it_is_written(read: Read, spelling: str) -> None:
    row = f"{spelling},2020-03-02T09:00:00,127.04,37.5\n"
    evidence = read({"gps.csv": "phone,at,lon,lat\n" + row})
    assert what(evidence)[0][0] == "P1"


def test_pseudonyms_are_no_numbers(read: Read) -> None:
    rows = "a1,2020-03-02T09:00,127.04,37.5\nb1,2020-03-02T09:00,127.04,37.5\n"
    evidence = read({"gps.csv": "phone,at,lon,lat\n" + rows})
    assert [person for person, _, _ in what(evidence)] == ["a1", "b1"]


def test_masked_numbers_are_one_only_if_the_same_digits_show(read: Read) -> None:
    rows = "".join(
        f"{phone},2020-03-02T09:00,127.04,37.5\n"
        for phone in ("010-****-5678", "010****5678", "01012**5678", "010-5678")
    )
    evidence = read({"gps.csv": "phone,at,lon,lat\n" + rows})
    assert [person for person, _, _ in what(evidence)] == [
        "010****5678",
        "010-5678",
        "01012**5678",
    ]


def test_a_card_is_known_with_and_without_hyphens_also_as_a_transit_card(read: Read) -> None:
    evidence = read(
        {
            "card.csv": "card,at,place_id\n11 11 2222,2020-03-02T10:00,S1\n",
            "transit.csv": "transit_card,at,kind,place_id,line\n1111-2222,2020-03-02T09:30,승차,S1,2\nT1,2020-03-02T09:40,하차,S1,2\n",
        }
    )
    assert what(evidence)[1:] == [
        ("P1", "transit", "board"),
        ("P1", "transit", "alight"),
        ("P1", "card", "approval"),
    ]
    assert evidence.records.vehicle[1] == ""  # a line alone is no vehicle that people share
    assert evidence.records.attributes[1] == '{"line": "2"}'


def test_an_unlisted_number_goes_by_its_first_spelling_in_text_order(read: Read) -> None:
    rows = "010 9999 0000,2020-03-02T09:00,S1\n010-9999-0000,2020-03-02T09:10,S1\n"
    evidence = read({"check_in.csv": "phone,at,place_id\n" + rows})
    assert [person for person, _, _ in what(evidence)] == ["010 9999 0000", "010 9999 0000", "P1"]


def test_an_unlisted_number_that_reads_like_a_person_gets_its_kind_in_front(read: Read) -> None:
    evidence = read(
        {
            "persons.csv": "person_id,phone\n7,01012345678\n",
            "check_in.csv": "phone,at,place_id\n7,2020-03-02T09:00,S1\n",
            "card.csv": "card,at,place_id\n7,2020-03-02T09:00,S1\n",
        }
    )
    assert {person for person, _, _ in what(evidence)} == {"7", "phone 7", "card 7"}


@pytest.mark.parametrize("said", ["true", "TRUE", "Y", "1", "예", "취소"])
def test_a_cancelled_approval_is_a_cancellation(read: Read, said: str) -> None:
    evidence = read({"card.csv": f"card,at,place_id,cancelled\n1,2020-03-02T09:00,S1,{said}\n"})
    assert what(evidence)[0] == ("1", "card", "cancellation")


@pytest.mark.parametrize("said", ["false", "N", "0", "아니오", "정상", ""])
def test_any_other_approval_stands(read: Read, said: str) -> None:
    evidence = read({"card.csv": f"card,at,place_id,cancelled\n1,2020-03-02T09:00,S1,{said}\n"})
    assert what(evidence)[0] == ("1", "card", "approval")


def test_a_connection_without_an_end_is_an_instant(read: Read) -> None:
    evidence = read({"base_station.csv": "phone,from,base_station_id\n010,2020-03-02T09:00,B1\n"})
    assert evidence.records.start[0] == evidence.records.end[0]


def test_an_interview_may_name_a_place_in_words(read: Read) -> None:
    header = "person_id,from,to,place_id,place_text,statement\n"
    rows = "P1,2020-03-02T10:00,2020-03-02T11:00,,a gym,\nP1,2020-03-02T12:00,2020-03-02T13:00,S1,,lunch\n"
    evidence = read({"interview.csv": header + rows})
    assert evidence.records.text.tolist() == ["", "a gym", "lunch"]
    assert evidence.records.place.tolist() == [-1, -1, 0]


def test_a_line_is_counted_as_an_editor_shows_it(read: Read) -> None:
    header = "\nphone,at,lon,lat,memo\n"
    rows = [
        '01012345678,2020-03-02T09:00,127,37.5,"two\r\nlines"\r\n',
        "\r\n",
        "01012345678,2020-03-02T09:01,127,37.5,x\r\n",
        "  \r\n",
        "01012345678,never,127,37.5,x",
    ]
    evidence = read({"gps.csv": header + "".join(rows)})
    assert evidence.records.record_id.tolist() == ["gps.csv:3", "gps.csv:6"]
    assert [(r.line, r.column) for r in evidence.rejects] == [(8, "at")]
    assert json.loads(evidence.records.attributes[0]) == {"memo": "two\r\nlines"}


def test_a_header_may_hold_line_breaks_blanks_capitals_and_nameless_columns(read: Read) -> None:
    header = '"pho\nne", AT ,Lon,LAT,,memo,memo,\n'
    settings = '[profile.gps]\ncolumns = { phone = "pho\\nne" }'
    evidence = read(
        {
            "bundle.toml": settings,
            "gps.csv": header + "01012345678,2020-03-02T09:00,127,37.5,a,b,c,\n",
        }
    )
    assert json.loads(evidence.records.attributes[0]) == {
        "column 5": "a",
        "memo": "b",
        "memo (column 7)": "c",
    }
    assert evidence.records.record_id[0] == "gps.csv:3"


def test_empty_cells_beyond_the_header_are_no_fault(read: Read) -> None:
    assert told(read({"gps.csv": GPS.replace(",10\n", ",10,,,\n")})) == []


def test_extra_columns_are_kept_even_where_another_table_knows_their_name(read: Read) -> None:
    gps = "phone,at,lon,lat,confidence,to\n01012345678,2020-03-02T09:00,127,37.5,95,nowhere\n"
    evidence = read(
        {"gps.csv": gps, "persons.csv": PERSONS.replace("\n", ",age\n", 1).replace("T-1", "T-1,41")}
    )
    assert json.loads(evidence.records.attributes[0]) == {"confidence": "95", "to": "nowhere"}
    assert evidence.persons.attributes == ('{"age": "41"}',)


def test_places_and_stations_keep_their_optional_columns(read: Read) -> None:
    evidence = read(
        {
            "places.csv": "place_id,name,category,lon,lat,radius_m,indoor,capacity,opens,closes\nS1,Bar,bar,127,37.5,5,예,20,18:00,24:00\nS2,,park,127,37.5,5,no,,,2:30:00\n",
            "base_stations.csv": "base_station_id,lon,lat,range_m,azimuth_deg,beam_deg\nB1,127,37.5,300,-90,120\nB2,127,37.5,300,,\n",
        }
    )
    places, stations = evidence.places, evidence.stations
    assert places.indoor.tolist() == [1, 0]
    assert places.capacity[0] == 20
    assert np.isnan(places.capacity[1])
    assert (places.opens_min.tolist(), places.closes_min.tolist()) == ([1080, -1], [0, 150])
    assert stations.azimuth_deg[0] == 270
    assert np.isnan(stations.azimuth_deg[1])
    assert len(places) == len(stations) == 2


def test_an_accuracy_of_zero_is_unknown(read: Read) -> None:
    assert np.isnan(read({"gps.csv": GPS.replace(",10\n", ",0\n")}).records.error_radius_m[0])


def test_a_point_is_swapped_only_where_turning_it_round_brings_it_home(read: Read) -> None:
    """In Europe both numbers fit both axes: only the company a point is in tells."""
    places = "place_id,category,lon,lat,radius_m\nS1,cafe,9.18,48.78,10\nS2,cafe,9.2,48.8,10\n"
    rows = (
        "1,2020-03-02T09:00,48.78,9.18\n1,2020-03-02T09:01,9.19,48.79\n1,2020-03-02T09:02,30,40\n"
    )
    evidence = read(
        {"places.csv": places, "base_stations.csv": None, "gps.csv": "phone,at,lon,lat\n" + rows}
    )
    assert told(evidence) == [("gps.csv", 2, "lat", "looks swapped with lon")]


def test_without_places_the_fixes_themselves_tell_where_home_is(read: Read) -> None:
    rows = "1,2020-03-02T09:00,9.18,48.78\n1,2020-03-02T09:01,48.79,9.19\n1,2020-03-02T09:02,9.2,48.8\n"
    evidence = read(
        {"places.csv": None, "base_stations.csv": None, "gps.csv": "phone,at,lon,lat\n" + rows}
    )
    assert told(evidence) == [("gps.csv", 3, "lat", "looks swapped with lon")]


def test_a_place_id_without_any_list_of_places_is_rejected(read: Read) -> None:
    evidence = read(
        {"places.csv": None, "check_in.csv": "phone,at,place_id\n1,2020-03-02T09:00,S1\n"}
    )
    assert told(evidence) == [
        ("check_in.csv", 2, "place_id", "is unknown: the bundle has no places.csv")
    ]


def test_a_value_lost_in_a_rejected_row_is_told_once(read: Read) -> None:
    persons = "person_id,onset_at\nP1,\nP\x07,monday\n"
    evidence = read({"persons.csv": persons})
    assert told(evidence) == [("persons.csv", 3, "person_id", "holds a control character")]


def test_the_timezone_given_by_the_caller_wins(read: Read, tmp_path: Path) -> None:
    read({"bundle.toml": 'timezone = "Europe/Berlin"'})
    assert read_bundle(tmp_path / "bundle").records.start[0] == np.datetime64("2020-03-02T08:00")
    tokyo = read_bundle(tmp_path / "bundle", timezone="Asia/Tokyo")
    assert (tokyo.records.start[0], tokyo.period.timezone) == (
        np.datetime64("2020-03-02T00:00"),
        "Asia/Tokyo",
    )
    with pytest.raises(InvalidInput, match="timezone '' is not an IANA name"):
        read_bundle(tmp_path / "bundle", timezone="")


def utc(*parts: int) -> dt.datetime:
    """A UTC moment."""
    return dt.datetime(*parts, tzinfo=dt.UTC)  # type: ignore[misc,arg-type]


@pytest.mark.parametrize(
    ("settings", "start", "end"),
    [
        ("", utc(2020, 3, 2, 0), utc(2020, 3, 2, 2)),
        ("period_from = 2020-03-02T09:30:00", utc(2020, 3, 2, 0, 30), utc(2020, 3, 2, 2)),
        ("period_to = 2020-03-02T01:30:00Z", utc(2020, 3, 2, 0), utc(2020, 3, 2, 1, 30)),
        ("period_from = 2020-03-01\nperiod_to = 2020-03-02", utc(2020, 2, 29, 15), utc(2020, 3, 2, 15)),
        ('period_from = "2020-03-01 12:00"\nperiod_to = "2020-03-03"', utc(2020, 3, 1, 3), utc(2020, 3, 3, 15)),
    ],
)  # fmt: skip
def test_the_period_is_asked_for_or_that_of_the_records(
    read: Read, settings: str, start: dt.datetime, end: dt.datetime
) -> None:
    rows = "".join(f"1,2020-03-02T{hour:02d}:00,127,37.5\n" for hour in (9, 10, 11))
    evidence = read({"bundle.toml": settings, "gps.csv": "phone,at,lon,lat\n" + rows})
    assert (evidence.period.start, evidence.period.end) == (start, end)


def test_rows_that_do_not_touch_the_period_are_counted_and_left_out(read: Read) -> None:
    settings = "period_from = 2020-03-02T09:00:00\nperiod_to = 2020-03-02T10:00:00"
    rows = "1,2020-03-02T08:00,2020-03-02T08:59,B1\n1,2020-03-02T08:00,2020-03-02T09:00,B1\n1,2020-03-02T10:00,2020-03-02T11:00,B1\n1,2020-03-02T10:01,2020-03-02T11:00,B1\n"
    evidence = read(
        {
            "bundle.toml": settings,
            "gps.csv": None,
            "base_station.csv": "phone,from,to,base_station_id\n" + rows,
        }
    )
    assert (len(evidence.records), evidence.outside_period, evidence.rejects) == (2, 2, ())


def test_records_of_one_moment_span_a_minute(read: Read) -> None:
    period = read({}).period
    assert period.end - period.start == dt.timedelta(minutes=1)


def test_a_long_period_that_nobody_asked_for_is_told(read: Read) -> None:
    gps = GPS + GPS.splitlines()[1].replace("2020", "2002") + "\n"
    evidence = read({"gps.csv": gps})
    assert evidence.notices == (
        "the records span 6575 days, from gps.csv:3 to gps.csv:2; period_from and period_to in bundle.toml would narrow them",
    )
    assert (
        read(
            {"gps.csv": gps, "bundle.toml": "period_from = 2002-01-01\nperiod_to = 2021-01-01"}
        ).notices
        == ()
    )


def test_a_period_needs_offsets_and_an_end_after_its_start() -> None:
    naive = dt.datetime(2020, 3, 2)  # noqa: DTZ001 - what is refused
    with pytest.raises(InvalidInput, match="period: start 2020-03-02T00:00:00 has no UTC offset"):
        Period(naive, utc(2020, 3, 3))
    with pytest.raises(
        InvalidInput, match=r"period: end 2020-03-02T00:00:00\+00:00 is not after start"
    ):
        Period(utc(2020, 3, 2), utc(2020, 3, 2))


def test_columns_cannot_be_written_to(bundle: Path) -> None:
    evidence = read_bundle(bundle)
    with pytest.raises(ValueError, match="read-only"):
        evidence.records.lon_deg[0] = 1
    with pytest.raises(ValueError, match="read-only"):
        evidence.places.lat_deg[0] = 1


def test_a_station_without_rows_is_no_fault(read: Read) -> None:
    assert len(read({"base_stations.csv": STATIONS.splitlines()[0] + "\n"}).stations) == 0
