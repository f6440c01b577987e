"""What the values of orders are called on pages, and how they are badged."""

from collections.abc import Iterable, Mapping
from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from dongseon.console.isolation import breach_rules
from dongseon.console.isolation.breach_rules import Answer, Found, Outcome, Signal
from dongseon.console.isolation.rules import (
    Act,
    Kind,
    Place,
    Reach,
    Reason,
    Slot,
    Source,
    State,
    Symptom,
)
from dongseon.console.isolation.types import (
    ComplaintState,
    Needed,
    NeedState,
    Receipt,
    View,
    Way,
)

Words = str | Promise

_PAIRS: tuple[tuple[StrEnum, Words], ...] = (
    (Kind.CONTACT, _("Quarantine: contact")),
    (Kind.ENTRANT, _("Quarantine: entrant")),
    (Kind.CASE, _("Isolation: case")),
    (Kind.PROVISIONAL, _("Isolation until tested again")),
    (State.IN_FORCE, _("In force")),
    (State.ENDED, _("Ended")),
    (State.RELEASED, _("Released early")),
    (State.BECAME_CASE, _("Became a case")),
    (State.REVOKED, _("Taken back")),
    (Reach.CALL, _("By phone")),
    (Reach.PROXY, _("Somebody answers for them")),
    (Reach.VISIT, _("By visit (no phone)")),
    (Reach.APP, _("Reports themselves")),
    (Place.HOME, _("At home")),
    (Place.OTHER, _("At another address")),
    (Place.FACILITY, _("In a facility")),
    (Symptom.FEVERISH, _("Feverish")),
    (Symptom.COUGH, _("Cough")),
    (Symptom.SORE_THROAT, _("Sore throat")),
    (Symptom.BREATHLESS, _("Short of breath")),
    (Symptom.NO_SMELL, _("No smell or taste")),
    (Symptom.OTHER, pgettext_lazy("a symptom", "Other")),
    (Source.CALL, _("by call")),
    (Source.VISIT, _("by visit")),
    (Source.APP, _("by app")),
    (Slot.OPEN, pgettext_lazy("a question", "open")),
    (Slot.DONE, pgettext_lazy("a question", "answered")),
    (Slot.MISSED, pgettext_lazy("a question", "missed")),
    (View.DUE, _("To call now")),
    (View.MISSED, _("Did not answer")),
    (View.UNHEARD, _("Not heard for a day")),
    (View.SYMPTOMATIC, _("Symptoms")),
    (View.ENDING, _("Last day today")),
    (View.ALL, _("All people")),
    (Way.MESSAGE, _("by text message")),
    (Way.HANDED_OVER, _("handed over")),
    (Way.POST, _("by registered post")),
    (Way.READ_OUT, _("read out by phone")),
    (Receipt.BY_PERSON, _("received by the person")),
    (Receipt.BY_OTHER, _("received by somebody of the household")),
    (Receipt.REFUSED, _("receipt refused")),
    (Receipt.RETURNED, _("returned")),
    (Needed.FOOD, _("Food")),
    (Needed.MEDICINE, _("Medicine")),
    (Needed.THERMOMETER, _("Thermometer")),
    (Needed.MASKS, _("Masks")),
    (Needed.WASTE_BAGS, _("Bags for waste")),
    (Needed.BABY, _("Baby things")),
    (Needed.PET, _("Care for a pet")),
    (Needed.COUNSEL, _("Somebody to talk to")),
    (Needed.OTHER, pgettext_lazy("a need", "Other")),
    (NeedState.ASKED, _("Asked for")),
    (NeedState.SENT, _("On its way")),
    (NeedState.DELIVERED, _("Delivered")),
    (NeedState.CANCELLED, _("Not needed any more")),
    (ComplaintState.OPEN, _("Waits for an answer")),
    (ComplaintState.UPHELD, _("Upheld")),
    (ComplaintState.REJECTED, _("Not upheld")),
    (ComplaintState.WITHDRAWN, _("Withdrawn")),
    (Reason.MET_AGAIN, _("Met a case again (same household)")),
    (Reason.LATER_CONTACT_FOUND, _("A later contact was found")),
    (Reason.NOT_A_CONTACT, _("Turned out not to be a contact")),
    (Reason.SOURCE_NOT_A_CASE, _("Whom they met is no case")),
    (Reason.CRITERIA_MET, _("The criteria of release are met")),
    (Reason.RETEST_NEGATIVE, _("Negative when tested again")),
    (Reason.LEFT_COUNTRY, _("Left the country")),
    (Reason.DIED, _("Died")),
    (Reason.TO_HOSPITAL, _("Admitted to hospital")),
    (Reason.COMPLAINT_UPHELD, _("An objection was upheld")),
    (Reason.ENTERED_WRONGLY, _("It was entered wrongly")),
    (Reason.LIVES_THERE, _("Lives there")),
    (Reason.MOVED_THERE, _("Moved there")),
    (Reason.WRONG_AREA, _("It was sent to the wrong area")),
    (Reason.ABSENCE, _("The officer is away")),
    (Reason.WORKLOAD, _("To share the work")),
    (Reason.SAME_HOUSEHOLD, _("Same household")),
    (Reason.NO_ROOM_OF_OWN, _("Has no room of their own")),
    (Reason.FRAIL_COHABITANT, _("Lives with somebody frail")),
    (Reason.NO_HOME, _("Has no home here")),
    (Reason.BREACH, _("Left the place of quarantine")),
    (Act.ISSUED, _("Order issued")),
    (Act.EXTENDED, _("Extended")),
    (Act.EXTENSION_UNDONE, _("Extension undone")),
    (Act.RELEASED, _("Released")),
    (Act.ENDED, _("Ended on its last day")),
    (Act.BECAME_CASE, _("Gave way to isolation")),
    (Act.REVOKED, _("Order taken back")),
    (Act.ASSIGNED, _("Given to an officer")),
    (Act.JOINED, _("Reports with the household")),
    (Act.PARTED, _("Reports alone")),
    (Act.REACH_CHANGED, _("How they are reached was changed")),
    (Act.PLACE_CHANGED, _("Place changed")),
    (Act.ADDRESS_VERIFIED, _("Address verified")),
    (Act.OFFERED, _("Offered to another area")),
    (Act.TAKEN_OVER, _("Taken over by another area")),
    (Act.OFFER_ENDED, _("Not handed over")),
    (Act.TEST_BOOKED, _("Test booked")),
    (Act.TESTED_POSITIVE, _("Tested positive: is a case now")),
    (Act.POSITIVE_HELD, _("A positive is being tested again")),
    (Act.POSITIVE_GONE, _("Negative when tested again")),
    (Act.COMPLAINED, _("The person objected")),
    (Act.COMPLAINT_UPHELD, _("Objection upheld")),
    (Act.COMPLAINT_REJECTED, _("Objection not upheld")),
    (Act.COMPLAINT_WITHDRAWN, _("Objection withdrawn")),
    (Signal.LEFT_PLACE, _("A phone was seen elsewhere")),
    (Signal.SEEN_ELSEWHERE, _("Somebody saw them elsewhere")),
    (Signal.PHONE_SILENT, _("The phone is silent")),
    (Signal.PHONE_STILL, _("The phone has not moved for hours")),
    (Signal.CALLS_MISSED, _("Nobody answers")),
    (breach_rules.State.SIGNALLED, _("To be called")),
    (breach_rules.State.CALLED, _("Called, not settled")),
    (breach_rules.State.VISITING, _("Somebody is on the way")),
    (breach_rules.State.VERIFIED, _("Left the place: to be heard")),
    (breach_rules.State.HEARD, _("Heard: to be decided")),
    (breach_rules.State.DECIDED, _("Decided")),
    (breach_rules.State.UNFOUNDED, _("Unfounded")),
    (breach_rules.State.EXPLAINED, _("Explained")),
    (Answer.AT_PLACE, _("Answered, and is at the place")),
    (Answer.NOT_AT_PLACE, _("Answered, and is elsewhere")),
    (Answer.EXPLAINED, _("Answered, and it is clear why the signal was lost")),
    (Answer.UNCLEAR, _("Answered, and it stays unclear")),
    (Answer.NO_ANSWER, _("Nobody answered")),
    (Found.AT_PLACE, _("Is at the place")),
    (Found.EXPLAINED, _("Is there, and it is clear why the signal was lost")),
    (Found.NOT_AT_PLACE, _("Is not there")),
    (Outcome.EXCUSED, _("Excused")),
    (Outcome.WARNED, _("Warned")),
    (Outcome.WRISTBAND, _("Wristband, by consent")),
    (Outcome.TO_FACILITY, _("To a facility")),
    (Outcome.REPORTED, _("Reported to the police")),
)
# By type and value: members of two enumerations with one value are equal.
_WORDS: Mapping[tuple[type[StrEnum], str], Words] = {
    (type(value), value.value): words for value, words in _PAIRS
}

