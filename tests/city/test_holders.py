"""A bundle as holders hand it over: files of each regime, slips, area answers, and the truth apart."""

import csv
import itertools
from collections import Counter
from datetime import timedelta
from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dongseon.city import holders, sensors
from dongseon.city.holders import area, contradictions, numbers, planted, sheets, tables
from dongseon.city.sensors import habits
from dongseon.errors import InvalidInput
from dongseon.records.bundle import read_bundle
from dongseon.records.columns import BASE_STATION, CARD, CHECK_IN, Period

DAY = 86_400
PERSONS = np.arange(0, 600, 20, dtype=np.int32)
OTHERS = np.arange(600, 800, dtype=np.int32)
ALWAYS = {"bundle.toml", "persons.csv", "places.csv", "base_stations.csv"}


def line_list(persons=PERSONS):
    """As much of an epidemic as the holders ask for: everybody confirmed on day 11."""
    day = np.full(len(persons), DAY, dtype=np.int64)
    return SimpleNamespace(
        person=persons, onset_s=8 * day, sampled_s=10 * day, confirmed_s=11 * day,
        isolated_s=11 * day + 7_200,
    )  # fmt: skip


def write(fortnight, folder, **options):
    wanted = {"persons": PERSONS, "others": OTHERS, "seed": 3, "epidemic": line_list()} | options
    holders.write_bundle(
        folder,
        world=fortnight.world,
        population=fortnight.population,
        clock=fortnight.clock,
        visits=fortnight.visits,
        rides=fortnight.rides,
        **wanted,
    )
    return folder


@pytest.fixture(scope="module")
def rich(fortnight, tmp_path_factory):
    return write(fortnight, tmp_path_factory.mktemp("rich"))


@pytest.fixture(scope="module")
def evidence(rich):
    return read_bundle(rich / "evidence")


def rows_of(path):
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def record_rows(evidence):
    return {record: row for row, record in enumerate(evidence.records.record_id.tolist())}


@pytest.mark.parametrize("regime", holders.REGIMES)
def test_a_regime_hands_over_its_sources_and_no_others(fortnight, tmp_path, regime):
    write(fortnight, tmp_path, regime=regime, persons=PERSONS[:4], others=OTHERS[:5])
    files = {path.name for path in (tmp_path / "evidence").iterdir()}
    assert files == ALWAYS | {f"{source}.csv" for source in holders.REGIMES[regime]}
    assert {p.name for p in (tmp_path / "truth").iterdir()} == {"planted.csv", "garbage.csv"}
    assert len(read_bundle(tmp_path / "evidence").records) > 100


def test_an_unknown_regime_is_refused(fortnight, tmp_path):
    with pytest.raises(InvalidInput, match=r"regime: 'lavish' is not one of rich, typical"):
        write(fortnight, tmp_path, regime="lavish")


def test_every_garbage_row_is_rejected_and_nothing_else(rich, evidence):
    garbage = {(row["file"], int(row["line"])) for row in rows_of(rich / "truth" / "garbage.csv")}
    assert garbage
    assert {(reject.file, reject.line) for reject in evidence.rejects} == garbage


def test_garbage_lies_scattered_and_is_of_several_kinds(rich):
    garbage = rows_of(rich / "truth" / "garbage.csv")
    assert len({row["reason"] for row in garbage}) >= 4
    lines = [int(row["line"]) for row in garbage if row["file"] == "base_station.csv"]
    total = len((rich / "evidence" / "base_station.csv").read_text().splitlines())
    assert min(lines) < 0.5 * total < max(lines)


def test_some_rows_come_twice(evidence):
    assert evidence.duplicates > 0


def test_the_card_file_is_korean_in_code_page_949_and_read_through_its_profile(rich, evidence):
    header = (rich / "evidence" / "card.csv").read_bytes().decode("cp949").splitlines()[0]
    assert header == "카드번호,승인일시,가맹점ID,가맹점명,업종,승인금액,취소여부"
    approvals = evidence.records.source == CARD
    assert approvals.sum() > 100
    assert '"가맹점명"' in evidence.records.attributes[np.flatnonzero(approvals)[0]]


def test_rows_are_in_no_useful_order(rich):
    rows = rows_of(rich / "evidence" / "base_station.csv")
    times = [row["from"] for row in rows if row["from"]]
    assert times != sorted(times)
    phones = [row["phone"] for row in rows]
    assert len({*phones}) < sum(a != b for a, b in itertools.pairwise(phones))


