"""What must hold of every reconstruction, whatever the evidence."""

from dataclasses import replace
from datetime import datetime, timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from dongseon.itinerary import Itinerary, Moment

from . import makers
from .makers import MONDAY, TOWN, Row, Site, Town

HOURS_H = 6
LENGTH_MIN = HOURS_H * makers.H
SHOPS = tuple(s.place_id for s in TOWN.sites if s.category == "restaurant")[:6]
SITES = (*TOWN.sites[:3], *(s for s in TOWN.sites if s.place_id in SHOPS))
VILLAGE = Town(SITES, TOWN.sectors)
"""The town with five shops only: quick, and every kind of place is there."""

minutes = st.integers(0, int(LENGTH_MIN) - 1).map(float)
place_ids = st.sampled_from([s.place_id for s in SITES])
station_ids = st.sampled_from([s.base_station_id for s in TOWN.sectors])
metres = st.integers(-2000, 2000).map(float)
rows = st.one_of(
    st.builds(makers.card, place_ids, minutes, cancelled=st.booleans()),
    st.builds(makers.check_in, place_ids, minutes),
    st.builds(lambda s, t: Row("base_station", t, station=s), station_ids, minutes),
    st.builds(
        lambda x, y, t, a: Row("gps", t, east_m=x, north_m=y, accuracy_m=a),
        metres,
        metres,
        minutes,
        st.sampled_from([5.0, 20.0, 100.0, float("nan")]),
    ),
    st.builds(lambda p, t, d: makers.told(p, t, t + d), place_ids, minutes, minutes),
    st.builds(lambda p, t, d: makers.sighting(p, t, t + d), place_ids, minutes, st.just(7.0)),
    st.builds(makers.tap, place_ids, minutes, event=st.sampled_from(["board", "alight"])),
)
logs = st.lists(rows, max_size=25)
homes = st.sampled_from(["", "home", "nowhere that is listed"])


def trace(log: list[Row], home: str = "home", **changed: object) -> Itinerary:
    arguments = {"minutes": LENGTH_MIN, "home": home} | changed
    return makers.trace(VILLAGE, log, **arguments)  # type: ignore[arg-type]


def at_places(found: Itinerary, n_places: int) -> NDArray[np.float64]:
    """The posterior as (T, places)."""
    posterior = found.posterior
    full = np.zeros((len(posterior.offsets) - 1, n_places))
    owner = np.repeat(np.arange(len(full)), np.diff(posterior.offsets))
    full[owner, posterior.place] = posterior.probability
    return full


def close(one: Itinerary, other: Itinerary, *, atol: float = 1e-6) -> None:
    """The same whereabouts, but for rounding and what lies at the posterior's threshold."""
    np.testing.assert_allclose(
        at_places(one, len(SITES)), at_places(other, len(SITES)), atol=atol + 0.0011
    )
    near = 1e-3 + atol
    assert [s.place_id for s in one.stretches] == [s.place_id for s in other.stretches]
    for a, b in zip(one.stretches, other.stretches, strict=True):
        assert a.probability == pytest.approx(b.probability, abs=near)


def same_bits(one: Itinerary, other: Itinerary) -> None:
    for a, b in (
        (one.posterior.offsets, other.posterior.offsets),
        (one.posterior.place, other.posterior.place),
        (one.posterior.probability, other.posterior.probability),
    ):
        np.testing.assert_array_equal(a, b)
    assert one.stays == other.stays
    assert one.trips == other.trips
    assert one.gaps == other.gaps
    assert one.discrepancies == other.discrepancies
    assert one.stretches == other.stretches


@settings(max_examples=20)
@given(logs, homes)
def test_two_runs_agree_bit_for_bit(log: list[Row], home: str) -> None:
    same_bits(trace(log, home), trace(log, home))


