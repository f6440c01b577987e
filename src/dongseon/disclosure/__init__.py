"""From accepted itineraries to what the public may see, by dated rules; and whether it names somebody.

Method: docs/method/disclosure.md. Rules: docs/rules/disclosure.md.
"""

from dongseon.disclosure.anonymity import FLOOR, Estimate, Flows, Protected, least, protect
from dongseon.disclosure.changes import Changes, between
from dongseon.disclosure.gate import refusal
from dongseon.disclosure.listing import Publisher, compile_list
from dongseon.disclosure.rules import RULES, Rule, rule_on
from dongseon.disclosure.tables import Counted, Row, Table, compile_table
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
    "Counted",
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
    "Row",
    "Rule",
    "Site",
    "Sourced",
    "Table",
    "between",
    "compile_list",
    "compile_table",
    "least",
    "protect",
    "refusal",
    "rule_on",
]