def test_a_reader_gets_back_the_persons_and_their_numbers(fortnight, evidence):
    assert set(evidence.persons.person_id) == {fortnight.population.person_id[p] for p in PERSONS}
    assert len(set(evidence.persons.phone)) == len(PERSONS)
    assert all(phone.startswith("0100") and len(phone) == 11 for phone in evidence.persons.phone)
    known = [bool(place) for place in evidence.persons.home_place_id]
    assert np.mean(known) > 0.8


def test_others_appear_by_number_only(fortnight, evidence):
    names = set(fortnight.population.person_id)
    asked = set(evidence.persons.person_id)
    assert not (set(evidence.records.person.labels) - asked) & names
    assert len(set(evidence.records.person.labels) - asked) > 50


def test_others_rows_lie_near_a_place_and_time_asked_about(fortnight, evidence):
    """At every row of another person in a shop, one of the persons was or said to have been there."""
    asked = set(evidence.persons.person_id)
    records = evidence.records
    rows = np.flatnonzero(np.isin(records.source, (CARD, CHECK_IN)))
    other = [row for row in rows.tolist() if records.person[row] not in asked]
    visited = set(fortnight.visits.place[np.isin(fortnight.visits.person, PERSONS)].tolist())
    told = set(records.place[records.place >= 0].tolist())
    assert other
    assert all(int(records.place[row]) in visited | told for row in other)


def test_with_full_records_others_leave_more(fortnight, tmp_path):
    few = write(fortnight, tmp_path / "few", others=OTHERS[:8], persons=PERSONS[:2])
    full = write(
        fortnight, tmp_path / "full", others=OTHERS[:8], persons=PERSONS[:2], others_full=True
    )
    count = [
        int((read_bundle(folder / "evidence").records.source == BASE_STATION).sum())
        for folder in (few, full)
    ]
    assert count[1] > 2 * count[0]


def test_every_planted_record_is_a_row_a_reader_finds(rich, evidence):
    known = record_rows(evidence)
    left = [row for row in rows_of(rich / "truth" / "planted.csv") if row["record"]]
    assert len(left) > 10
    assert all(row["record"] in known for row in left)


def test_planted_kinds_are_known_and_have_a_person_and_a_stretch(fortnight, rich):
    rows = rows_of(rich / "truth" / "planted.csv")
    asked = {fortnight.population.person_id[p] for p in PERSONS}
    kinds = Counter(row["kind"] for row in rows)
    assert set(kinds) <= set(planted.KINDS)
    assert kinds["omission"] > 10
    assert all(row["person_id"] in asked and row["from"] <= row["to"] for row in rows)


def test_a_planted_lie_says_home_while_the_person_was_elsewhere(fortnight, tmp_path):
    workers = PERSONS[fortnight.population.work[PERSONS] >= 0][:6]
    concealed = {int(p): {int(fortnight.population.work[p])} for p in workers}
    write(fortnight, tmp_path, persons=workers, others=OTHERS[:0], concealed=concealed)
    seen = read_bundle(tmp_path / "evidence")
    known, ids = record_rows(seen), fortnight.world.places.place_id
    lies = [r for r in rows_of(tmp_path / "truth" / "planted.csv") if r["kind"] == "lie"]
    home_of = {
        fortnight.population.person_id[p]: ids[fortnight.population.home[p]] for p in workers
    }
    assert len(lies) >= len(workers)
    for lie in lies:
        row = known[lie["record"]]
        assert seen.records.person[row] == lie["person_id"]
        told = seen.records.place[row]
        assert told < 0 or seen.places.place_id[told] == home_of[lie["person_id"]]
        assert lie["place_id"] != home_of[lie["person_id"]]
    assert set(seen.persons.work_place_id) == {""}  # the concealed workplace is not declared


def test_a_lie_that_the_phone_gives_away_is_told_from_one_that_nothing_shows(fortnight, tmp_path):
    """Hiding a workplace for a fortnight: the phone speaks against most of the statements."""
    folk = fortnight.population
    distance = np.hypot(
        fortnight.world.place_x_m[folk.home] - fortnight.world.place_x_m[folk.work],
        fortnight.world.place_y_m[folk.home] - fortnight.world.place_y_m[folk.work],
    )
    commuters = np.flatnonzero((folk.work >= 0) & (distance > 800))[:4].astype(np.int32)
    concealed = {int(p): {int(folk.work[p])} for p in commuters}
    known = line_list(commuters)
    shown = {}
    for regime in ("poor", "gps"):
        write(
            fortnight, tmp_path / regime, persons=commuters, others=OTHERS[:0], concealed=concealed,
            regime=regime, epidemic=known,
        )  # fmt: skip
        rows = rows_of(tmp_path / regime / "truth" / "planted.csv")
        shown[regime] = [int(r["contradictions"]) for r in rows if r["kind"] == "lie"]
    assert len(shown["poor"]) > 4
    assert np.mean(np.array(shown["poor"]) > 0) > 0.6
    assert shown["gps"] == []  # nobody is interviewed


