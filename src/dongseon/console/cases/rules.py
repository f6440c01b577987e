"""States of a case, its classifications, its dates: pure. Drawn and sourced in docs/rules/cases.md."""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum


class Classification(StrEnum):
    """What somebody was decided to be, by the case definition in force on that day."""

    UNDER_INVESTIGATION = "under_investigation"
    SUSPECTED = "suspected"
    CONFIRMED = "confirmed"
    NOT_A_CASE = "not_a_case"


class State(StrEnum):
    """Where a record stands."""

    OPEN = "open"
    CLOSED = "closed"
    DELETED = "deleted"  # set aside with a reason; can be brought back until retention erases it
    MERGED = "merged"  # another record stands for it


class Basis(StrEnum):
    """On what a decision about the classification rests."""

    PCR_POSITIVE = "pcr_positive"
    VIRUS_ISOLATED = "virus_isolated"
    SYMPTOMS_AND_CONTACT = "symptoms_and_contact"
    SYMPTOMS_AND_TRAVEL = "symptoms_and_travel"
    SYMPTOMS_AND_CLUSTER = "symptoms_and_cluster"
    DOCTORS_OPINION = "doctors_opinion"
    PCR_NEGATIVE = "pcr_negative"
    AS_REPORTED = "as_reported"  # as a laboratory, a file or another office wrote it
    ENTERED_WRONGLY = "entered_wrongly"


class DeleteReason(StrEnum):
    """Why a record is set aside. Words, not free text: a free text could name somebody."""

    ENTERED_TWICE = "entered_twice"
    ENTERED_WRONGLY = "entered_wrongly"
    TRAINING = "training"
    PERSON_ASKED = "person_asked"


class RestoreReason(StrEnum):
    """Why a record is brought back."""

    DELETED_WRONGLY = "deleted_wrongly"
    NEEDED_AGAIN = "needed_again"
    COMPLAINT = "complaint"


class CloseReason(StrEnum):
    """Why nothing more is to be done about a case."""

    RECOVERED = "recovered"
    DIED = "died"
    NOT_A_CASE = "not_a_case"
    LEFT_COUNTRY = "left_country"
    COULD_NOT_BE_FOUND = "could_not_be_found"


class TransferReason(StrEnum):
    """Why another office should take a case."""

    LIVES_THERE = "lives_there"
    STAYS_THERE = "stays_there"
    TREATED_THERE = "treated_there"
    WRONG_AREA = "wrong_area"


class TransferState(StrEnum):
    """Where an offer to take a case stands."""

    OFFERED = "offered"
    ACCEPTED = "accepted"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


# What may become what. A merged case comes back as what it was by undoing the merge, and only so.
MOVES: dict[State, frozenset[State]] = {
    State.OPEN: frozenset({State.CLOSED, State.DELETED, State.MERGED}),
    State.CLOSED: frozenset({State.OPEN, State.DELETED, State.MERGED}),
    State.DELETED: frozenset({State.OPEN, State.CLOSED}),
    State.MERGED: frozenset({State.OPEN, State.CLOSED}),
}
LIVING = frozenset({State.OPEN, State.CLOSED})  # shown in lists, counted, changed

# On what each classification may rest. Korean guideline of 15 March 2020: FIELD 4.3.
GROUNDS: dict[Classification, frozenset[Basis]] = {
    Classification.CONFIRMED: frozenset(
        {Basis.PCR_POSITIVE, Basis.VIRUS_ISOLATED, Basis.AS_REPORTED}
    ),
    Classification.SUSPECTED: frozenset(
        {Basis.SYMPTOMS_AND_CONTACT, Basis.AS_REPORTED, Basis.ENTERED_WRONGLY}
    ),
    Classification.UNDER_INVESTIGATION: frozenset(
        {
            Basis.SYMPTOMS_AND_TRAVEL,
            Basis.SYMPTOMS_AND_CLUSTER,
            Basis.DOCTORS_OPINION,
            Basis.AS_REPORTED,
            Basis.ENTERED_WRONGLY,
        }
    ),
    Classification.NOT_A_CASE: frozenset(
        {Basis.PCR_NEGATIVE, Basis.AS_REPORTED, Basis.ENTERED_WRONGLY}
    ),
}


def sources(target: State) -> list[State]:
    """The states from which a case may come into this one."""
    return sorted(state for state, targets in MOVES.items() if target in targets)


class DateWarning(StrEnum):
    """What looks wrong about the dates of a case. A warning asks; it never changes a date."""

    ONSET_IN_FUTURE = "onset_in_future"
    SAMPLED_IN_FUTURE = "sampled_in_future"
    REPORTED_IN_FUTURE = "reported_in_future"
    ONSET_AFTER_REPORT = "onset_after_report"
    SAMPLED_AFTER_REPORT = "sampled_after_report"
    ONSET_LONG_BEFORE_SAMPLE = "onset_long_before_sample"
    BEFORE_THE_DISEASE = "before_the_disease"
    NO_DAY_TO_COUNT_FROM = "no_day_to_count_from"


LONG_BEFORE = timedelta(days=30)  # an onset that long before a sample is rare: assumption
FIRST_KNOWN_ONSET = date(2019, 12, 1)  # Huang et al. 2020, Lancet 395:497


@dataclass(frozen=True, slots=True)
class Dates:
    """The local days of a case; None is not known."""

    onset_on: date | None = None
    sampled_on: date | None = None
    reported_on: date | None = None


def warnings(dates: Dates, today: date) -> tuple[DateWarning, ...]:
    """What looks wrong about these dates, as seen on a local day."""
    onset, sampled, reported = dates.onset_on, dates.sampled_on, dates.reported_on
    last = date.max
    checks = {
        DateWarning.ONSET_IN_FUTURE: (onset or today) > today,
        DateWarning.SAMPLED_IN_FUTURE: (sampled or today) > today,
        DateWarning.REPORTED_IN_FUTURE: (reported or today) > today,
        DateWarning.ONSET_AFTER_REPORT: onset is not None and onset > (reported or last),
        DateWarning.SAMPLED_AFTER_REPORT: sampled is not None and sampled > (reported or last),
        DateWarning.ONSET_LONG_BEFORE_SAMPLE: bool(
            onset and sampled and sampled - onset > LONG_BEFORE
        ),
        DateWarning.BEFORE_THE_DISEASE: any(
            day is not None and day < FIRST_KNOWN_ONSET for day in (onset, sampled, reported)
        ),
        DateWarning.NO_DAY_TO_COUNT_FROM: onset is None and sampled is None,
    }
    return tuple(warning for warning, holds in checks.items() if holds)


class DayBasis(StrEnum):
    """Which of its dates a case is counted from."""

    ONSET = "onset"
    SAMPLE = "sample"
    REPORT = "report"
    NONE = "none"


def first_day(dates: Dates) -> tuple[date | None, DayBasis]:
    """The day from which days of illness are counted: onset, else sample, else report."""
    for day, basis in (
        (dates.onset_on, DayBasis.ONSET),
        (dates.sampled_on, DayBasis.SAMPLE),
        (dates.reported_on, DayBasis.REPORT),
    ):
        if day is not None:
            return day, basis
    return None, DayBasis.NONE
