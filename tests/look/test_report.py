"""The report: safe whatever a name contains, complete in both languages, the same every time."""

import base64
import functools
import hashlib
import re
from dataclasses import replace
from datetime import datetime

import numpy as np
import pytest

from dongseon.errors import InvalidInput
from dongseon.itinerary.types import Discrepancy, Gap, Rival, Stay, Trip
from dongseon.look import findings, report
from dongseon.records.columns import Reject

from . import casebook
from .reading import pictures_in, policy_of, read_page

HOSTILE = casebook.HOSTILE
DAY = 1440
LIVE_TAGS = {"script", "iframe", "object", "embed", "link", "base", "form", "img", "foreignobject"}


@functools.cache
def page_of_fortnight() -> str:
    case, found, contacts = casebook.fortnight()
    return report.render_report(
        itinerary=case,
        evidence=found,
        contacts=contacts,
        base_map=casebook.town_map(),
        person_id=case.person_id,
        generated_utc=casebook.NOW,
    )


@functools.cache
def hostile_page() -> str:
    """Every text that comes from outside is an attack."""
    sites = tuple(
        replace(site, name=HOSTILE, category=HOSTILE, place_id=f"{HOSTILE}{i}")
        for i, site in enumerate(casebook.TOWN)
    )
    stay = replace(
        casebook.stay(sites[2], 600, 700, evidence=(HOSTILE,)),
        rivals=(Rival(sites[1].place_id, 0.2),),
    )
    question = Discrepancy(
        HOSTILE, casebook.at(600), casebook.at(700), HOSTILE, (HOSTILE,), HOSTILE, HOSTILE
    )
    case = casebook.itinerary(
        [stay],
        person_id=HOSTILE,
        trips=(Trip(casebook.at(700), casebook.at(720), HOSTILE),),
        discrepancies=(question,),
    )
    rows = [
        casebook.Row(HOSTILE, "interview", 600, 100, place=2, text=HOSTILE, person_id=HOSTILE),
    ]
    found = casebook.evidence(
        rows,
        sites=sites,
        person_id=HOSTILE,
        rejects=(Reject(HOSTILE, 1, HOSTILE, HOSTILE, HOSTILE),),
        notices=(HOSTILE,),
    )
    contact = replace(
        casebook.contact(1, person_id=HOSTILE),
        place_id=sites[3].place_id, setting=HOSTILE, tier=HOSTILE, reason=HOSTILE, reason_ko=HOSTILE,
    )  # fmt: skip
    ground = casebook.town_map()
    for feature in ground["features"]:
        feature["properties"] |= {"name": HOSTILE, "name_ko": HOSTILE}
    ground |= {"attribution": HOSTILE, "attribution_ko": HOSTILE}
    return report.render_report(
        itinerary=case,
        evidence=found,
        contacts=(contact,),
        base_map=ground,
        person_id=HOSTILE,
        generated_utc=casebook.NOW,
    )


def test_no_name_id_statement_or_reason_comes_alive() -> None:
    found = read_page(hostile_page())
    assert not [tag for tag, _ in found.elements if tag in LIVE_TAGS]
    assert not [a for _, attributes in found.elements for a in attributes if a.startswith("on")]
    assert not [a for _, attributes in found.elements for a in attributes if a == "style"]
    assert found.count("style") == 1
    assert not found.unbalanced
    assert not found.open
    assert "alert(1)" in found.text


def test_links_lead_only_into_the_page_itself() -> None:
    found = read_page(hostile_page())
    targets = found.attributes("a", "href")
    ids = {a["id"] for _, a in found.elements if "id" in a}
    assert targets
    assert {target[1:] for target in targets if target.startswith("#")} <= ids
    assert all(target.startswith("#") for target in targets)
    assert not [a for _, attributes in found.elements for a in attributes if a == "src"]


def test_no_reading_direction_or_control_character_gets_through() -> None:
    page = hostile_page()
    assert not re.search("[\x00-\x08\x0b\x0c\x0e-\x1f\u202a-\u202e\u2066-\u2069]", page)


def test_the_policy_allows_the_one_style_sheet_by_its_hash_and_nothing_else() -> None:
    found = read_page(page_of_fortnight())
    digest = hashlib.sha256("".join(found.styles).encode()).digest()
    policy = policy_of(found)
    assert f"style-src 'sha256-{base64.b64encode(digest).decode()}'" in policy
    assert policy.startswith("default-src 'none'")
    assert "script-src" not in policy
    assert "unsafe" not in policy