def test_contradictions_count_rows_that_do_not_fit_the_claim(fortnight):
    world = fortnight.world
    desk = tables.Desk(world, fortnight.population, fortnight.clock, 1)
    heard = sensors.radio(world)
    person, home, other = 5, int(fortnight.population.home[5]), 900
    three = np.full(3, person, dtype=np.int32)
    named = contradictions.at_places(
        three, np.array([100, 200, 900]), np.array([home, other, other], dtype=np.int32)
    )
    telco = int(fortnight.population.telco[person])
    far_sector = np.flatnonzero(world.station_telco != telco)[0]
    sectors = np.array([heard.heard[telco, home, 0], far_sector, far_sector], dtype=np.int32)
    phoned = contradictions.of_connections(
        sensors.Connections(
            three,
            np.array([100, 150, 901], dtype=np.int32),
            np.full(3, -1, dtype=np.int32),
            sectors,
        )
    )
    at_home = contradictions.Claim(person, 0, 500, home)
    by_place = contradictions.Claim(person, 0, 500, home, by_place_only=True)
    somebody = contradictions.Claim(6, 0, 500, home)
    claims = [at_home, by_place, somebody]
    assert contradictions.count(desk, heard, [named, phoned], claims) == [2, 1, 0]
    assert contradictions.count(desk, heard, [], claims) == [0, 0, 0]


def test_a_planted_card_of_the_family_names_the_row_on_the_owners_card(rich, evidence):
    known = record_rows(evidence)
    rows = rows_of(rich / "truth" / "planted.csv")
    cards = [r for r in rows if r["kind"] in ("card_by_family", "late_posting", "cancelled")]
    assert cards
    for row in cards:
        assert evidence.records.person[known[row["record"]]] == row["person_id"]


def test_the_same_seed_writes_the_same_bytes(fortnight, tmp_path):
    for name in ("one", "two"):
        write(fortnight, tmp_path / name, persons=PERSONS[:3], others=OTHERS[:5])
    for path in sorted((tmp_path / "one").rglob("*.*")):
        twin = tmp_path / "two" / path.relative_to(tmp_path / "one")
        assert path.read_bytes() == twin.read_bytes(), path.name


def test_a_person_keeps_numbers_and_statements_whoever_else_is_asked(fortnight, tmp_path):
    alone, among = tmp_path / "alone", tmp_path / "among"
    write(fortnight, alone, persons=PERSONS[:1], others=OTHERS[:0])
    write(fortnight, among, persons=PERSONS[:3], others=OTHERS[:0])
    person_id = fortnight.population.person_id[PERSONS[0]]
    for name in ("persons", "interview"):
        first = rows_of(alone / "evidence" / f"{name}.csv")
        mine = [
            row
            for row in rows_of(among / "evidence" / f"{name}.csv")
            if row["person_id"] == person_id
        ]
        kept = {tuple(row.values()) for row in first} & {tuple(row.values()) for row in mine}
        assert len(kept) >= 0.9 * len(first)  # garbage rows differ


def test_a_period_cuts_what_is_handed_over(fortnight, tmp_path):
    start = fortnight.clock.start
    period = Period(start + timedelta(days=3), start + timedelta(days=6))
    write(fortnight, tmp_path, persons=PERSONS[:3], others=OTHERS[:5], period=period)
    seen = read_bundle(tmp_path / "evidence")
    assert seen.period.start == period.start
    assert seen.period.end == period.end
    assert seen.outside_period <= 2  # a garbage row may have been given another day


def test_the_households_of_the_persons_are_needed(fortnight):
    house = fortnight.population.household
    needed = holders.persons_whose_visits_are_needed(
        fortnight.population, np.array([10], dtype=np.int32), np.array([900], dtype=np.int32)
    )
    assert set(needed.tolist()) == {*np.flatnonzero(house == house[10]).tolist(), 900}


