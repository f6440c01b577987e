"""Who is tested on which ground, by the rules of which day. Each line of docs/rules/screening.md."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dongseon.console.policy import kinds
from dongseon.console.policy.first_rows import FIRST_ROWS
from dongseon.console.policy.kinds import CaseDefinition
from dongseon.console.screening.criteria import (
    STRONG,
    Answered,
    ChestImage,
    Consciousness,
    Contact,
    Ground,
    Judged,
    Symptom,
    judge,
)

WELL = Answered(temperature_c=Decimal("36.5"))
COUGH = replace(WELL, symptoms=(Symptom.COUGH,))


def in_force(name: str, day: date) -> object:
    """The first rule of a kind that holds on a day."""
    rows = [row for row in FIRST_ROWS if row.name == name and row.valid_from <= day.isoformat()]
    return kinds.read(name, rows[-1].value)


def judged(
    answered: Answered, day: str = "2020-03-15", *, group: bool = False, anonymous: bool = False
) -> Judged:
    """What the rules of a day say."""
    on = date.fromisoformat(day)
    definition, testing = in_force("case_definition", on), in_force("testing", on)
    assert isinstance(definition, CaseDefinition)
    assert isinstance(testing, kinds.Testing)
    return judge(
        answered,
        on=on,
        definition=definition,
        testing=testing,
        of_a_group=group,
        anonymous=anonymous,
    )


def met(answered: Answered, contact: Contact, day: str) -> Answered:
    """The same, with a contact."""
    return replace(answered, contact=contact, contact_on=date.fromisoformat(day))


CASES = (
    # answers, day, ground
    (met(COUGH, Contact.OTHER, "2020-03-05"), "2020-03-15", Ground.SUSPECTED),
    (met(COUGH, Contact.OTHER, "2020-03-01"), "2020-03-15", Ground.SUSPECTED),  # 14 days
    (met(COUGH, Contact.OTHER, "2020-02-29"), "2020-03-15", Ground.OWN_WISH),  # 15 days
    (met(WELL, Contact.OTHER, "2020-03-14"), "2020-03-15", Ground.OWN_WISH),
    (met(WELL, Contact.HOUSEHOLD, "2020-03-14"), "2020-03-15", Ground.CONTACT),
    (met(WELL, Contact.HEALTH_WORKER, "2020-03-14"), "2020-03-15", Ground.CONTACT),
    (replace(WELL, doctors_opinion=True), "2020-03-15", Ground.OPINION),
    (replace(COUGH, countries=("CN",)), "2020-03-15", Ground.TRAVEL),
    (replace(COUGH, countries=("US",)), "2020-03-15", Ground.OWN_WISH),
    (replace(COUGH, countries=("US",)), "2020-04-01", Ground.TRAVEL),
    (replace(WELL, countries=("US",)), "2020-03-31", Ground.OWN_WISH),
    (replace(WELL, countries=("US",)), "2020-04-01", Ground.ENTRANT),
    (replace(COUGH, cluster_id=uuid4()), "2020-03-15", Ground.OWN_WISH),
    (replace(COUGH, cluster_id=uuid4()), "2020-04-01", Ground.CLUSTER),
    (replace(WELL, cluster_id=uuid4()), "2020-05-10", Ground.OWN_WISH),
    (replace(WELL, cluster_id=uuid4()), "2020-05-11", Ground.EXPOSED),
    (WELL, "2020-12-13", Ground.OWN_WISH),
    (WELL, "2020-12-14", Ground.EVERYBODY),
)


@pytest.mark.parametrize(("answered", "day", "ground"), CASES)
def test_the_ground_is_the_first_that_fits_by_the_rules_of_the_day(
    answered: Answered, day: str, ground: Ground
) -> None:
    found = judged(answered, day)
    assert found.ground is ground
    assert found.free is (ground is not Ground.OWN_WISH)


@pytest.mark.parametrize(
    ("measured", "felt", "drug", "fever"),
    [("37.5", False, False, True), ("37.4", False, False, False), ("37.0", True, True, True),
     ("37.0", True, False, False), (None, True, False, True)],
)  # fmt: skip
def test_fever_is_from_37_5_or_felt_while_a_drug_keeps_it_down(
    measured: str | None, felt: bool, drug: bool, fever: bool
) -> None:
    answered = met(
        Answered(
            temperature_c=None if measured is None else Decimal(measured),
            symptoms=(Symptom.FEVER,) if felt else (),
            antipyretic=drug,
        ),
        Contact.OTHER,
        "2020-03-14",
    )
    assert (judged(answered).ground is Ground.SUSPECTED) is fever


def test_days_are_counted_from_the_onset_where_it_is_known() -> None:
    long_ago = replace(
        met(COUGH, Contact.OTHER, "2020-02-20"), onset_on=date(2020, 3, 1)
    )  # 10 days before onset, 24 before the visit
    assert judged(long_ago).ground is Ground.SUSPECTED


def test_a_group_is_pooled_only_without_symptoms() -> None:
    assert judged(WELL, group=True) == Judged(Ground.GROUP, True, False, True)
    ill = judged(COUGH, group=True)
    assert ill.ground is Ground.GROUP
    assert not ill.poolable


def test_who_is_let_stay_unnamed_does_not_pay() -> None:
    assert judged(WELL, "2020-05-11", anonymous=True).ground is Ground.EXPOSED
    assert judged(WELL, "2020-05-10", anonymous=True).ground is Ground.OWN_WISH


@pytest.mark.parametrize(
    "sign",
    [{"symptoms": (Symptom.DYSPNOEA,)}, {"chest_image": ChestImage.PNEUMONIA},
     {"consciousness": Consciousness.VOICE}, {"oxygen_percent": 93}],
)  # fmt: skip
def test_who_is_strongly_suspected_and_gravely_ill_goes_on_to_a_hospital(
    sign: dict[str, Any],
) -> None:
    ill = replace(met(COUGH, Contact.OTHER, "2020-03-14"), **sign)
    assert judged(ill).to_hospital
    assert not judged(replace(WELL, oxygen_percent=97)).to_hospital


@given(
    st.sets(st.sampled_from(Symptom)), st.sampled_from(Contact),
    st.decimals("35", "41", places=1), st.booleans(), st.integers(0, 700),
)  # fmt: skip
def test_more_symptoms_never_make_a_test_cost(
    symptoms: set[Symptom], contact: Contact, degrees: Decimal, group: bool, days: int
) -> None:
    """Whoever is tested free of charge stays so when they say that they cough, too."""
    day = (date(2020, 1, 20) + timedelta(days=days)).isoformat()
    answered = Answered(symptoms=tuple(sorted(symptoms)), contact=contact, temperature_c=degrees)
    sicker = replace(answered, symptoms=tuple(sorted({*symptoms, Symptom.COUGH})))
    before, after = judged(answered, day, group=group), judged(sicker, day, group=group)
    assert after.free >= before.free
    assert not before.to_hospital or before.ground in STRONG