def test_every_picture_is_well_formed_and_has_a_name() -> None:
    for page in (page_of_fortnight(), hostile_page()):
        pictures = pictures_in(page)
        assert len(pictures) >= 4  # map and a day, in two languages
        for picture in pictures:
            assert picture.get("role") == "img"
            title = picture.find("{http://www.w3.org/2000/svg}title")
            assert title is not None
            assert title.text


def test_ids_are_distinct_on_the_page() -> None:
    ids = re.findall(r'\bid="([^"]*)"', page_of_fortnight())
    assert len(ids) == len(set(ids))


def test_the_same_case_gives_the_same_page() -> None:
    assert page_of_fortnight.__wrapped__() == page_of_fortnight()


def test_the_order_of_the_records_does_not_matter() -> None:
    case, found, contacts = casebook.fortnight()
    rng = np.random.default_rng(7)
    rows = [row for day in range(casebook.DAYS) for row in casebook.day_of(day)[2]]
    mixed = [rows[i] for i in rng.permutation(len(rows))]
    pages = [
        report.render_report(
            itinerary=case, evidence=casebook.evidence(given), contacts=contacts, base_map=None,
            person_id=case.person_id, generated_utc=casebook.NOW,
        )
        for given in (rows, mixed)
    ]  # fmt: skip
    assert pages[0] == pages[1]
    assert len(found.records) == len(rows) + 1


def test_both_languages_are_there_and_one_can_be_chosen_without_a_script() -> None:
    found = read_page(page_of_fortnight())
    assert found.attributes("input", "type") == ["radio", "radio"]
    for text in ("동선 보고서", "Movement report", "다시 확인할 것", "To be asked again", "5월 6일(수)", "Wed 6 May"):  # fmt: skip
        assert text in found.text


@pytest.mark.parametrize(
    ("language", "other"), [("ko", "Movement report"), ("en", "다시 확인할 것")]
)
def test_one_language_alone_can_be_had(language: str, other: str) -> None:
    case, found, contacts = casebook.fortnight()
    page = report.render_report(
        itinerary=case, evidence=found, contacts=contacts, base_map=None,
        person_id=case.person_id, generated_utc=casebook.NOW, language=language,  # type: ignore[arg-type]
    )  # fmt: skip
    read = read_page(page)
    body = read.text.replace("Movement report · P-0042", "")  # the title names both
    assert other not in body
    assert read.attributes("html", "lang") == [language]
    assert not read.count("input")


def test_discrepancies_come_before_everything_else_with_their_sentence() -> None:
    text = read_page(page_of_fortnight()).text
    asked = text.index("A card approval at 한결헬스")
    assert asked < text.index("Places, numbered in the order")
    assert "lie" not in re.findall(r"[a-z]+", text.lower())


def test_a_question_names_the_telling_records_and_counts_the_others() -> None:
    rows = [casebook.Row(f"gps.csv:{i}", "gps", 600 + i) for i in range(20)]
    rows.append(casebook.Row("card.csv:2", "card", 610, place=2))
    question = Discrepancy(
        "omitted_stay", casebook.at(600), casebook.at(660), "",
        tuple(row.record_id for row in rows), "A stay.", "머묾.",
    )  # fmt: skip
    case = casebook.itinerary([], discrepancies=(question,))
    page = report.render_report(
        itinerary=case, evidence=casebook.evidence(rows), contacts=(), base_map=None,
        person_id=case.person_id, generated_utc=casebook.NOW, language="en",
    )  # fmt: skip
    text = read_page(page).text
    assert "Card Sat 2 May 10:10 할매순두부 card.csv:2 and in itinerary.json: GPS 20" in text
    assert "gps.csv:3" not in text


def test_numbers_of_the_summary_agree_with_the_itinerary() -> None:
    case, _, _ = casebook.fortnight()
    text = read_page(page_of_fortnight()).text
    places = len({stay.place_id for stay in case.stays})
    assert f"{len(case.stays)} stays, {places} places" in text
    assert "8 h 50 min without any evidence 1 gap" in text


def test_each_stay_shows_its_times_its_probability_its_evidence_and_its_rivals() -> None:
    text = read_page(page_of_fortnight()).text
    assert "11:10 10:45–11:35 13:10 12:45–13:35 2 h 62%" in text
    assert "Card 1 · QR check-in 1 · Base station 9" in text
    assert "card.csv:4 check_in.csv:4" in text
    assert "and 7 more in itinerary.json" in text
    assert "Café Onda 20% 새봄약국 11%" in text


