"""A mandate as JSON: `write` gives the canonical bytes to sign, `read` takes them apart again."""

import re
from typing import TypeAlias

from dongseon.mandate import canonical
from dongseon.mandate.canonical import Json
from dongseon.mandate.fields import (
    CATEGORY,
    NAME,
    PLACE_ID,
    RANDOM_ID,
    Faults,
    Fields,
    fields_of,
    texts,
    words,
    write_moment,
)
from dongseon.mandate.keys import KEY_ID
from dongseon.mandate.reasons import Reason, Refusal
from dongseon.mandate.types import (
    AlertQuestion,
    Area,
    Article,
    Basis,
    Direction,
    Identifier,
    Kind,
    Mandate,
    PersonQuestion,
    PresenceQuestion,
    Purpose,
    Question,
    Reference,
    ResolveQuestion,
    Scheme,
    Signatory,
    Window,
)

SCHEMA = "dongseon-mandate/1"
TOKEN = re.compile(r"t_[A-Za-z0-9_-]{22}")  # 128 random bits
VALUE_OF = {  # how a number is written, by its scheme
    Scheme.PHONE: re.compile(r"\+?[0-9]{8,15}"),
    # A star stands for a digit that the card company itself does not show.
    Scheme.CARD: re.compile(r"[A-Za-z0-9][A-Za-z0-9*-]{2,39}"),
    Scheme.TRANSIT_CARD: re.compile(r"[A-Za-z0-9][A-Za-z0-9*-]{1,39}"),
}
MOST_MINUTES = 1440
FIELDS = (
    "schema", "mandate_id", "holder", "case_id", "article", "purpose", "necessity", "kinds",
    "question", "basis", "requester", "approver", "issued", "not_before", "expires",
)  # fmt: skip

Read: TypeAlias = tuple[Mandate | None, tuple[Refusal, ...]]


# ── writing ───────────────────────────────────────────────────────────────────────────────────


def write(mandate: Mandate) -> bytes:
    """The payload: the bytes that both persons sign."""
    return canonical.write_json(
        {
            "schema": SCHEMA,
            "mandate_id": mandate.mandate_id,
            "holder": mandate.holder_id,
            "case_id": mandate.case_id,
            "article": mandate.article.value,
            "purpose": mandate.purpose.value,
            "necessity": mandate.necessity,
            "kinds": [kind.value for kind in mandate.kinds],
            "question": _write_question(mandate.question),
            "basis": _write_basis(mandate.basis),
            "requester": _write_signatory(mandate.requester),
            "approver": _write_signatory(mandate.approver),
            "issued": write_moment(mandate.issued),
            "not_before": write_moment(mandate.not_before),
            "expires": write_moment(mandate.expires),
        }
    )


def _write_question(question: Question) -> Json:
    match question:
        case PersonQuestion():
            return {
                "ask": "person",
                "identifiers": [
                    {"scheme": i.scheme.value, "value": i.value} for i in question.identifiers
                ],
                "window": _write_window(question.window),
            }
        case PresenceQuestion():
            return {"ask": "presence"} | _write_areas(question)
        case ResolveQuestion():
            return {
                "ask": "resolve",
                "of_mandate": question.of_mandate,
                "tokens": list(question.tokens),
            }
        case AlertQuestion():
            texts_ = {"text_ko": question.text_ko, "text_en": question.text_en}
            return {"ask": "alert"} | _write_areas(question) | texts_


def _write_areas(question: PresenceQuestion | AlertQuestion) -> dict[str, Json]:
    areas = [
        {
            "place_ids": list(area.place_ids),
            "category": area.category,
            "window": _write_window(area.window),
        }
        for area in question.areas
    ]
    return {"areas": areas, "least_stay_min": question.least_stay_min}


def _write_window(window: Window) -> Json:
    return {"from": write_moment(window.begin), "to": write_moment(window.end)}


def _write_basis(basis: Basis | None) -> Json:
    if basis is None:
        return None
    return {
        "reference": basis.reference.value,
        "reference_day": basis.reference_day.isoformat(),
        "isolated_at": None if basis.isolated_at is None else write_moment(basis.isolated_at),
        "direction": basis.direction.value,
        "justification": basis.justification,
    }


def _write_signatory(signatory: Signatory) -> Json:
    return {"officer": signatory.officer_id, "key": signatory.key_id}


# ── reading ───────────────────────────────────────────────────────────────────────────────────


