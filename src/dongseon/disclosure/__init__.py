"""From accepted itineraries to what the public may see, by dated rules; and whether it names somebody.

Method: docs/method/disclosure.md. Rules: docs/rules/disclosure.md.
"""

from dongseon.disclosure.anonymity import Crowds, Estimate, Flows
from dongseon.disclosure.changes import Changes, between
from dongseon.disclosure.gate import refusal
from dongseon.disclosure.listing import Publisher, compile_list
from dongseon.disclosure.memory import Memory, memory_of
from dongseon.disclosure.protection import FLOOR, Protected, protect
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
    "Crowds",
    "Draft",
    "Estimate",
    "Exposure",
    "Flows",
    "Keeper",
    "LeftOut",
    "Listing",
    "Memory",
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
    "memory_of",
    "protect",
    "refusal",
    "rule_on",
]