@settings(max_examples=30)
@given(logs, st.randoms(use_true_random=False))
def test_the_order_of_rows_changes_nothing(log: list[Row], chance: object) -> None:
    log = makers.named(log)
    shuffled = list(log)
    chance.shuffle(shuffled)  # type: ignore[attr-defined]
    one, other = trace(log), trace(shuffled, as_given=True)
    np.testing.assert_array_equal(one.posterior.place, other.posterior.place)
    np.testing.assert_allclose(one.posterior.probability, other.posterior.probability, atol=1e-12)
    assert one.stretches == other.stretches
    assert one.gaps == other.gaps
    assert len(one.discrepancies) == len(other.discrepancies)


@settings(max_examples=30)
@given(logs, st.data())
def test_a_row_given_twice_counts_once(log: list[Row], data: st.DataObject) -> None:
    """The reader of bundles counts identical rows once already; tables of users come unread."""
    again = data.draw(st.lists(st.sampled_from(log), max_size=5)) if log else []
    one, other = trace(log), trace(log + [replace(r, record_id="") for r in again])
    np.testing.assert_array_equal(one.posterior.probability, other.posterior.probability)
    assert one.stretches == other.stretches
    assert len(one.discrepancies) == len(other.discrepancies)


@settings(max_examples=25)
@given(logs, st.sampled_from([-140.0, -60.25, 3.5, 41.125]))
def test_the_same_town_elsewhere_on_its_parallel_gives_the_same_whereabouts(
    log: list[Row], east_deg: float
) -> None:
    moved = replace(VILLAGE, lon_deg=VILLAGE.lon_deg + east_deg)
    close(trace(log), makers.trace(moved, log, minutes=LENGTH_MIN, home="home"))


@settings(max_examples=25)
@given(logs, st.integers(-200, 200))
def test_whole_weeks_later_the_same_things_happened(log: list[Row], weeks: int) -> None:
    """In a zone without daylight saving."""
    later = timedelta(weeks=weeks)
    one, other = trace(log), trace(log, start=MONDAY + later)
    np.testing.assert_array_equal(one.posterior.place, other.posterior.place)
    np.testing.assert_array_equal(one.posterior.probability, other.posterior.probability)
    assert [(s.place_id, s.arrived.likely + later) for s in one.stays] == [
        (s.place_id, s.arrived.likely) for s in other.stays
    ]
    assert [s.left for s in other.stays] == [moved(s.left, later) for s in one.stays]


def moved(moment: Moment, by: timedelta) -> Moment:
    return Moment(moment.earliest + by, moment.likely + by, moment.latest + by)


@settings(max_examples=20)
@given(logs, st.text(min_size=1, max_size=12))
def test_the_name_of_the_person_means_nothing(log: list[Row], name: str) -> None:
    renamed = [replace(r, person=name) for r in log]
    one, other = trace(log), trace(renamed, person=name)
    assert other.person_id == name
    same_bits(one, other)


@settings(max_examples=20)
@given(logs, st.lists(rows, max_size=25), st.sampled_from(["A", "P1 ", "Z"]))
def test_other_persons_rows_change_nothing(log: list[Row], others: list[Row], other: str) -> None:
    """Batch = one by one."""
    mine = makers.named(log)
    theirs = [replace(r, person=other, record_id=f"other:{k}") for k, r in enumerate(others)]
    same_bits(trace(mine), trace(mine + theirs))


@settings(max_examples=40)
@given(logs, homes)
def test_probabilities_are_probabilities(log: list[Row], home: str) -> None:
    found = trace(log, home)
    full = at_places(found, len(SITES))
    assert (found.posterior.probability >= 0).all()
    assert (found.posterior.probability <= 1 + 1e-9).all()
    assert (full.sum(axis=1) <= 1 + 1e-9).all()
    for said in (*found.stretches, *found.stays):
        assert 0 <= said.probability <= 1
    for stay in found.stays:
        rivals = [r.probability for r in stay.rivals]
        assert sum(rivals) + stay.probability <= 1.001
        assert rivals == sorted(rivals, reverse=True)
        assert stay.place_id not in {r.place_id for r in stay.rivals}