def read(content: Json) -> Read:
    """The mandate, or every fault of its fields."""
    faults = Faults()
    if not isinstance(content, dict) or content.get("schema") != SCHEMA:
        return None, (Refusal(Reason.SCHEMA_VERSION, "schema", f"expected {SCHEMA}"),)
    whole = fields_of(content, "", faults)
    whole.only(*FIELDS)
    mandate = Mandate(
        mandate_id=whole.text("mandate_id", RANDOM_ID),
        holder_id=whole.text("holder", NAME),
        case_id=whole.text("case_id", NAME),
        article=whole.choice("article", Article),
        purpose=whole.choice("purpose", Purpose),
        necessity=whole.prose("necessity"),
        kinds=whole.items("kinds", words(Kind, faults)),
        question=_read_question(whole),
        basis=_read_basis(whole),
        requester=_read_signatory(whole, "requester"),
        approver=_read_signatory(whole, "approver"),
        issued=whole.moment("issued"),
        not_before=whole.moment("not_before"),
        expires=whole.moment("expires"),
    )
    return (None if faults.found else mandate), tuple(faults.found)


def _read_question(whole: Fields) -> Question:
    part = whole.part("question")
    ask = part.value.get("ask")
    reader = _READERS.get(ask) if isinstance(ask, str) else None
    if reader is None:
        if part.value:
            whole.faults.add(Reason.FIELD_INVALID, "question.ask", "none of " + ", ".join(_READERS))
        return ResolveQuestion("", ())
    return reader(part)


def _read_person(part: Fields) -> Question:
    part.only("ask", "identifiers", "window")
    return PersonQuestion(
        identifiers=part.items("identifiers", lambda v, w: _read_identifier(v, w, part.faults)),
        window=_read_window(part),
    )


def _read_presence(part: Fields) -> Question:
    part.only("ask", "areas", "least_stay_min")
    return PresenceQuestion(_read_areas(part), part.number("least_stay_min", 0, MOST_MINUTES))


def _read_resolve(part: Fields) -> Question:
    part.only("ask", "of_mandate", "tokens")
    return ResolveQuestion(
        of_mandate=part.text("of_mandate", RANDOM_ID),
        tokens=part.items("tokens", texts(TOKEN, part.faults)),
    )


def _read_alert(part: Fields) -> Question:
    part.only("ask", "areas", "least_stay_min", "text_ko", "text_en")
    for name in ("text_ko", "text_en"):
        if part.value.get(name) == "":
            part.faults.add(Reason.FIELD_INVALID, f"question.{name}", "empty")
    return AlertQuestion(
        areas=_read_areas(part),
        least_stay_min=part.number("least_stay_min", 0, MOST_MINUTES),
        text_ko=part.prose("text_ko"),
        text_en=part.prose("text_en"),
    )


_READERS = {
    "person": _read_person,
    "presence": _read_presence,
    "resolve": _read_resolve,
    "alert": _read_alert,
}


def _read_areas(part: Fields) -> tuple[Area, ...]:
    def read_area(value: Json, where: str) -> Area:
        area = fields_of(value, where, part.faults)
        area.only("place_ids", "category", "window")
        return Area(
            place_ids=area.items("place_ids", texts(PLACE_ID, part.faults)),
            category=area.text("category", CATEGORY),
            window=_read_window(area),
        )

    return part.items("areas", read_area)


def _read_identifier(value: Json, where: str, faults: Faults) -> Identifier:
    part = fields_of(value, where, faults)
    part.only("scheme", "value")
    scheme = part.choice("scheme", Scheme)
    return Identifier(scheme, part.text("value", VALUE_OF[scheme]))


def _read_window(parent: Fields) -> Window:
    part = parent.part("window")
    part.only("from", "to")
    window = Window(part.moment("from"), part.moment("to"))
    if part.value and not window.begin < window.end:
        parent.faults.add(Reason.FIELD_INVALID, part.where[:-1], "it ends before it begins")
    return window


def _read_basis(whole: Fields) -> Basis | None:
    if whole.value.get("basis", "") is None:
        return None
    part = whole.part("basis")
    part.only("reference", "reference_day", "isolated_at", "direction", "justification")
    return Basis(
        reference=part.choice("reference", Reference),
        reference_day=part.day("reference_day"),
        isolated_at=part.moment_or_none("isolated_at"),
        direction=part.choice("direction", Direction),
        justification=part.prose("justification"),
    )


def _read_signatory(whole: Fields, name: str) -> Signatory:
    part = whole.part(name)
    part.only("officer", "key")
    return Signatory(part.text("officer", NAME), part.text("key", KEY_ID))
