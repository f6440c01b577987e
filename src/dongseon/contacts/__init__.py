"""Itineraries → who shared place and time, how likely, how risky, which tier."""

from dongseon.contacts.criteria import Criteria, infectiousness
from dongseon.contacts.find import find_contacts, worth_reconstructing
from dongseon.contacts.lasting import lasting
from dongseon.contacts.links import Link, SharedPlace, links, shared_places
from dongseon.contacts.types import Contact

__all__ = [
    "Contact",
    "Criteria",
    "Link",
    "SharedPlace",
    "find_contacts",
    "infectiousness",
    "lasting",
    "links",
    "shared_places",
    "worth_reconstructing",
]
