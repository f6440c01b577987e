"""What the values of screening are called on pages, and how they are badged."""

from collections.abc import Mapping
from enum import StrEnum
from typing import TypeVar

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from dongseon.console.screening.criteria import (
    ChestImage,
    Consciousness,
    Contact,
    Ground,
    Influenza,
    Symptom,
)
from dongseon.console.screening.rules import (
    BookingReason,
    BookingState,
    GoneReason,
    GroupKind,
    MemberRole,
    Outcome,
    SiteKind,
    VisitState,
)

Words = str | Promise

SITE_KINDS: Mapping[SiteKind, Words] = {
    SiteKind.DRIVE_THROUGH: _("Drive-through"),
    SiteKind.WALK_THROUGH: _("Walk-through booth"),
    SiteKind.WALK_IN: _("Walk-in clinic"),
    SiteKind.HOSPITAL: _("Hospital"),
}
STATES: Mapping[VisitState, Words] = {
    VisitState.ARRIVED: pgettext_lazy("a visit", "Arrived"),
    VisitState.QUESTIONED: pgettext_lazy("a visit", "Waits for the swab"),
    VisitState.SWABBED: pgettext_lazy("a visit", "Swabbed"),
    VisitState.LEFT: pgettext_lazy("a visit", "Left"),
    VisitState.GONE: pgettext_lazy("a visit", "Went without a swab"),
}
GONE_REASONS: Mapping[GoneReason, Words] = {
    GoneReason.DID_NOT_WAIT: _("Did not wait"),
    GoneReason.REFUSED: _("Refused the swab"),
    GoneReason.NOT_NEEDED: _("No test is needed"),
    GoneReason.SENT_TO_HOSPITAL: _("Sent to a hospital at once"),
    GoneReason.REGISTERED_WRONGLY: _("Registered by mistake"),
}
BOOKING_REASONS: Mapping[BookingReason, Words] = {
    BookingReason.OWN_WISH: _("The person asked for it"),
    BookingReason.SYMPTOMS: _("Symptoms"),
    BookingReason.CONTACT: _("Contact with a case"),
    BookingReason.ENTRANT: _("Came from abroad"),
    BookingReason.QUARANTINE_ENDS: _("Before the end of quarantine"),
    BookingReason.RETEST: _("New swab: the one before gave no result"),
    BookingReason.RELEASE: _("Before release from isolation"),
    BookingReason.GROUP: _("Test of a group"),
}
BOOKING_STATES: Mapping[BookingState, Words] = {
    BookingState.OPEN: pgettext_lazy("a booking", "Expected"),
    BookingState.KEPT: pgettext_lazy("a booking", "Came"),
    BookingState.CANCELLED: pgettext_lazy("a booking", "Cancelled"),
    BookingState.MISSED: pgettext_lazy("a booking", "Did not come"),
}
GROUP_KINDS: Mapping[GroupKind, Words] = {
    GroupKind.CARE_HOME: _("Care home"),
    GroupKind.HOSPITAL: _("Hospital"),
    GroupKind.WORKPLACE: _("Dense workplace"),
    GroupKind.RELIGIOUS: _("Religious group"),
}
MEMBER_ROLES: Mapping[MemberRole, Words] = {
    MemberRole.RESIDENT: _("Resident or patient"),
    MemberRole.STAFF: _("Staff"),
    MemberRole.MEMBER: _("Member"),
}
OUTCOMES: Mapping[Outcome, Words] = {
    Outcome.NEGATIVE: _("Negative"),
    Outcome.POSITIVE: _("Positive"),
    Outcome.INCONCLUSIVE: _("Inconclusive"),
    Outcome.INVALID: _("Invalid"),
    Outcome.PENDING: _("No result yet"),
}
CONTACTS: Mapping[Contact, Words] = {
    Contact.NONE: _("None known"),
    Contact.HOUSEHOLD: _("Lives with a case"),
    Contact.HEALTH_WORKER: _("Cared for a case"),
    Contact.OTHER: _("Another contact with a case"),
}
SYMPTOMS: Mapping[Symptom, Words] = {
    Symptom.FEVER: _("Fever or chills"),
    Symptom.COUGH: _("Cough"),
    Symptom.SORE_THROAT: _("Sore throat"),
    Symptom.SPUTUM: _("Sputum"),
    Symptom.DYSPNOEA: _("Trouble breathing"),
    Symptom.RUNNY_NOSE: _("Runny or blocked nose"),
    Symptom.SMELL_TASTE: _("Loss of smell or taste"),
    Symptom.MUSCLE_PAIN: _("Muscle pain"),
    Symptom.HEADACHE: _("Headache"),
    Symptom.FATIGUE: _("Tiredness"),
    Symptom.DIARRHOEA: _("Diarrhoea"),
    Symptom.OTHER: _("Another symptom"),
}
CONSCIOUSNESS: Mapping[Consciousness, Words] = {
    Consciousness.UNKNOWN: _("Not assessed"),
    Consciousness.ALERT: _("Alert"),
    Consciousness.VOICE: _("Responds to voice"),
    Consciousness.PAIN: _("Responds to pain"),
    Consciousness.UNRESPONSIVE: _("Unresponsive"),
}
CHEST_IMAGES: Mapping[ChestImage, Words] = {
    ChestImage.NOT_DONE: _("Not done"),
    ChestImage.NORMAL: _("Nothing abnormal"),
    ChestImage.PNEUMONIA: _("Pneumonia"),
    ChestImage.OTHER: _("Something else"),
}
INFLUENZA: Mapping[Influenza, Words] = {
    Influenza.NOT_DONE: _("Not done"),
    Influenza.NEGATIVE: _("Negative"),
    Influenza.TYPE_A: _("Influenza A"),
    Influenza.TYPE_B: _("Influenza B"),
}
GROUNDS: Mapping[Ground, Words] = {
    Ground.SUSPECTED: _("Suspected: symptoms after contact with a case"),
    Ground.OPINION: _("A doctor's opinion"),
    Ground.TRAVEL: _("Symptoms after a stay abroad"),
    Ground.CLUSTER: _("Symptoms, and a link to a known cluster"),
    Ground.CONTACT: _("Contact who is tested without symptoms"),
    Ground.ENTRANT: _("Came from abroad"),
    Ground.EXPOSED: _("Was where a known cluster was"),
    Ground.GROUP: _("Test of a group"),
    Ground.EVERYBODY: _("Everybody may be tested"),
    Ground.OWN_WISH: _("Own wish, paid by the person"),
}
DAYS: tuple[Words, ...] = (
    _("Monday"),
    _("Tuesday"),
    _("Wednesday"),
    _("Thursday"),
    _("Friday"),
    _("Saturday"),
    _("Sunday"),
    _("Public holidays"),
)
# Each in its own words: who reads it is the person it is about.
LANGUAGES = (
    ("ko", "한국어"),
    ("en", "English"),
    ("zh", "中文"),
    ("vi", "Tiếng Việt"),
    ("th", "ภาษาไทย"),
    ("ru", "Русский"),
    ("mn", "Монгол"),
    ("uz", "Oʻzbekcha"),
    ("ja", "日本語"),
    ("tl", "Tagalog"),
    ("km", "ភាសាខ្មែរ"),
    ("ne", "नेपाली"),
    ("id", "Bahasa Indonesia"),
    ("my", "မြန်မာ"),
    ("si", "සිංහල"),
    ("bn", "বাংলা"),
    ("ur", "اردو"),
    ("ar", "العربية"),
    ("fr", "Français"),
    ("es", "Español"),
    ("de", "Deutsch"),
)

STATE_BADGES: Mapping[VisitState, str] = {
    VisitState.ARRIVED: "information",
    VisitState.QUESTIONED: "warning",
    VisitState.SWABBED: "primary",
    VisitState.LEFT: "gray",
    VisitState.GONE: "gray",
}
OUTCOME_BADGES: Mapping[Outcome, str] = {
    Outcome.POSITIVE: "danger",
    Outcome.NEGATIVE: "success",
    Outcome.INCONCLUSIVE: "warning",
    Outcome.INVALID: "warning",
    Outcome.PENDING: "gray",
}
BOOKING_BADGES: Mapping[BookingState, str] = {
    BookingState.OPEN: "information",
    BookingState.KEPT: "success",
    BookingState.CANCELLED: "gray",
    BookingState.MISSED: "warning",
}

K = TypeVar("K", bound=StrEnum)


def choices(words: Mapping[K, Words]) -> list[tuple[str, Words]]:
    """Values of an enumeration, as a form offers them."""
    return [(value.value, said) for value, said in words.items()]


def said(words: Mapping[K, Words], value: str) -> Words:
    """A value in words; a dash for none."""
    return {key.value: text for key, text in words.items()}.get(value, "–")