@pytest.mark.parametrize(
    ("name", "korean", "english"),
    [
        ("Haetsal School (햇살 학교) Middle 3-3 (중 3학년 3반)", "햇살 학교 중 3학년 3반", "Haetsal School Middle 3-3"),
        ("GS25 (역삼점)", "GS25 (역삼점)", "GS25 (역삼점)"),
        ("서울특별시립 어린이병원 (본관 2층)", "서울특별시립 어린이병원 (본관 2층)", "서울특별시립 어린이병원 (본관 2층)"),
        ("A rather long English name", "A rather long English name", "A rather long English name"),
    ],
)  # fmt: skip
def test_pictures_have_a_long_name_in_the_reader_s_language(
    name: str, korean: str, english: str
) -> None:
    assert findings.label_of(name, korean=True) == korean
    assert findings.label_of(name, korean=False) == english


def test_rejects_are_named_with_file_line_and_reason() -> None:
    text = read_page(page_of_fortnight()).text
    assert "card.csv 14 at 2020-05-07 24:10 no such time of day" in text
    assert "memo.txt: unknown file, left alone" in text


def test_somebody_who_is_not_in_persons_csv_has_a_report_as_well() -> None:
    case = casebook.itinerary([casebook.stay(casebook.TOWN[0], 0, 60)], person_id="01055556666")
    page = report.render_report(
        itinerary=case, evidence=casebook.evidence([]), contacts=(), base_map=None,
        person_id="01055556666", generated_utc=casebook.NOW, language="en",
    )  # fmt: skip
    text = read_page(page).text
    assert "Movement report 01055556666" in text
    assert "First symptoms" not in text
    assert "nothing from: GPS, Base station, Card" in text


def test_nothing_found_is_said_in_so_many_words() -> None:
    case = casebook.itinerary([], gaps=(Gap(casebook.START, casebook.period().end),))
    page = report.render_report(
        itinerary=case, evidence=casebook.evidence([]), contacts=(), base_map=None,
        person_id=case.person_id, generated_utc=casebook.NOW,
    )  # fmt: skip
    text = read_page(page).text
    for sentence in (
        "No stay could be found in the evidence.",
        "Nobody in the evidence shared a place and time with this person.",
        "No statement and no record speak against each other.",
        "336 h without any evidence",
    ):
        assert sentence in text


def test_five_thousand_contacts_are_cut_and_the_rest_is_named() -> None:
    case, found, _ = casebook.fortnight()
    contacts = [casebook.contact(i) for i in range(5_000)]
    page = report.render_report(
        itinerary=case, evidence=found, contacts=contacts, base_map=None,
        person_id=case.person_id, generated_utc=casebook.NOW, language="en",
    )  # fmt: skip
    text = read_page(page).text
    assert "C-0199" in text
    assert "C-0200" not in text
    assert "4,800 more contacts of lower risk are in contacts.csv." in text


def test_two_hundred_thousand_records_stay_a_small_page() -> None:
    case, found, contacts = casebook.fortnight()
    rng = np.random.default_rng(1)
    minutes = np.sort(rng.uniform(0, casebook.DAYS * DAY - 1, 200_000))
    sources = ("gps", "base_station", "card", "transit", "cctv", "check_in", "interview")
    rows = [
        casebook.Row(f"r:{i}", sources[i % 7], float(minute), lon_deg=129.5 + (i % 997) * 1e-5,
                     lat_deg=36.9 + (i % 991) * 1e-5)
        for i, minute in enumerate(minutes)
    ]  # fmt: skip
    page = report.render_report(
        itinerary=case, evidence=casebook.evidence(rows), contacts=contacts,
        base_map=casebook.town_map(), person_id=case.person_id, generated_utc=casebook.NOW,
    )  # fmt: skip
    svgs = re.findall(r"<svg\b.*?</svg>", page, re.DOTALL)
    assert sum(len(svg.encode()) for svg in svgs) / 2 < 1_500_000  # for each of two languages
    assert "GPS 28,572" in read_page(page).text  # gps: every seventh
    assert len(found.records) < 200_000


def test_sixty_places_in_one_street_are_all_numbered() -> None:
    street = tuple(
        casebook.Site(f"S-{i}", f"가게 {i}", "shop", i * 3.0, (i % 5) * 4.0) for i in range(60)
    )
    stays = [casebook.stay(site, i * 300, i * 300 + 200) for i, site in enumerate(street)]
    case = casebook.itinerary(stays)
    page = report.render_report(
        itinerary=case, evidence=casebook.evidence([], sites=street), contacts=(), base_map=None,
        person_id=case.person_id, generated_utc=casebook.NOW, language="ko",
    )  # fmt: skip
    main = pictures_in(page)[0]
    numbers = {e.text for e in main.iter("{http://www.w3.org/2000/svg}text")}
    assert {str(i) for i in range(1, 61)} <= numbers


