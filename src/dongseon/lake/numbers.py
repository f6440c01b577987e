"""How personal numbers are kept: in one way, however a holder or a question writes them.

``010-1234-5678`` and ``+82 10 1234 5678`` are one phone. What counts as the same is said in records.identity;
it is said again here in SQL, because a lake's rows never pass through Python. A test holds the two together.
"""

from collections.abc import Sequence

from dongseon.lake.kinds import Kind
from dongseon.records.identity import card_key, phone_key

SPACE = r"\s\p{Z}\x0b\x1c-\x1f\x85"  # Python's \s in RE2's words


def as_kept(kind: Kind, numbers: Sequence[str]) -> tuple[str, ...]:
    """Numbers as a lake of that kind keeps them."""
    if kind.number == "phone":
        return tuple(map(phone_key, numbers))
    if kind.number == "card":
        return tuple(map(card_key, numbers))
    return tuple(numbers)


def in_sql(kind: Kind, text: str) -> str:
    """The same of an SQL text."""
    if kind.number == "phone":
        return _phone(text)
    if kind.number == "card":
        return f"regexp_replace({text}, '[{SPACE}-]+', '', 'g')"
    return text


def _phone(text: str) -> str:
    squeezed = f"regexp_replace({text}, '[^\\p{{L}}\\p{{N}}*]+', '', 'g')"
    abroad = f"regexp_matches({text}, '^[{SPACE}]*\\+') OR starts_with({squeezed}, '00')"
    return (
        f"CASE WHEN regexp_full_match({text}, '0[1-9][0-9]*') THEN {text}"  # as nearly all write it
        f" WHEN NOT regexp_full_match({squeezed}, '[0-9]+') THEN {squeezed}"
        f" WHEN {abroad} THEN regexp_replace(regexp_replace({squeezed}, '^00', ''), '^820*', '0')"
        f" WHEN regexp_full_match({squeezed}, '(82)?1[016789][0-9]{{7,8}}')"
        f" THEN regexp_replace({squeezed}, '^(82)?', '0')"
        f" ELSE {squeezed} END"
    )
