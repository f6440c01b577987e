"""What holds for every test: how Hypothesis searches; and one day of one person, as a bundle."""

import os
from pathlib import Path

import pytest
from hypothesis import settings

# Compiling a kernel on its first call takes seconds: a deadline an example would only flicker.
settings.register_profile("desk", deadline=None)
settings.register_profile("ci", deadline=None, derandomize=True, print_blob=True)
settings.load_profile("ci" if os.environ.get("CI") else "desk")

ONE_DAY = {
    "bundle.toml": """
        timezone = "Asia/Seoul"
        period_from = 2020-05-02T00:00:00+09:00
        period_to = 2020-05-03T00:00:00+09:00
    """,
    "persons.csv": """
        person_id,phone,cards,transit_card,onset_at,sampled_at,isolated_at,home_place_id,work_place_id
        P1,01000000001,4000-1,T1,2020-05-02T08:00:00,2020-05-02T20:00:00,,home1,office
        P2,01000000002,4000-2,T2,,,,home2,office
    """,
    "places.csv": """
        place_id,name,category,lon,lat,radius_m,indoor,capacity,opens,closes
        home1,Home 1,home,127.0200,37.5000,15,true,4,,
        home2,Home 2,home,127.0300,37.5100,15,true,4,,
        office,Office,office,127.0400,37.5000,30,true,80,09:00,18:00
        cafe,Café,cafe,127.0405,37.5004,12,true,30,08:00,22:00
        stop1,Stop 1,stop,127.0210,37.5001,10,false,,,
        stop2,Stop 2,stop,127.0390,37.5001,10,false,,,
    """,
    "base_stations.csv": """
        base_station_id,lon,lat,azimuth_deg,beam_deg,range_m
        S1,127.0202,37.5003,0,360,400
        S2,127.0400,37.5003,90,120,400
        S3,127.0302,37.5103,,,400
    """,
    "base_station.csv": """
        phone,from,to,base_station_id
        01000000001,2020-05-02T00:05:00,2020-05-02T07:50:00,S1
        01000000001,2020-05-02T08:30:00,2020-05-02T18:00:00,S2
        01000000001,2020-05-02T19:00:00,2020-05-02T23:55:00,S1
        01000000002,2020-05-02T00:05:00,2020-05-02T08:00:00,S3
        01000000002,2020-05-02T09:00:00,2020-05-02T17:30:00,S2
    """,
    "gps.csv": """
        phone,at,lon,lat,accuracy_m
        01000000001,2020-05-02T10:00:00,127.0400,37.5000,10
        01000000001,2020-05-02T10:10:00,127.0401,37.5000,10
        01000000001,2020-05-02T10:20:00,127.0400,37.5001,10
    """,
    "card.csv": """
        card,at,place_id,amount,cancelled
        4000-1,2020-05-02T12:30:00,cafe,5500,false
        4000-2,2020-05-02T12:40:00,cafe,4000,false
    """,
    "transit.csv": """
        transit_card,at,kind,place_id,line,vehicle
        T1,2020-05-02T08:00:00,board,stop1,7,1234
        T1,2020-05-02T08:20:00,alight,stop2,7,1234
    """,
    "check_in.csv": """
        phone,at,place_id
        01000000001,2020-05-02T12:25:00,cafe
        01000000009,2020-05-02T12:35:00,cafe
    """,
    "cctv.csv": """
        person_id,from,to,place_id,confidence
        P1,2020-05-02T12:31:00,2020-05-02T12:50:00,cafe,0.9
    """,
    "interview.csv": """
        person_id,from,to,place_id,place_text,statement,asked_at
        P1,2020-05-02T08:30:00,2020-05-02T18:00:00,office,,at work,2020-05-03T10:00:00
    """,
}


@pytest.fixture
def bundle(tmp_path: Path) -> Path:
    """One day of P1, who met P2 and an unlisted phone in a café; every source has its file."""
    folder = tmp_path / "bundle"
    folder.mkdir()
    for name, text in ONE_DAY.items():
        lines = [line.strip() for line in text.strip().splitlines()]
        (folder / name).write_text("\n".join(lines) + "\n", encoding="utf-8")
    return folder