def test_days_without_anything_are_named_together() -> None:
    stays = [casebook.stay(casebook.TOWN[0], 600, 700), casebook.stay(casebook.TOWN[0], 9 * DAY, 9 * DAY + 60)]  # fmt: skip
    case = casebook.itinerary(stays)
    page = report.render_report(
        itinerary=case, evidence=casebook.evidence([]), contacts=(), base_map=None,
        person_id=case.person_id, generated_utc=casebook.NOW, language="en",
    )  # fmt: skip
    text = read_page(page).text
    assert "Sun 3 May – Sun 10 May no evidence" in text
    assert "Tue 12 May – Fri 15 May no evidence" in text


def test_a_history_of_years_shows_its_last_two_months() -> None:
    days = [casebook.stay(casebook.TOWN[i % 9], i * DAY, i * DAY + 60) for i in range(900)]
    whole = replace(casebook.period(), end=casebook.at(900 * DAY))
    case = replace(casebook.itinerary(days), period=whole)
    page = report.render_report(
        itinerary=case, evidence=casebook.evidence([]), contacts=(), base_map=None,
        person_id=case.person_id, generated_utc=casebook.NOW, language="en",
    )  # fmt: skip
    text = read_page(page).text
    assert "838 earlier days are in itinerary.json." in text
    assert "500 earlier stays are in itinerary.json." in text
    assert len(page.encode()) < 1_500_000


def test_an_anonymous_spot_visited_twice_has_one_number() -> None:
    stays: list[Stay] = [casebook.stay(None, 100, 200), casebook.stay(None, 400, 500)]
    case = casebook.itinerary(stays)
    page = report.render_report(
        itinerary=case, evidence=casebook.evidence([]), contacts=(), base_map=None,
        person_id=case.person_id, generated_utc=casebook.NOW, language="en",
    )  # fmt: skip
    assert "2 stays, 1 place" in read_page(page).text


@pytest.mark.parametrize(("probability", "times"), [(0.3, 2), (0.9, 0)])
def test_the_legend_explains_a_dashed_marker_where_there_is_one(
    probability: float, times: int
) -> None:
    stay = replace(casebook.stay(None, 600, 700), probability=probability)
    case = casebook.itinerary([stay])
    page = report.render_report(
        itinerary=case, evidence=casebook.evidence([]), contacts=(), base_map=None,
        person_id=case.person_id, generated_utc=casebook.NOW,
    )  # fmt: skip
    assert page.count('class="number unsure"') == times


def test_a_track_without_a_stay_is_drawn_all_the_same() -> None:
    """A walk imported from a file had an empty page: no place, so no map."""
    fixes = [
        casebook.Row(f"gps.csv:{k}", "gps", 600 + k, 0, lon_deg=129.5 + k / 1000, lat_deg=36.9)
        for k in range(30)
    ]
    case = casebook.itinerary([])
    page = report.render_report(
        itinerary=case, evidence=casebook.evidence(fixes), contacts=(), base_map=None,
        person_id=case.person_id, generated_utc=casebook.NOW, language="en",
    )  # fmt: skip
    (drawn,) = re.findall(r'class="dots fixes" d="([^"]+)"', page)
    assert drawn.count("M") == 30
    assert 'class="sites' not in page


def test_another_persons_itinerary_is_refused() -> None:
    case, found, contacts = casebook.fortnight()
    with pytest.raises(InvalidInput, match="the itinerary is of 'P-0042', not of 'P-1'"):
        report.render_report(
            itinerary=case, evidence=found, contacts=contacts, base_map=None,
            person_id="P-1", generated_utc=casebook.NOW,
        )  # fmt: skip


def test_a_time_without_an_offset_is_refused() -> None:
    case, found, contacts = casebook.fortnight()
    with pytest.raises(InvalidInput, match="generated_utc 2020-05-16T00:00:00 has no UTC offset"):
        report.render_report(
            itinerary=case, evidence=found, contacts=contacts, base_map=None,
            person_id=case.person_id, generated_utc=datetime(2020, 5, 16),  # noqa: DTZ001 - meant
        )  # fmt: skip


def test_a_base_map_that_is_none_is_refused() -> None:
    case, found, contacts = casebook.fortnight()
    with pytest.raises(InvalidInput, match="base map: not a GeoJSON FeatureCollection"):
        report.render_report(
            itinerary=case, evidence=found, contacts=contacts, base_map={"type": "Topology"},
            person_id=case.person_id, generated_utc=casebook.NOW,
        )  # fmt: skip