def ask_about(fortnight, claimed=(), until_s=14 * DAY):
    everything = np.zeros(len(PERSONS), dtype=np.int64), np.full(len(PERSONS), until_s)
    return area.windows(
        fortnight.world, fortnight.population, fortnight.visits, PERSONS, everything, claimed
    )


def test_homes_are_never_asked_about(fortnight):
    home = int(fortnight.population.home[0])
    asked = ask_about(fortnight, [(int(PERSONS[0]), home, 0, 7_200)])
    category = fortnight.world.places.category
    assert len(asked)
    assert all(category[place] != "home" for place in asked.place.tolist())


def test_a_claimed_place_is_asked_about_as_well(fortnight):
    claimed = (int(PERSONS[0]), int(ask_about(fortnight).place[0]), 3 * DAY, 3 * DAY + 1_800)
    assert len(ask_about(fortnight, [claimed])) == len(ask_about(fortnight)) + 1


def test_telcos_are_asked_about_long_visits_to_crowded_kinds_of_places_only(fortnight):
    asked = ask_about(fortnight)
    length_s = asked.end_s - asked.start_s - 2 * area.AROUND_S
    assert asked.dump.any()
    assert length_s[asked.dump].min() >= area.LINGERED_S
    assert length_s.min() >= area.SHORTEST_S
    category = fortnight.world.places.category
    kinds = {category[place] for place in asked.place[asked.dump].tolist()}
    assert all(habits.habit_of(kind).crowded for kind in kinds)
    assert "office" not in kinds


def test_contacts_are_sought_from_two_days_before_onset_to_isolation(fortnight):
    first, last = area.contact_periods(line_list(), PERSONS, 14 * DAY)
    assert set(first.tolist()) == {6 * DAY}
    assert set(last.tolist()) == {11 * DAY + 7_200}
    silent = line_list()
    silent.onset_s = silent.onset_s * 0 - 1
    silent.isolated_s = silent.isolated_s * 0 - 1
    first, last = area.contact_periods(silent, np.append(PERSONS, 601), 14 * DAY)
    assert set(first[:-1].tolist()) == {8 * DAY}  # from the specimen
    assert (first[-1], set(last.tolist())) == (0, {14 * DAY})


@given(st.integers(0, 10_000))
def test_rows_within_windows_are_those_a_plain_search_finds(seed):
    rng = np.random.default_rng(seed)
    start_s = rng.integers(-50, 400, 12)
    asked = area.Windows(
        rng.integers(0, 5, 12).astype(np.int32), start_s, start_s + rng.integers(0, 90, 12),
        np.ones(12, dtype=bool),
    )  # fmt: skip
    place, at_s = rng.integers(0, 5, 60).astype(np.int32), rng.integers(0, 500, 60)
    plain = [
        any(
            p == asked.place[w] and asked.start_s[w] <= t <= asked.end_s[w]
            for w in range(len(asked))
        )
        for p, t in zip(place, at_s, strict=True)
    ]
    assert area.at_places(asked, place, at_s).tolist() == plain


@given(st.integers(0, 2**40), st.integers(0, 3_000_000))
def test_numbers_are_distinct_and_belong_to_the_person(seed, first):
    rows = np.arange(first, first + 50, dtype=np.int64)
    phones = numbers.phones(rows, seed=seed)
    cards = numbers.cards(rows, rows * 0, seed=seed) + numbers.cards(rows, rows * 0 + 1, seed=seed)
    assert len(set(phones)) == 50
    assert len(set(cards)) == 100
    assert numbers.phones(rows[7:8], seed=seed) == phones[7:8]


@given(st.integers(0, 2_000), st.integers(0, 20))
def test_an_order_of_rows_loses_none(good, garbage):
    order = sheets._order(good, garbage, np.random.default_rng(good))
    assert sorted(order.tolist()) == list(range(good + garbage))


@pytest.mark.parametrize(
    ("stamp", "text"),
    [
        ("offset", "2020-04-27T01:00:05+09:00"),
        ("utc", "2020-04-26T16:00:05Z"),
        ("local", "2020-04-27 01:00:05"),
        ("local_t", "2020-04-27T01:00:05"),
        ("minute", "2020-04-27T01:00"),
    ],
)
def test_each_holder_has_its_own_way_with_times(fortnight, stamp, text):
    assert sheets.stamps(fortnight.clock, [3_605], stamp) == [text]
