"""Every kind of rule: its name, and the form of its value. Units stand in the names of the fields.

The forms are checked when a rule is written and when it is read; a value that does not fit is refused.
"""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from types import MappingProxyType
from typing import Any, Generic, TypeVar, cast, get_args, get_origin, get_type_hints

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from dongseon.errors import InvalidInput

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class CaseDefinition:
    """Who counts as a case, and of which kind."""

    fever_c: float  # a temperature from which on it is fever
    contact_days: int  # symptoms within so many days of contact with a case make somebody suspected
    travel_days: int  # … of a stay in an affected country, under investigation
    travel_anywhere: bool  # whether any country counts as affected
    by_opinion: bool  # whether a doctor's opinion (pneumonia of unknown cause) is enough
    cluster_link: bool  # whether a link to a domestic cluster is enough


@dataclass(frozen=True, slots=True)
class VitalSigns:
    """Severity from five signs of 0 to 3 points each."""

    mild_at_most: int  # points
    moderate_at_most: int  # points; above it severe
    pulse_per_min: tuple[int, int]  # range of no points, both ends included; likewise below
    systolic_mmhg: tuple[int, int]
    breaths_per_min: tuple[int, int]
    temperature_c: tuple[float, float]


@dataclass(frozen=True, slots=True)
class WithoutVitalSigns:
    """Severity where no vital signs are known, and who goes to hospital in any case."""

    young_below_years: int
    fever_c: float
    fever_despite_antipyretic_c: float
    high_risk_from_years: int
    facility_one_class_up: bool  # residents of homes for the old and the disabled


@dataclass(frozen=True, slots=True)
class Release:
    """When a case's isolation ends. 0 days without a test: that way is not open."""

    symptomatic_days: int  # since onset, with `without_fever_h` and improvement; no test needed
    without_fever_h: int  # without antipyretic
    symptomatic_test_days: int  # since onset, before the negatives count
    asymptomatic_days: int  # since confirmation, no test needed
    asymptomatic_test_days: int  # since confirmation, before the negatives count
    negatives: int  # in a row
    between_negatives_h: int


@dataclass(frozen=True, slots=True)
class Quarantine:
    """How long a contact stays at home, and how often they are asked."""

    days: int  # after the day of the last contact; ends with the last of them
    asked_per_day: int


@dataclass(frozen=True, slots=True)
class Watch:
    """How people under an order are watched over, and how their objections are answered."""

    grace_h: int  # after a question fell due, until it counts as missed
    missed_in_row: int  # questions; from so many on somebody goes there
    unheard_h: int  # since the last report: from then on somebody counts as not seen
    complaint_days: int  # working days until an objection is answered


@dataclass(frozen=True, slots=True)
class Contacts:
    """Whom to look for, and in how many tiers."""

    days_before_onset: int  # or before sampling where there were no symptoms
    tiers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class QuietHours:
    """When no message that can wait is handed over: local hours; the same hour twice is none."""

    begins_h: int
    ends_h: int


@dataclass(frozen=True, slots=True)
class PositiveResult:
    """A positive result is told by telephone first; the message follows the call, or comes by itself."""

    call_within_min: int  # after verification
    message_after_min: int  # after verification, if nobody was reached until then


@dataclass(frozen=True, slots=True)
class CallAttempts:
    """How often somebody is called, and when somebody else must find them."""

    attempts: int  # in vain, until the next step
    between_min: int
    next_step_min: int  # until the next step must be done


@dataclass(frozen=True, slots=True)
class Testing:
    """Whom a screening site tests free of charge although they have no symptoms."""

    household: bool  # contacts in the household of a case
    health_workers: bool  # who cared for a case
    entrants: bool  # whoever came from abroad within the days of the case definition
    exposed: bool  # whoever was where a known cluster was
    everybody: bool
    anonymous: bool  # a phone number is enough to be registered


@dataclass(frozen=True, slots=True)
class GroupTesting:
    """How often everybody on the roster of a group is tested."""

    care_home_days: int
    hospital_days: int
    workplace_days: int
    religious_days: int
    round_days: int  # within so many days all of one round


@dataclass(frozen=True, slots=True)
class Pooling:
    """How many specimens of people without symptoms are tested as one. 0: none are."""

    most: int


@dataclass(frozen=True, slots=True)
class LaboratoryResults:
    """When a result stands, and when it is kept back."""

    finals_verified: bool  # a laboratory's own final report needs no second person here
    kit_named: bool  # a result that names no kit is kept back
    lot_named: bool  # … that names no lot
    turn_around_h: int  # from swab to verified result: what is later is shown as late


@dataclass(frozen=True, slots=True)
class Notice:
    """When somebody whose data were asked for is told so."""

    days: int  # after the day on which a holder took the request up


@dataclass(frozen=True, slots=True)
class Presence:
    """Who counts as having been there, and from when on somebody's identity may be asked for."""

    least_stay_min: int  # within the reach of the same sector, or at the place
    identify_from: float  # chance of having met the case, 0 to 1


@dataclass(frozen=True, slots=True)
class Links:
    """Which links between cases look impossible. They are flagged, never removed."""

    before_days: int  # onset of the secondary case so long before the primary's is flagged
    gap_days: int  # onset so long after the primary's is flagged


@dataclass(frozen=True, slots=True)
class Retention:
    """How long something is kept after the day from which it is counted."""

    days: int


@dataclass(frozen=True, slots=True)
class Kind(Generic[T]):
    """A kind of rule."""

    name: str
    title: Promise
    form: type[T]


