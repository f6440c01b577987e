"""Words for what is learnt by talking and looking, and for the clock."""

from collections.abc import Iterable, Mapping
from enum import StrEnum
from types import MappingProxyType

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from dongseon.console.investigations.rules import (
    Distance,
    Mask,
    Respondent,
    Step,
    TapeState,
    Vehicle,
    Ventilation,
    Whose,
)
from dongseon.mandate import Scheme

Words = Mapping[StrEnum, Promise | str]

RESPONDENTS: Words = MappingProxyType(
    {
        Respondent.SELF: _("The person"),
        Respondent.GUARDIAN: _("A guardian"),
        Respondent.HOUSEHOLD: _("Somebody of the household"),
        Respondent.STAFF: _("Staff of the hospital or home"),
    }
)
MASKS: Words = MappingProxyType(
    {
        Mask.UNKNOWN: _("Not known"),
        Mask.YES: _("Worn all the time"),
        Mask.PARTLY: _("Taken off at times"),
        Mask.NO: _("Not worn"),
    }
)
DISTANCES: Words = MappingProxyType(
    {
        Distance.UNKNOWN: _("Not known"),
        Distance.TOUCH: _("Within reach"),
        Distance.NEAR: _("Within 2 m"),
        Distance.ROOM: _("In the same room"),
    }
)
AIR: Words = MappingProxyType(
    {
        Ventilation.UNKNOWN: _("Not known"),
        Ventilation.OUTDOORS: _("Outdoors"),
        Ventilation.GOOD: _("Aired well"),
        Ventilation.POOR: _("Aired badly"),
    }
)
VEHICLES: Words = MappingProxyType(
    {
        Vehicle.NONE: _("No vehicle: a place"),
        Vehicle.TAXI: _("Taxi"),
        Vehicle.BUS: _("Bus"),
        Vehicle.SUBWAY: _("Subway"),
        Vehicle.TRAIN: _("Train"),
        Vehicle.FLIGHT: _("Flight"),
        Vehicle.SHIP: _("Ship"),
        Vehicle.CAR: _("Private car"),
        Vehicle.AMBULANCE: _("Ambulance"),
    }
)
TAPES: Words = MappingProxyType(
    {
        TapeState.OPEN: _("To be watched"),
        TapeState.WATCHED: _("Watched"),
        TapeState.LOST: _("Overwritten, or there was none"),
        TapeState.NOT_NEEDED: _("Not needed"),
    }
)
STEPS: Words = MappingProxyType(
    {
        Step.POSITIVE: _("Positive test"),
        Step.OPENED: _("Investigation opened"),
        Step.INTERVIEWED: _("Interview finished"),
        Step.REQUESTED: _("Records requested"),
        Step.APPROVED: _("Request approved"),
        Step.SLICES: _("First records in"),
        Step.ITINERARY: _("Itinerary"),
        Step.CONTACTS: _("First contact accepted"),
        Step.NOTIFIED: _("All contacts told"),
        Step.ISOLATED: _("Case isolated, contacts quarantined"),
    }
)
TIMES: Words = MappingProxyType(
    {
        Whose.MACHINE: _("Machine"),
        Whose.HUMAN: _("People"),
        Whose.HOLDER: _("Holders"),
    }
)
SCHEMES: Words = MappingProxyType(
    {
        Scheme.PHONE: _("Phone"),
        Scheme.CARD: _("Payment card"),
        Scheme.TRANSIT_CARD: _("Transit card"),
    }
)
TABLES: Iterable[Words] = (
    RESPONDENTS, MASKS, DISTANCES, AIR, VEHICLES, TAPES, STEPS, TIMES, SCHEMES,
)  # fmt: skip


def said(value: StrEnum) -> str:
    """A value of an enumeration in words."""
    for table in TABLES:
        for key, words in table.items():
            if key is value:
                return str(words)
    return str(value)


def choices(table: Words) -> list[tuple[str, Promise | str]]:
    """A table as choices of a form."""
    return [(key.value, words) for key, words in table.items()]
