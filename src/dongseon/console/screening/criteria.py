"""Who is tested, on which ground, and who pays: pure. The table stands in docs/rules/screening.md.

What counts as fever, how many days after contact or travel, and which grounds are open are dated rows
of policy (`case_definition`, `testing`): the same answers are judged by the rules of their own day.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from uuid import UUID

from dongseon.console.policy.kinds import CaseDefinition, Testing


class Contact(StrEnum):
    """How somebody met a confirmed case."""

    NONE = ""
    HOUSEHOLD = "household"
    HEALTH_WORKER = "health_worker"  # cared for a case
    OTHER = "other"


class Symptom(StrEnum):
    """What is asked about."""

    FEVER = "fever"  # felt; what is measured is the temperature
    COUGH = "cough"
    SORE_THROAT = "sore_throat"
    SPUTUM = "sputum"
    DYSPNOEA = "dyspnoea"
    RUNNY_NOSE = "runny_nose"
    SMELL_TASTE = "smell_taste"
    MUSCLE_PAIN = "muscle_pain"
    HEADACHE = "headache"
    FATIGUE = "fatigue"
    DIARRHOEA = "diarrhoea"
    OTHER = "other"


RESPIRATORY = frozenset(
    {Symptom.COUGH, Symptom.SORE_THROAT, Symptom.SPUTUM, Symptom.DYSPNOEA, Symptom.RUNNY_NOSE}
)


class Consciousness(StrEnum):
    """The four steps of AVPU (Royal College of Physicians)."""

    UNKNOWN = ""
    ALERT = "alert"
    VOICE = "voice"
    PAIN = "pain"
    UNRESPONSIVE = "unresponsive"


class ChestImage(StrEnum):
    """What the image of the chest shows."""

    NOT_DONE = ""
    NORMAL = "normal"
    PNEUMONIA = "pneumonia"
    OTHER = "other"


class Influenza(StrEnum):
    """The quick test for influenza."""

    NOT_DONE = ""
    NEGATIVE = "negative"
    TYPE_A = "a"
    TYPE_B = "b"


class Ground(StrEnum):
    """Why somebody is tested; the first that fits, in this order."""

    SUSPECTED = "suspected"
    OPINION = "opinion"
    TRAVEL = "travel"
    CLUSTER = "cluster"
    CONTACT = "contact"
    ENTRANT = "entrant"
    EXPOSED = "exposed"
    GROUP = "group"
    EVERYBODY = "everybody"
    OWN_WISH = "own_wish"


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """Answers and measurements. What was not asked or not measured is empty."""

    contact: Contact = Contact.NONE
    contact_on: date | None = None
    countries: tuple[str, ...] = ()
    returned_on: date | None = None
    cluster_id: UUID | None = None
    facility: str = ""  # a rules.GroupKind
    symptoms: tuple[Symptom, ...] = ()
    onset_on: date | None = None
    temperature_c: Decimal | None = None
    antipyretic: bool = False
    pulse_per_min: int | None = None
    systolic_mmhg: int | None = None
    breaths_per_min: int | None = None
    oxygen_percent: int | None = None
    consciousness: Consciousness = Consciousness.UNKNOWN
    chest_image: ChestImage = ChestImage.NOT_DONE
    influenza: Influenza = Influenza.NOT_DONE
    doctors_opinion: bool = False


@dataclass(frozen=True, slots=True)
class Judged:
    """The ground, who pays, and whether the person goes on to a hospital after the swab."""

    ground: Ground
    free: bool
    to_hospital: bool
    poolable: bool  # for surveillance of people without symptoms, and nothing else


def judge(
    answered: Answered,
    *,
    on: date,
    definition: CaseDefinition,
    testing: Testing,
    of_a_group: bool,
    anonymous: bool,
) -> Judged:
    """Judge answers by the rules of the local day `on`."""
    ill = has_symptoms(answered, definition)
    ground = (
        _ground_when_ill(answered, on, definition) if ill or answered.doctors_opinion else None
    ) or _ground_when_well(answered, on, definition, testing, of_a_group)
    if ground is Ground.OWN_WISH and anonymous and testing.anonymous:
        ground = Ground.EXPOSED  # who is let stay unnamed is not asked to prove where they were
    return Judged(
        ground=ground,
        free=ground is not Ground.OWN_WISH,
        to_hospital=ground in STRONG and is_grave(answered),
        poolable=ground is Ground.GROUP and not ill,
    )


STRONG = frozenset({Ground.SUSPECTED, Ground.OPINION, Ground.TRAVEL, Ground.CLUSTER})
# Below it a chest infection is severe (WHO, clinical management, March 2020)
LOW_OXYGEN_PERCENT = 94


def has_symptoms(answered: Answered, definition: CaseDefinition) -> bool:
    """Fever as the definition has it, or a respiratory symptom."""
    return is_feverish(answered, definition) or bool(RESPIRATORY & set(answered.symptoms))


def is_feverish(answered: Answered, definition: CaseDefinition) -> bool:
    """Measured fever, or fever that is felt while a drug keeps it down or nothing was measured."""
    if answered.temperature_c is not None and float(answered.temperature_c) >= definition.fever_c:
        return True
    felt = Symptom.FEVER in answered.symptoms
    return felt and (answered.temperature_c is None or answered.antipyretic)


def is_grave(answered: Answered) -> bool:
    """Signs with which nobody is sent home to wait."""
    return (
        Symptom.DYSPNOEA in answered.symptoms
        or answered.chest_image is ChestImage.PNEUMONIA
        or answered.consciousness not in (Consciousness.UNKNOWN, Consciousness.ALERT)
        or (answered.oxygen_percent is not None and answered.oxygen_percent < LOW_OXYGEN_PERCENT)
    )


def _ground_when_ill(answered: Answered, on: date, definition: CaseDefinition) -> Ground | None:
    first = answered.onset_on or on
    if _met(answered) and _within(answered.contact_on, first, definition.contact_days):
        return Ground.SUSPECTED
    if answered.doctors_opinion and definition.by_opinion:
        return Ground.OPINION
    if _travelled(answered, first, definition):
        return Ground.TRAVEL
    if answered.cluster_id is not None and definition.cluster_link:
        return Ground.CLUSTER
    return None


def _ground_when_well(
    answered: Answered,
    on: date,
    definition: CaseDefinition,
    testing: Testing,
    of_a_group: bool,
) -> Ground:
    routine = {
        Contact.HOUSEHOLD: testing.household,
        Contact.HEALTH_WORKER: testing.health_workers,
    }.get(answered.contact, False)
    found = (
        (Ground.CONTACT, routine and _within(answered.contact_on, on, definition.contact_days)),
        (Ground.ENTRANT, testing.entrants and _within_travel(answered, on, definition)),
        (Ground.EXPOSED, testing.exposed and answered.cluster_id is not None),
        (Ground.GROUP, of_a_group),
        (Ground.EVERYBODY, testing.everybody),
    )  # fmt: skip
    return next((ground for ground, fits in found if fits), Ground.OWN_WISH)


def _met(answered: Answered) -> bool:
    return answered.contact is not Contact.NONE


def _within(then: date | None, day: date, days: int) -> bool:
    """Whether something was at most so many days before a day. Not known when: it counts."""
    return then is None or 0 <= (day - then).days <= days


def _within_travel(answered: Answered, day: date, definition: CaseDefinition) -> bool:
    return bool(answered.countries) and _within(answered.returned_on, day, definition.travel_days)


def _travelled(answered: Answered, day: date, definition: CaseDefinition) -> bool:
    """Stayed in an affected country: any from when on all are, before that those first named."""
    affected = definition.travel_anywhere or bool(AFFECTED_AT_FIRST & set(answered.countries))
    return affected and _within_travel(answered, day, definition)


# Countries with special entry procedures before all entrants were tested (FIELD 6.4: China from
# 4 February 2020, Hong Kong and Macau from 12 February; the others until 19 March, assumption).
AFFECTED_AT_FIRST = frozenset({"CN", "HK", "MO", "JP", "IT", "IR", "FR", "DE", "ES", "GB", "NL"})