CASE_DEFINITION = Kind("case_definition", _("Case definition"), CaseDefinition)
VITAL_SIGNS = Kind("triage.vital_signs", _("Triage by vital signs"), VitalSigns)
WITHOUT_VITAL_SIGNS = Kind(
    "triage.without_vital_signs", _("Triage without vital signs"), WithoutVitalSigns
)
RELEASE = Kind("release", _("Release of cases"), Release)
QUARANTINE = Kind("quarantine", _("Quarantine of contacts"), Quarantine)
ENTRANTS = Kind("quarantine.entrants", _("Quarantine of entrants"), Quarantine)
WATCH = Kind("isolation.watch", _("Watching over people at home"), Watch)
CONTACTS = Kind("contacts", _("Contacts: window and tiers"), Contacts)
PRESENCE = Kind("contacts.presence", _("Contacts: who was there"), Presence)
LINKS = Kind("links", _("Links between cases"), Links)
QUIET_HOURS = Kind("messages.quiet_hours", _("Messages: quiet hours"), QuietHours)
POSITIVE_RESULT = Kind("messages.positive", _("Messages: positive results"), PositiveResult)
CALL_ATTEMPTS = Kind("calls.attempts", _("Calls: attempts"), CallAttempts)
KEEP_MESSAGE = Kind("retention.message", _("Keeping: messages and calls"), Retention)
TESTING = Kind("testing", _("Who is tested without symptoms"), Testing)
GROUP_TESTING = Kind("testing.groups", _("Testing of high-risk groups"), GroupTesting)
KEEP_SCREENING = Kind("retention.screening", _("Keeping: visits to screening sites"), Retention)
POOLING = Kind("laboratory.pooling", _("Laboratory: pools"), Pooling)
RESULTS = Kind("laboratory.results", _("Laboratory: results and kits"), LaboratoryResults)
KEEP_SPECIMEN = Kind("retention.specimen", _("Keeping: specimens and results"), Retention)
KEEP_DELIVERY = Kind("retention.delivery", _("Keeping: what laboratories sent"), Retention)
NOTICE = Kind("notice", _("Telling people that their data were asked for"), Notice)
KEEP_CASE = Kind("retention.case", _("Keeping: case files"), Retention)
KEEP_PERSON = Kind("retention.person", _("Keeping: people whom no file needs"), Retention)
KEEP_CONTACT = Kind("retention.contact", _("Keeping: contacts who did not fall ill"), Retention)
KEEP_LOCATION = Kind("retention.location", _("Keeping: where somebody was"), Retention)
KEEP_AUDIT = Kind("retention.audit", _("Keeping: the log of acts and looks"), Retention)
KEEP_EXPORT = Kind("retention.export", _("Keeping: files of imports and exports"), Retention)

KINDS: Mapping[str, Kind[Any]] = MappingProxyType(
    {
        kind.name: kind
        for kind in (
            CASE_DEFINITION,
            VITAL_SIGNS,
            WITHOUT_VITAL_SIGNS,
            RELEASE,
            QUARANTINE,
            ENTRANTS,
            WATCH,
            CONTACTS,
            PRESENCE,
            LINKS,
            QUIET_HOURS,
            POSITIVE_RESULT,
            CALL_ATTEMPTS,
            KEEP_MESSAGE,
            TESTING,
            GROUP_TESTING,
            KEEP_SCREENING,
            POOLING,
            RESULTS,
            KEEP_SPECIMEN,
            KEEP_DELIVERY,
            NOTICE,
            KEEP_CASE,
            KEEP_PERSON,
            KEEP_CONTACT,
            KEEP_LOCATION,
            KEEP_AUDIT,
            KEEP_EXPORT,
        )
    }
)


def read(name: str, value: object) -> Any:
    """A JSON value in the form of its kind. Raises InvalidInput naming kind and field."""
    kind = KINDS.get(name)
    if kind is None:
        raise InvalidInput(f"{name}: is no kind of rule")
    if not isinstance(value, dict):
        raise InvalidInput(f"{name}: is no object")
    hints = get_type_hints(kind.form)
    wrong = value.keys() ^ hints.keys()
    if wrong:
        raise InvalidInput(f"{name}: {sorted(wrong)[0]}: is missing or unknown")
    return kind.form(
        **{field: _valued(f"{name}: {field}", value[field], hints[field]) for field in hints}
    )


def write(value: Any) -> dict[str, object]:
    """A value as JSON."""
    said = {field.name: getattr(value, field.name) for field in fields(value)}
    return {name: list(one) if isinstance(one, tuple) else one for name, one in said.items()}


def _valued(where: str, value: object, wanted: Any) -> object:
    if get_origin(wanted) is tuple:
        return _tuple(where, value, get_args(wanted))
    if wanted is float and type(value) in (int, float):
        value = float(cast(float, value))
    if type(value) is not wanted:
        raise InvalidInput(f"{where}: expected {wanted.__name__}")
    if isinstance(value, int | float) and value < 0:
        raise InvalidInput(f"{where}: is below 0")
    return value


def _tuple(where: str, value: object, wanted: tuple[Any, ...]) -> tuple[object, ...]:
    if not isinstance(value, list | tuple) or not value:
        raise InvalidInput(f"{where}: expected a list")
    if wanted[-1] is ...:
        return tuple(_valued(where, one, wanted[0]) for one in value)
    if len(value) != len(wanted):
        raise InvalidInput(f"{where}: expected {len(wanted)} values")
    low, high = (_valued(where, one, form) for one, form in zip(value, wanted, strict=True))
    if cast(float, low) > cast(float, high):
        raise InvalidInput(f"{where}: the first is above the second")
    return low, high
