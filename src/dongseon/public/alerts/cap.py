"""An alert as a CAP 1.2 document (OASIS, 1 July 2010). Pure: the caller says who and when."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType
from xml.etree import ElementTree as ET

from dongseon.errors import InvalidInput
from dongseon.public.alerts.rules import Grade

NAMESPACE = "urn:oasis:names:tc:emergency:cap:1.2"
GEOCODE = "행정구역코드"  # the administrative code of a district, as Korean CAP documents name it
FORBIDDEN = frozenset(" ,<&")  # not in identifiers and senders (CAP 1.2, §3.2.1)


class Act(StrEnum):
    """What a document does."""

    ALERT = "Alert"
    UPDATE = "Update"  # takes the place of those it refers to
    CANCEL = "Cancel"


@dataclass(frozen=True, slots=True)
class Area:
    """Where an alert holds."""

    code: str
    name: str
    name_en: str


@dataclass(frozen=True, slots=True)
class Text:
    """An alert in one language."""

    language: str  # ko-KR, en-US
    event: str
    headline: str
    description: str
    instruction: str
    sender_name: str
    area_name: str


@dataclass(frozen=True, slots=True)
class Reference:
    """An earlier document that this one updates or cancels."""

    sender: str
    identifier: str
    sent_at: datetime


@dataclass(frozen=True, slots=True)
class Document:
    """All that a CAP document says."""

    identifier: str
    sender: str
    sent_at: datetime  # with its zone
    act: Act
    exercise: bool
    grade: Grade
    effective_at: datetime
    expires_at: datetime
    areas: tuple[Area, ...]
    texts: tuple[Text, ...]
    references: tuple[Reference, ...]
    web: str
    contact: str


@dataclass(frozen=True, slots=True)
class _Force:
    severity: str
    urgency: str
    certainty: str


FORCE = MappingProxyType(
    {
        Grade.EXTREME: _Force("Extreme", "Immediate", "Observed"),
        Grade.SEVERE: _Force("Severe", "Immediate", "Likely"),
        Grade.ADVISORY: _Force("Moderate", "Expected", "Likely"),
    }
)


def written(document: Document) -> bytes:
    """The document as XML, UTF-8. Raises InvalidInput for what CAP cannot carry."""
    _check(document)
    root = ET.Element("alert", {"xmlns": NAMESPACE})
    for name, value in (
        ("identifier", document.identifier),
        ("sender", document.sender),
        ("sent", moment(document.sent_at)),
        ("status", "Exercise" if document.exercise else "Actual"),
        ("msgType", document.act),
        ("scope", "Public"),
    ):
        _add(root, name, value)
    if document.references:
        _add(root, "references", " ".join(_reference(each) for each in document.references))
    for text in document.texts:
        _info(root, document, text)
    ET.indent(root)
    body: bytes = ET.tostring(root, encoding="utf-8")
    return b'<?xml version="1.0" encoding="UTF-8"?>\n' + body + b"\n"


def _check(document: Document) -> None:
    for name, value in (("identifier", document.identifier), ("sender", document.sender)):
        if not value or FORBIDDEN & set(value):
            raise InvalidInput(f"CAP: {name}={value!r} is empty or has a space, comma, < or &")
    if document.act is not Act.ALERT and not document.references:
        raise InvalidInput(f"CAP: {document.act} without a reference to what it replaces")
    if not document.areas or not document.texts:
        raise InvalidInput("CAP: no area or no text")
    if document.expires_at <= document.effective_at:
        raise InvalidInput("CAP: expires before it is effective")


def _info(root: ET.Element, document: Document, text: Text) -> None:
    info = ET.SubElement(root, "info")
    force = FORCE[document.grade]
    for name, value in (
        ("language", text.language),
        ("category", "Health"),
        ("event", text.event),
        ("responseType", "None" if document.act is Act.CANCEL else "Assess"),
        ("urgency", "Past" if document.act is Act.CANCEL else force.urgency),
        ("severity", force.severity),
        ("certainty", force.certainty),
        ("effective", moment(document.effective_at)),
        ("expires", moment(document.expires_at)),
        ("senderName", text.sender_name),
        ("headline", text.headline),
        ("description", text.description),
        ("instruction", text.instruction),
        ("web", document.web),
        ("contact", document.contact),
    ):
        if value:
            _add(info, name, value)
    _area(info, document.areas, text)


def _area(info: ET.Element, areas: Sequence[Area], text: Text) -> None:
    area = ET.SubElement(info, "area")
    _add(area, "areaDesc", text.area_name)
    for each in areas:
        geocode = ET.SubElement(area, "geocode")
        _add(geocode, "valueName", GEOCODE)
        _add(geocode, "value", each.code)


def _reference(each: Reference) -> str:
    return f"{each.sender},{each.identifier},{moment(each.sent_at)}"


def moment(at: datetime) -> str:
    """A time as CAP writes it: whole seconds, an offset in figures and never Z."""
    if at.tzinfo is None:
        raise InvalidInput("CAP: a time without its zone")
    text = at.replace(microsecond=0).isoformat()
    return text if at.utcoffset() else text.replace("+00:00", "-00:00")


def _add(parent: ET.Element, name: str, value: str) -> None:
    ET.SubElement(parent, name).text = "".join(c for c in value if c in "\n\t" or c >= " ")
