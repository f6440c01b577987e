"""From accepted itineraries to what the public may see, by dated rules; and whether it names somebody.

Method: docs/method/disclosure.md. Rules: docs/rules/disclosure.md.
"""

from dongseon.disclosure.anonymity import FLOOR, Estimate, Flows, Protected, least, protect
from dongseon.disclosure.changes import Changes, between
from dongseon.disclosure.gate import refusal
from dongseon.disclosure.listing import Publisher, compile_list
from dongseon.disclosure.rules import RULES, Rule, rule_on
from dongseon.disclosure.types import (
    Band,
    CaseTimes,
    Cleaned,
    Contacts,
    Draft,
    Exposure,
    Keeper,
    LeftOut,
    Listing,
    Reason,
    Site,
    Sourced,
)

__all__ = [
    "FLOOR",
    "RULES",
    "Band",
    "CaseTimes",
    "Changes",
    "Cleaned",
    "Contacts",
    "Draft",
    "Estimate",
    "Exposure",
    "Flows",
    "Keeper",
    "LeftOut",
    "Listing",
    "Protected",
    "Publisher",
    "Reason",
    "Rule",
    "Site",
    "Sourced",
    "between",
    "compile_list",
    "least",
    "protect",
    "refusal",
    "rule_on",
]
