"""JSON in one form only: what is signed has one reading, and one way of being written.

The form is that of RFC 8785 for what we use of JSON: objects, arrays, strings, booleans, null and
small integers. Keys are sorted, there is no white space, text is UTF-8. There are no fractions: no
two programs need agree on how to write one. A key that comes twice is refused, because two programs
would read two things.
"""

import json
from typing import Any, TypeAlias

from dongseon.mandate.reasons import Reason, Refusal

Json: TypeAlias = Any  # what json.loads returns; read with dongseon.mandate.reading

MOST_BYTES = 120_000  # of a whole body: 40 stays of 40 places with ids of usual length fit
MOST_DEPTH = 16
MOST_DIGITS = 15  # every integer below is exact in JavaScript too


class NotCanonical(Exception):
    """A text that cannot be read as one thing. Carries the reason."""

    def __init__(self, reason: Reason, detail: str) -> None:
        super().__init__(detail)
        self.refusal = Refusal(reason, "", detail)


def read_json(data: bytes) -> Json:
    """Read JSON strictly. Raises NotCanonical; its form is checked by `is_canonical`."""
    if len(data) > MOST_BYTES:
        raise NotCanonical(Reason.TOO_LARGE, f"{len(data)} bytes; at most {MOST_BYTES}")
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        raise NotCanonical(Reason.NOT_TEXT, "not UTF-8") from None
    if depth_of(text) > MOST_DEPTH:
        raise NotCanonical(Reason.NOT_JSON, f"nested deeper than {MOST_DEPTH}")
    try:
        return json.loads(
            text,
            object_pairs_hook=_object,
            parse_float=_no_number,
            parse_int=_integer,
            parse_constant=_no_number,
        )
    except ValueError as fault:
        raise NotCanonical(Reason.NOT_JSON, str(fault).split(": line")[0]) from None


def write_json(value: Json) -> bytes:
    """The one way of writing a value."""
    text = json.dumps(
        value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False
    )
    return text.encode("utf-8")


def is_canonical(data: bytes, value: Json) -> bool:
    """Whether `data` is the one way of writing `value`."""
    try:
        return write_json(value) == data
    except (UnicodeEncodeError, ValueError):  # half of a surrogate pair is no text
        return False


def depth_of(text: str) -> int:
    """How deeply brackets are nested outside strings; no parser has run yet."""
    depth = deepest = 0
    in_string = escaped = False
    for character in text:
        if in_string:
            in_string = escaped or character != '"'
            escaped = character == "\\" and not escaped
        elif character == '"':
            in_string = True
        elif character in "[{":
            depth += 1
            deepest = max(deepest, depth)
        elif character in "]}":
            depth -= 1
    return deepest


def _object(pairs: list[tuple[str, Json]]) -> dict[str, Json]:
    found: dict[str, Json] = {}
    for key, value in pairs:
        if key in found:
            raise NotCanonical(Reason.DUPLICATE_KEY, f"the key {key[:40]!a} comes twice")
        found[key] = value
    return found


def _integer(digits: str) -> int:
    if len(digits.lstrip("-")) > MOST_DIGITS:
        raise NotCanonical(Reason.NUMBER_NOT_ALLOWED, f"more than {MOST_DIGITS} digits")
    return int(digits)


def _no_number(text: str) -> float:
    raise NotCanonical(Reason.NUMBER_NOT_ALLOWED, f"{text[:20]} is not an integer")
