"""What may be written about a person, and in what form. Pure.

Refused in every field and every free text: a resident registration number (or the registration
number of a foreigner, which has the same form), and words about immigration status. From 31 January
2020 health services did not have to report it, and what is not stored cannot be asked for.
"""

import re
import unicodedata
from dataclasses import fields, replace
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from dongseon.console.registry import labels
from dongseon.console.registry.types import Identity
from dongseon.errors import InvalidInput

LONGEST_NAME = 100  # characters; assumption
LONGEST_ADDRESS = 300  # characters; assumption
LONGEST_NOTE = 8_000  # characters; assumption
MOST_PHONES = 5  # assumption
OLDEST_YEARS = 125  # nobody on record was older than 122

# Six digits of a birth date, one for sex and century (1-8; 5-8 are foreigners'), six more.
RESIDENT_NUMBER = re.compile(r"(?<!\d)(\d{6})(\s?[-–—]?\s?)([1-8])(\d{6})(?!\d)")
WEIGHTS = (2, 3, 4, 5, 6, 7, 8, 9, 2, 3, 4, 5)  # of the check digit
CENTURIES = {"1": 1900, "2": 1900, "3": 2000, "4": 2000} | {
    "5": 1900,
    "6": 1900,
    "7": 2000,
    "8": 2000,
}

IMMIGRATION = re.compile(
    r"불법\s*체류|미등록\s*(체류|외국인|이주)|체류\s*(자격|기간|만료)|강제\s*(출국|퇴거)|비자\s*(만료|종류|없)"
    r"|overstay|undocumented|illegal(ly)?\s+(immigra|migra|alien|stay|resid)|deport"
    r"|(visa|immigration|residence)\s+status|expired\s+visa",
    re.IGNORECASE,
)


def check_text(field: str, text: str, *, longest: int) -> str:
    """A text as it is stored: NFC, without control characters, without margins.

    Raises InvalidInput naming the field, never repeating the text.
    """
    tidy = unicodedata.normalize("NFC", text).strip()
    said = {"field": labels.FIELDS.get(field, field), "most": longest}
    if len(tidy) > longest:
        raise InvalidInput(_("%(field)s: longer than %(most)d characters") % said)
    if any(unicodedata.category(sign) == "Cc" and sign not in "\n\t" for sign in tidy):
        raise InvalidInput(_("%(field)s: holds control characters") % said)
    if holds_resident_number(tidy):
        raise InvalidInput(
            _(
                "%(field)s: holds a resident registration number, which is not stored here. Leave it out"
            )
            % said
        )
    if IMMIGRATION.search(tidy):
        raise InvalidInput(
            _("%(field)s: speaks of immigration status, which is not stored here. Leave it out")
            % said
        )
    return tidy


def holds_resident_number(text: str) -> bool:
    """Whether a text holds something that reads as a resident registration number.

    Written with a hyphen, a birth date that exists is enough: numbers given out since October 2020
    have no check digit. Thirteen digits in a row must also pass the check, or they may be anything.
    """
    for born, between, century, rest in RESIDENT_NUMBER.findall(
        unicodedata.normalize("NFKC", text)
    ):
        if is_a_day(CENTURIES[century], born) and (
            between.strip() or passes(born + century + rest)
        ):
            return True
    return False


def is_a_day(century: int, digits: str) -> bool:
    """Whether YYMMDD is a day of that century."""
    try:
        date(century + int(digits[:2]), int(digits[2:4]), int(digits[4:]))
    except ValueError:
        return False
    return True


def passes(digits: str) -> bool:
    """Whether the thirteenth digit is what the twelve before it demand (foreigners': two more)."""
    total = sum(weight * int(digit) for weight, digit in zip(WEIGHTS, digits, strict=False))
    last = int(digits[12])
    return last in ((11 - total % 11) % 10, (13 - total % 11) % 10)


def phone_of(text: str) -> str:
    """A phone number as it is stored: digits, `+` and digits if it is abroad, +82 as 0.

    Raises InvalidInput if it is none, without repeating it.
    """
    plain = re.sub(r"[\s().\-–—]", "", unicodedata.normalize("NFKC", text))
    plain = re.sub(r"^00(?=[1-9])", "+", plain)
    plain = re.sub(r"^\+82\(?0?\)?", "0", plain)
    if not re.fullmatch(r"\+[1-9]\d{6,14}|\d{7,12}", plain):
        raise InvalidInput(_("phone: is no phone number"))
    return plain


def check_birth_date(born: date | None, today: date) -> None:
    """Raise InvalidInput for a day that nobody here was born on."""
    if born is not None and not date(today.year - OLDEST_YEARS, 1, 1) <= born <= today:
        raise InvalidInput(_("birth date: lies in the future or too far back"))


def check_identity(identity: Identity, today: date) -> Identity:
    """An identity as it is stored. Raises InvalidInput naming the field that cannot be."""
    check_birth_date(identity.birth_date, today)
    if identity.no_phone and identity.phones:
        raise InvalidInput(_("no phone: but there are numbers"))
    if identity.safe_contact_only and not identity.safe_contact:
        raise InvalidInput(_("safe contact: say how and when to reach this person without danger"))
    if not re.fullmatch(r"[a-z]{2,3}", identity.language):
        raise InvalidInput(_("language: two letters, as ko or en"))
    phones = tuple(dict.fromkeys(phone_of(number) for number in identity.phones))
    if len(phones) > MOST_PHONES:
        raise InvalidInput(_("phone: more than %(most)d numbers") % {"most": MOST_PHONES})
    texts: dict[str, Any] = {
        field.name: check_text(field.name, value, longest=_longest(field.name))
        for field in fields(identity)
        if isinstance(value := getattr(identity, field.name), str) and field.name != "sex"
    }
    others = (
        check_text("other_names", name, longest=LONGEST_NAME) for name in identity.other_names
    )
    checked = replace(
        identity,
        phones=phones,
        other_names=tuple(dict.fromkeys(name for name in others if name)),
        **texts,
    )
    if not (checked.name or checked.name_romanised or checked.phones):
        raise InvalidInput(_("name: give a name, or at least a phone number"))
    return checked


def _longest(field: str) -> int:
    return LONGEST_NAME if field.startswith("name") else LONGEST_ADDRESS