STEPS: Mapping[str, Words] = {
    "signalled": _("Signal"),
    "called": _("Called"),
    "sent": _("Somebody was sent"),
    "visited": _("Visited"),
    "heard": _("Statement recorded"),
    "decided": _("Decided"),
    "set_aside": _("Set aside"),
}

TEMPLATES: Mapping[str, Words] = {
    "contact": _("Quarantine notice"),
    "entrant": _("Quarantine notice for entrants"),
    "case": _("Isolation notice"),
    "provisional": _("Notice of provisional isolation"),
    "extension": _("Notice of extension"),
    "release": _("Notice of release"),
    "answer": _("Answer to an objection"),
}

BADGES: Mapping[StrEnum, str] = {
    State.IN_FORCE: "primary",
    State.BECAME_CASE: "danger",
    breach_rules.State.SIGNALLED: "danger",
    breach_rules.State.CALLED: "warning",
    breach_rules.State.VISITING: "warning",
    breach_rules.State.VERIFIED: "danger",
    breach_rules.State.HEARD: "warning",
    Slot.DONE: "success",
    Slot.MISSED: "warning",
    ComplaintState.OPEN: "warning",
    NeedState.ASKED: "warning",
    NeedState.SENT: "information",
    NeedState.DELIVERED: "success",
}


def choices(values: Iterable[StrEnum]) -> list[tuple[str, Words]]:
    """Values of an enumeration, as a form offers them."""
    return [(value.value, said(value)) for value in values]


def said(value: StrEnum) -> Words:
    """A value in words."""
    return _WORDS[type(value), value.value]


def reason_said(value: str) -> Words:
    """A stored reason in words; empty for none."""
    return said(Reason(value)) if value else ""


def act_said(value: str) -> Words:
    """A stored act in words."""
    return said(Act(value))


def template_said(value: str) -> Words:
    """A letter in words, without its edition."""
    return TEMPLATES[value.rpartition("-")[0]]
