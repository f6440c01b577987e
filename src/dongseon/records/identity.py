"""Who a phone or card number belongs to, however the holder writes it."""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from dongseon.records.columns import Persons

_SEPARATORS = re.compile(r"(?:[^\w*]|_)+")  # a star masks a digit: it is no separator
_ROUNDED = re.compile(r"\d([.,]\d+)?e\+?\d+", re.IGNORECASE | re.ASCII)
_MOBILE_WITHOUT_ZERO = re.compile(r"1[016789]\d{7,8}")  # Korean mobile; spreadsheets drop the zero
_COUNTRY = "82"  # Korea, ITU E.164

PERSON, PHONE, CARD = "person_id", "phone", "card"
Number = tuple[str, str]  # kind, comparable form


def phone_key(text: str) -> str:
    """A phone number in comparable form: the digits of the national number.

    ``010-1234-5678``, ``01012345678`` and ``+82 10 1234 5678`` are the same. A pseudonym, which has
    letters, or a masked number is compared by its letters, digits and stars.
    """
    squeezed = _SEPARATORS.sub("", text)
    if not (squeezed.isascii() and squeezed.isdigit()):
        return squeezed
    stripped = text.lstrip()
    abroad = stripped.startswith("+") or squeezed.startswith("00")
    digits = squeezed.removeprefix("00") if abroad else squeezed
    if digits.startswith(_COUNTRY) and (abroad or _MOBILE_WITHOUT_ZERO.fullmatch(digits[2:])):
        return "0" + digits[2:].lstrip("0")
    if not abroad and _MOBILE_WITHOUT_ZERO.fullmatch(digits):
        return "0" + digits
    return digits


def card_key(text: str) -> str:
    """A card number in comparable form: its characters without spaces and hyphens."""
    return re.sub(r"[\s-]+", "", text)


def is_rounded(text: str) -> bool:
    """Whether a spreadsheet has replaced the number by its rounded form (1.01235E+10)."""
    return _ROUNDED.fullmatch(text) is not None


def person_key(text: str) -> str:
    """A person_id in comparable form: itself."""
    return text


KEYS: dict[str, Callable[[str], str]] = {PERSON: person_key, PHONE: phone_key, CARD: card_key}


@dataclass(frozen=True, slots=True)
class Owners:
    """Which person each number belongs to."""

    person_ids: frozenset[str]
    of: Mapping[Number, str] = field(default_factory=dict)  # number -> person_id


def numbers_of(persons: Persons) -> dict[Number, str]:
    """Whose number is whose. A transit card may be a payment card: they share one kind."""
    of: dict[Number, str] = {}
    for row, person_id in enumerate(persons.person_id):
        for card in (*persons.cards[row], persons.transit_card[row]):
            of[CARD, card] = person_id
        of[PHONE, persons.phone[row]] = person_id
        of[PERSON, person_id] = person_id
    return {number: person_id for number, person_id in of.items() if number[1]}


def labels(owners: Owners, given: Iterable[tuple[Number, str]]) -> dict[Number, str]:
    """A label for each number: its owner's person_id, else the number as given.

    Of several spellings the first in text order counts, whatever the order of rows. A number that
    reads like a person_id, or like a number of another kind, gets its kind in front.
    """
    spelling: dict[Number, str] = {}
    for number, text in given:
        spelling[number] = min(text, spelling.get(number, text))
    label = {number: owners.of[number] for number in spelling if number in owners.of}
    taken = set(owners.person_ids)
    for number in sorted(spelling.keys() - label.keys()):
        kind, _ = number
        text = spelling[number]
        while text in taken:
            text = f"{kind} {text}"
        taken.add(text)
        label[number] = text
    return label
