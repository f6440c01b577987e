"""What the values of cases are called on pages, and how they are badged."""

from collections.abc import Iterable, Mapping
from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from dongseon.console.cases.rules import (
    Basis,
    Classification,
    CloseReason,
    DateWarning,
    DayBasis,
    DeleteReason,
    RestoreReason,
    State,
    TransferReason,
    TransferState,
)
from dongseon.console.cases.types import Origin, Sort

Words = str | Promise

WORDS: Mapping[StrEnum, Words] = {
    Classification.UNDER_INVESTIGATION: _("Under investigation"),
    Classification.SUSPECTED: _("Suspected"),
    Classification.CONFIRMED: _("Confirmed"),
    Classification.NOT_A_CASE: _("Not a case"),
    State.OPEN: pgettext_lazy("a case", "Open"),
    State.CLOSED: pgettext_lazy("a case", "Closed"),
    State.DELETED: pgettext_lazy("a case", "Deleted"),
    State.MERGED: pgettext_lazy("a case", "Merged"),
    Basis.PCR_POSITIVE: _("Positive PCR"),
    Basis.VIRUS_ISOLATED: _("Virus isolated"),
    Basis.SYMPTOMS_AND_CONTACT: _("Symptoms within 14 days of contact with a confirmed case"),
    Basis.SYMPTOMS_AND_TRAVEL: _("Symptoms within 14 days of travel to an affected country"),
    Basis.SYMPTOMS_AND_CLUSTER: _("Symptoms and a link to a known cluster"),
    Basis.DOCTORS_OPINION: _("A doctor's opinion, such as pneumonia of unknown cause"),
    Basis.PCR_NEGATIVE: _("Negative PCR"),
    Basis.AS_REPORTED: _("As reported by a laboratory or another office"),
    Basis.ENTERED_WRONGLY: _("It was entered wrongly"),
    CloseReason.RECOVERED: _("Recovered"),
    CloseReason.DIED: _("Died"),
    CloseReason.LEFT_COUNTRY: _("Left the country"),
    CloseReason.COULD_NOT_BE_FOUND: _("Could not be found"),
    DeleteReason.ENTERED_TWICE: _("Entered twice"),
    DeleteReason.TRAINING: _("Entered for training"),
    DeleteReason.PERSON_ASKED: _("The person asked for it"),
    RestoreReason.DELETED_WRONGLY: _("It was deleted by mistake"),
    RestoreReason.NEEDED_AGAIN: _("It is needed again"),
    RestoreReason.COMPLAINT: _("A complaint is being looked into"),
    TransferReason.LIVES_THERE: _("Lives there"),
    TransferReason.STAYS_THERE: _("Stays there at present"),
    TransferReason.TREATED_THERE: _("Is treated there"),
    TransferReason.WRONG_AREA: _("It was sent to the wrong area"),
    TransferState.OFFERED: _("Waits for an answer"),
    TransferState.ACCEPTED: _("Accepted"),
    TransferState.REFUSED: _("Refused"),
    TransferState.WITHDRAWN: _("Withdrawn"),
    DateWarning.ONSET_IN_FUTURE: _("The onset lies in the future."),
    DateWarning.SAMPLED_IN_FUTURE: _("The day of the sample lies in the future."),
    DateWarning.REPORTED_IN_FUTURE: _("The day of report lies in the future."),
    DateWarning.ONSET_AFTER_REPORT: _("The onset is after the report."),
    DateWarning.SAMPLED_AFTER_REPORT: _("The sample was taken after the report."),
    DateWarning.ONSET_LONG_BEFORE_SAMPLE: _("The onset is more than 30 days before the sample."),
    DateWarning.BEFORE_THE_DISEASE: _("A day lies before the disease was known (1 December 2019)."),
    DateWarning.NO_DAY_TO_COUNT_FROM: _("Neither onset nor sample is known: days are counted from the report."),
    DayBasis.ONSET: _("from the onset of symptoms"),
    DayBasis.SAMPLE: _("from the sample (onset not known)"),
    DayBasis.REPORT: _("from the report (onset and sample not known)"),
    DayBasis.NONE: _("no day is known"),
    Origin.DESK: _("entered here"),
    Origin.IMPORT: _("from a file"),
    Origin.PROGRAM: _("from a laboratory's program"),
}  # fmt: skip

SORTS: Mapping[Sort, Words] = {
    Sort.REPORTED: _("Day of report, newest first"),
    Sort.ONSET: _("Onset, newest first"),
    Sort.SAMPLED: _("Sample, newest first"),
    Sort.NUMBER: _("Case number"),
}

FIELDS: Mapping[str, Words] = {
    "classification": _("Classification"),
    "state": _("Status"),
    "onset_on": _("Onset of symptoms"),
    "sampled_on": _("Sample taken"),
    "reported_on": _("Reported"),
    "area": _("Area"),
    "relation": _("Relation"),
    "last_met_on": _("Last met"),
    "person_id": _("Person"),
    "merged_into": _("Merged into"),
}

PERSON_FIELDS: Mapping[str, Words] = {
    "name": _("Name"),
    "name_romanised": _("Name in Latin letters"),
    "birth_date": _("Birth date"),
    "sex": _("Sex"),
    "phones": _("Phone"),
    "address": _("Address"),
    "language": _("Language"),
}

REASONS: Mapping[str, Words] = {
    "same_phone": _("Same phone"),
    "same_name": _("Same name"),
    "same_birth_date": _("Same birth date"),
    "day_month_swapped": _("Birth dates differ by day and month exchanged"),
    "sex_differs": _("but the sex differs"),
}

ACTS: Mapping[str, Words] = {
    "opened": _("Opened"),
    "named": _("Named as a contact"),
    "classify": _("Classified"),
    "amend_dates": _("Days changed"),
    "close": _("Closed"),
    "reopen": _("Reopened"),
    "delete": _("Deleted"),
    "restore": _("Restored"),
    "offer_transfer": _("Offered to another area"),
    "accept_transfer": _("Taken over"),
    "refuse_transfer": _("Transfer refused"),
    "withdraw_transfer": _("Offer withdrawn"),
    "merge": _("Merged"),
    "unmerge": _("Merge undone"),
    "mark_distinct": _("Found to be somebody else than in another case"),
    "amend_contact": _("Contact changed"),
}

BADGES: Mapping[StrEnum, str] = {
    Classification.CONFIRMED: "danger",
    Classification.SUSPECTED: "warning",
    Classification.UNDER_INVESTIGATION: "information",
    Classification.NOT_A_CASE: "gray",
    State.OPEN: "primary",
    State.CLOSED: "gray",
    State.DELETED: "gray",
    State.MERGED: "gray",
}


def choices(values: Iterable[StrEnum]) -> list[tuple[str, Words]]:
    """Values of an enumeration, as a form offers them."""
    return [(value.value, WORDS[value]) for value in values]


def said(value: str) -> Words:
    """A stored value in words, whichever enumeration it is of; itself if it is of none."""
    return BY_VALUE.get(value, value)


BY_VALUE = {key.value: words for key, words in WORDS.items()} | {
    "female": _("Female"),
    "male": _("Male"),
    "other": _("Other"),
}
