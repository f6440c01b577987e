"""What the values of contacts are called. Relationships are those of Go.Data, so that they can be passed on."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from dongseon.console.tracing.types import CandidateState, RejectReason

Words = str | Promise

CERTAINTY: Mapping[str, Words] = {
    "high": _("Certain"),
    "medium": _("Probable"),
    "low": _("Possible"),
}
EXPOSURE: Mapping[str, Words] = {
    "same_place": _("Same place at the same time"),
    "face_to_face": _("Face to face within 2 m"),
    "physical": _("Direct physical contact"),
    "household": _("Lives in the same household"),
    "care": _("Cared for the case"),
    "vehicle": _("Same vehicle"),
}
FREQUENCY: Mapping[str, Words] = {
    "": _("Not known"),
    "once": _("Once"),
    "several": _("Several times"),
    "daily": _("Every day"),
}
DURATION: Mapping[str, Words] = {
    "": _("Not known"),
    "under_15_min": _("Less than 15 minutes"),
    "15_to_60_min": _("15 to 60 minutes"),
    "over_60_min": _("More than an hour"),
}
RELATIONSHIP: Mapping[str, Words] = {
    "": _("Not known"),
    "household": _("Household"),
    "family": _("Family"),
    "colleague": _("Colleague"),
    "classmate": _("Classmate or pupil"),
    "friend": _("Friend"),
    "stranger": _("Stranger"),
    "health_worker": _("Health worker"),
}
DISTANCE: Mapping[str, Words] = {
    "": _("Not known"),
    "under_1_m": _("Less than 1 m"),
    "1_to_2_m": _("1 to 2 m"),
    "over_2_m": _("More than 2 m"),
    "same_room": _("Same room"),
    "same_site": _("Same site"),
    "same_vehicle": _("Same vehicle"),
}
MASKS: Mapping[str, Words] = {
    "": _("Not known"),
    "both": _("Both"),
    "case": _("The case alone"),
    "contact": _("The contact alone"),
    "none": _("Nobody"),
}
VENTILATION: Mapping[str, Words] = {
    "": _("Not known"),
    "outdoors": _("Outdoors"),
    "good": _("Well aired"),
    "poor": _("Hardly aired"),
}
SYMPTOMS: Mapping[str, Words] = {
    "": _("Not known"),
    "none": _("None"),
    "mild": _("Mild"),
    "coughing": _("Coughing"),
}
TIERS: Mapping[str, Words] = {
    "contact": _("Contact"),
    "close": _("Close contact"),
    "casual": _("Casual contact"),
}
STATES: Mapping[CandidateState, Words] = {
    CandidateState.OPEN: _("To be decided"),
    CandidateState.ASKED: _("Identity asked for"),
    CandidateState.ACCEPTED: _("Is a contact"),
    CandidateState.REJECTED: _("Is no contact"),
    CandidateState.ALERT: _("Warned by a text"),
}
REASONS: Mapping[RejectReason, Words] = {
    RejectReason.TOO_SHORT: _("Too short"),
    RejectReason.NOT_THERE: _("Was not there"),
    RejectReason.OTHER_ROOM: _("In another room"),
    RejectReason.PROTECTED: _("Both protected"),
    RejectReason.KNOWN_ALREADY: _("Known already"),
    RejectReason.SAME_PERSON: _("Is the case itself"),
}
FIELDS: tuple[tuple[str, Words, Mapping[str, Words]], ...] = (
    ("certainty", _("How certain"), CERTAINTY),
    ("exposure_type", _("Kind of exposure"), EXPOSURE),
    ("relationship", _("Relation"), RELATIONSHIP),
    ("frequency", _("How often"), FREQUENCY),
    ("duration", _("How long"), DURATION),
    ("distance", _("Distance"), DISTANCE),
    ("masks", _("Masks"), MASKS),
    ("ventilation", _("Air"), VENTILATION),
    ("symptoms", _("Symptoms of the case then"), SYMPTOMS),
)
