"""Triage by the rules of 2 March 2020, as docs/rules/triage.md draws them: pure."""

from dataclasses import replace
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dongseon.console.care import triage
from dongseon.console.care.triage import (
    Consciousness,
    Findings,
    Place,
    Reason,
    Risk,
    Severity,
    Vitals,
)
from dongseon.console.policy import kinds
from dongseon.console.policy.first_rows import FIRST_ROWS

ROWS = {row.name: kinds.read(row.name, row.value) for row in FIRST_ROWS if "triage" in row.name}
SIGNS, WITHOUT = ROWS["triage.vital_signs"], ROWS["triage.without_vital_signs"]
WELL = Vitals(70, 120, 12, 36.5, Consciousness.ALERT)
YOUNG = Findings(age_years=30, temperature_c=36.5)
GRAVITY = list(Severity)


def found(findings: Findings = YOUNG, vitals: Vitals | None = None) -> triage.Triage:
    """The class and the place."""
    return triage.triage(findings, vitals, signs=SIGNS, without=WITHOUT)


@pytest.mark.parametrize(
    ("sign", "value", "points"),
    [
        ("pulse_per_min", 40, 2), ("pulse_per_min", 41, 1), ("pulse_per_min", 50, 1),
        ("pulse_per_min", 51, 0), ("pulse_per_min", 100, 0), ("pulse_per_min", 101, 1),
        ("pulse_per_min", 110, 1), ("pulse_per_min", 111, 2), ("pulse_per_min", 129, 2),
        ("pulse_per_min", 130, 3),
        ("systolic_mmhg", 70, 3), ("systolic_mmhg", 71, 2), ("systolic_mmhg", 80, 2),
        ("systolic_mmhg", 81, 1), ("systolic_mmhg", 100, 1), ("systolic_mmhg", 101, 0),
        ("systolic_mmhg", 199, 0), ("systolic_mmhg", 200, 2),
        ("breaths_per_min", 8, 2), ("breaths_per_min", 9, 0), ("breaths_per_min", 14, 0),
        ("breaths_per_min", 15, 1), ("breaths_per_min", 20, 1), ("breaths_per_min", 21, 2),
        ("breaths_per_min", 29, 2), ("breaths_per_min", 30, 3),
        ("temperature_c", 34.9, 2), ("temperature_c", 35.0, 1), ("temperature_c", 36.0, 1),
        ("temperature_c", 36.1, 0), ("temperature_c", 37.4, 0), ("temperature_c", 37.5, 1),
        ("temperature_c", 38.4, 1), ("temperature_c", 38.5, 2),
    ],
)  # fmt: skip
def test_each_band_of_each_sign(sign: str, value: float, points: int) -> None:
    vitals = replace(WELL, **{sign: value})
    assert triage.points_of(vitals, SIGNS)[sign] == points


@pytest.mark.parametrize("consciousness", Consciousness)
def test_consciousness_counts_its_step(consciousness: Consciousness) -> None:
    vitals = replace(WELL, consciousness=consciousness)
    assert triage.points_of(vitals, SIGNS)["consciousness"] == consciousness


@pytest.mark.parametrize(
    ("vitals", "score", "severity", "place"),
    [
        (WELL, 0, Severity.MILD, Place.CENTRE),
        (Vitals(115, 95, 18, 36.5, Consciousness.ALERT), 4, Severity.MILD, Place.CENTRE),
        (Vitals(115, 95, 18, 37.8, Consciousness.ALERT), 5, Severity.MODERATE, Place.HOSPITAL),
        (Vitals(115, 95, 22, 37.8, Consciousness.ALERT), 6, Severity.MODERATE, Place.HOSPITAL),
        (Vitals(115, 95, 22, 38.6, Consciousness.ALERT), 7, Severity.SEVERE, Place.HOSPITAL),
        (Vitals(140, 65, 35, 39.5, Consciousness.UNRESPONSIVE), 14, Severity.SEVERE, Place.HOSPITAL),
    ],
)  # fmt: skip
def test_the_sum_decides(vitals: Vitals, score: int, severity: Severity, place: Place) -> None:
    result = found(vitals=vitals)
    assert (result.score, result.severity, result.place) == (score, severity, place)
    assert result.reasons == (Reason.SCORE,)