@settings(max_examples=40)
@given(logs, homes)
def test_stretches_cover_the_period_and_do_not_overlap(log: list[Row], home: str) -> None:
    found = trace(log, home)
    assert found.stretches[0].start == found.period.start
    assert found.stretches[-1].end == found.period.end
    for before, after in zip(found.stretches, found.stretches[1:], strict=False):
        assert before.end == after.start
        assert before.start < before.end


@settings(max_examples=40)
@given(logs, homes)
def test_stays_are_in_order_and_their_times_are_too(log: list[Row], home: str) -> None:
    found = trace(log, home)
    for stay in found.stays:
        for moment in (stay.arrived, stay.left):
            assert moment.earliest <= moment.likely <= moment.latest
            assert found.period.start <= moment.earliest
            assert moment.latest <= found.period.end
        assert stay.arrived.likely < stay.left.likely
        assert stay.arrived.earliest <= stay.left.earliest
        assert stay.arrived.latest <= stay.left.latest
    for before, after in zip(found.stays, found.stays[1:], strict=False):
        assert before.left.likely <= after.arrived.likely


@settings(max_examples=40)
@given(logs, homes)
def test_stays_trips_and_gaps_never_claim_the_same_minute(log: list[Row], home: str) -> None:
    found = trace(log, home)
    spans: list[tuple[datetime, datetime]] = [
        *((s.arrived.likely, s.left.likely) for s in found.stays),
        *((t.start, t.end) for t in found.trips),
        *((g.start, g.end) for g in found.gaps),
    ]
    for (_, end), (start, _) in zip(sorted(spans), sorted(spans)[1:], strict=False):
        assert end <= start


@settings(max_examples=30)
@given(logs)
def test_every_stay_rests_on_records_of_the_person(log: list[Row]) -> None:
    found = trace(log)
    given_ids = {r.record_id for r in makers.named(log)}
    ids = [i for said in (*found.stays,) for i in said.evidence]
    ids += [
        i for d in found.discrepancies for i in (*d.records, *([d.statement] * bool(d.statement)))
    ]
    assert set(ids) <= given_ids


@settings(max_examples=30)
@given(logs, place_ids, minutes)
def test_a_check_in_never_lowers_its_place_at_its_minute(
    log: list[Row], place: str, at_min: float
) -> None:
    row = next(k for k, s in enumerate(SITES) if s.place_id == place)
    without = at_places(trace(log), len(SITES))[int(at_min), row]
    with_it = at_places(trace([*log, makers.check_in(place, at_min)]), len(SITES))
    assert with_it[int(at_min), row] >= without - 1e-6


@settings(max_examples=20)
@given(homes, st.floats(0.5, 3000), st.sampled_from([VILLAGE, Town(()), Town((), TOWN.sectors)]))
def test_without_evidence_there_is_one_gap_and_no_claim(
    home: str, length_min: float, town: Town
) -> None:
    found = makers.trace(town, [], minutes=length_min, home=home)
    assert found.stays == ()
    assert found.trips == ()
    assert [(g.start, g.end) for g in found.gaps] == [(found.period.start, found.period.end)]


@settings(max_examples=20)
@given(logs, st.permutations(range(len(SITES))))
def test_the_order_of_places_changes_nothing(log: list[Row], order: list[int]) -> None:
    """Ties apart: the places differ in kind or ground."""
    sites: tuple[Site, ...] = tuple(SITES[k] for k in order)
    one = at_places(trace(log), len(SITES))[:, order]
    other = makers.trace(replace(VILLAGE, sites=sites), log, minutes=LENGTH_MIN, home="home")
    np.testing.assert_allclose(one, at_places(other, len(SITES)), atol=0.0011)
