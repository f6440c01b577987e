"""All terms of an identity, and their HMACs. Terms name people; only HMACs leave this room's memory."""

import hmac
from collections.abc import Iterable
from datetime import date

from dongseon.console.registry.search import names
from dongseon.console.registry.types import Identity

SIGNED_64 = 1 << 63


def terms_of(identity: Identity) -> frozenset[str]:
    """Every term under which a person is found: names, numbers, birth date."""
    terms: set[str] = set()
    for name in (identity.name, identity.name_romanised, *identity.other_names):
        terms |= names.terms_of(name)
    terms |= {phone_term(phone) for phone in identity.phones}
    if identity.birth_date is not None:
        terms.add(birth_term(identity.birth_date))
    return frozenset(terms)


def phone_term(phone: str) -> str:
    """The term of a number as `rules.phone_of` gives it."""
    return f"phone:{phone}"


def birth_term(day: date) -> str:
    """The term of a birth date."""
    return f"born:{day.isoformat()}"


def blinded(terms: Iterable[str], key: bytes) -> list[int]:
    """The HMAC-SHA-256 of each term, its first 64 bits as PostgreSQL's bigint, in rising order.

    Two different terms of a search meet with a probability of about 10⁻¹³ among a million people's.
    """
    return sorted(
        int.from_bytes(hmac.digest(key, term.encode(), "sha256")[:8], "big") - SIGNED_64
        for term in terms
    )


def fingerprint(text: str, key: bytes) -> bytes:
    """The HMAC-SHA-256 of a text that is no search term."""
    return hmac.digest(key, f"text:{text}".encode(), "sha256")