@pytest.mark.parametrize(
    ("findings", "severity", "reasons"),
    [
        (YOUNG, Severity.ASYMPTOMATIC, {Reason.ALL_CLEAR}),
        (replace(YOUNG, smoker=True), Severity.MILD, {Reason.YOUNG}),
        (replace(YOUNG, age_years=50), Severity.MILD, {Reason.NOTHING_GRAVER}),
        (replace(YOUNG, other_disease=True), Severity.MILD, {Reason.YOUNG, Reason.DISEASE}),
        (replace(YOUNG, temperature_c=37.4), Severity.ASYMPTOMATIC, {Reason.ALL_CLEAR}),
        (replace(YOUNG, temperature_c=37.5), Severity.MILD, {Reason.YOUNG, Reason.MILD_FEVER}),
        (replace(YOUNG, antipyretic=True, temperature_c=38.0), Severity.MILD, {Reason.YOUNG, Reason.MILD_FEVER}),
        (replace(YOUNG, antipyretic=True, temperature_c=38.1), Severity.SEVERE, {Reason.FEVER_DESPITE}),
        (replace(YOUNG, dyspnoea=True), Severity.SEVERE, {Reason.DYSPNOEA}),
        (replace(YOUNG, alert=False, dyspnoea=True), Severity.CRITICAL, {Reason.NOT_ALERT}),
        (Findings(), Severity.MILD, {Reason.NOTHING_GRAVER}),
    ],
)  # fmt: skip
def test_without_vital_signs(findings: Findings, severity: Severity, reasons: set[Reason]) -> None:
    result = found(findings)
    assert (result.severity, set(result.reasons), result.score) == (severity, reasons, None)


@pytest.mark.parametrize("risk", Risk)
@pytest.mark.parametrize("vitals", [None, WELL])
def test_a_listed_condition_wins_over_the_age_rule(risk: Risk, vitals: Vitals | None) -> None:
    """A pregnant woman of 30 without symptoms goes to hospital, not to a centre."""
    result = found(replace(YOUNG, risks=frozenset({risk})), vitals)
    assert result.place is Place.HOSPITAL
    assert Reason.RISK in result.reasons


@pytest.mark.parametrize(("age", "place"), [(64, Place.CENTRE), (65, Place.HOSPITAL)])
@pytest.mark.parametrize("vitals", [None, WELL])
def test_from_65_on_always_hospital(age: int, place: Place, vitals: Vitals | None) -> None:
    assert found(replace(YOUNG, age_years=age), vitals).place is place


def test_a_condition_never_takes_a_national_bed_away() -> None:
    critical = Findings(age_years=80, alert=False, risks=frozenset({Risk.HEART}))
    assert found(critical).place is Place.NATIONAL


@pytest.mark.parametrize(
    ("findings", "vitals", "severity"),
    [
        (YOUNG, None, Severity.MILD),
        (replace(YOUNG, smoker=True), None, Severity.SEVERE),
        (replace(YOUNG, dyspnoea=True), None, Severity.CRITICAL),
        (YOUNG, WELL, Severity.MODERATE),
        (YOUNG, Vitals(115, 95, 18, 37.8, Consciousness.ALERT), Severity.SEVERE),
        (YOUNG, Vitals(115, 95, 22, 38.6, Consciousness.ALERT), Severity.CRITICAL),
    ],
)
def test_who_lives_in_a_home_goes_one_class_up(
    findings: Findings, vitals: Vitals | None, severity: Severity
) -> None:
    result = found(replace(findings, facility_resident=True), vitals)
    assert result.severity is severity
    assert result.reasons[-1] is Reason.FACILITY


FINDINGS = st.builds(
    Findings,
    age_years=st.none() | st.integers(0, 100),
    alert=st.booleans(),
    dyspnoea=st.booleans(),
    temperature_c=st.none() | st.floats(35, 41),
    antipyretic=st.booleans(),
    smoker=st.booleans(),
    other_disease=st.booleans(),
    facility_resident=st.booleans(),
    risks=st.frozensets(st.sampled_from(Risk), max_size=3),
)


@given(FINDINGS, st.sampled_from(Risk))
def test_what_is_graver_never_leads_to_a_lighter_class_or_place(
    findings: Findings, risk: Risk
) -> None:
    before = found(findings)
    places = list(Place)
    for graver in (
        replace(findings, alert=False),
        replace(findings, dyspnoea=True),
        replace(findings, facility_resident=True),
        replace(findings, risks=findings.risks | {risk}),
    ):
        after = found(graver)
        assert GRAVITY.index(after.severity) >= GRAVITY.index(before.severity)
        assert places.index(after.place) >= places.index(before.place)


@given(FINDINGS)
def test_every_class_says_why(findings: Findings) -> None:
    assert found(findings).reasons


def test_points_rise_with_the_distance_from_the_range_of_none() -> None:
    for sign, values in {
        "pulse_per_min": range(20, 220), "systolic_mmhg": range(40, 260),
        "breaths_per_min": range(4, 60),
    }.items():  # fmt: skip
        points = [triage.points_of(replace(WELL, **{sign: one}), SIGNS)[sign] for one in values]
        lowest = points.index(0)
        highest = len(points) - points[::-1].index(0)
        assert points[:lowest] == sorted(points[:lowest], reverse=True)
        assert points[highest:] == sorted(points[highest:])
        assert set(points[lowest:highest]) == {0}


def test_all_places_can_be_reached() -> None:
    reached = {
        found(replace(YOUNG, alert=alert, dyspnoea=dyspnoea)).place
        for alert, dyspnoea in product((True, False), repeat=2)
    }
    assert reached == set(Place)
