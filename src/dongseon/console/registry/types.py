"""The values of the registry: an identity, the kinds of data it is sealed by, notes, holds."""

from dataclasses import dataclass, fields
from datetime import date, datetime
from enum import StrEnum
from types import MappingProxyType
from uuid import UUID

SUBJECT = "person"  # as the audit names it


class DataClass(StrEnum):
    """A kind of data. Each person has a key for each, so that one can end before the others."""

    IDENTITY = "identity"  # names, sex, birth date
    CONTACT = "contact"  # phones, language, how to reach them safely, guardian
    ADDRESS = "address"
    HEALTH = "health"  # free texts about health
    LOCATION = "location"  # free texts about where somebody was


class Sex(StrEnum):
    """As the person or their document says."""

    FEMALE = "female"
    MALE = "male"
    OTHER = "other"
    UNKNOWN = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """Who a person is and how to reach them. What is unknown, or was not asked to be seen, is empty.

    There is no field for a resident registration number or for anything about immigration status:
    neither is stored.
    """

    name: str = ""  # in Hangul, or as the person writes it
    name_romanised: str = ""
    other_names: tuple[str, ...] = ()
    sex: Sex = Sex.UNKNOWN
    birth_date: date | None = None
    birth_date_estimated: bool = False

    phones: tuple[str, ...] = ()  # the first is called first; digits, or + and digits
    no_phone: bool = False  # asked, and has none
    language: str = "ko"  # two letters, ISO 639-1
    needs_interpreter: bool = False
    guardian_id: UUID | None = None  # the person in this registry who answers for a minor
    safe_contact_only: bool = False  # the household is a danger: only as `safe_contact` says
    safe_contact: str = ""  # how and when to reach them without danger
    neutral_messages: bool = False  # no message may show what it is about

    address: str = ""
    hidden_address: str = ""  # of a shelter, say: seen only by who asks for this field by name

    @property
    def phone(self) -> str:
        """The number to call first; empty if there is none."""
        return self.phones[0] if self.phones else ""


CLASS_OF = MappingProxyType(
    dict.fromkeys(
        ("name", "name_romanised", "other_names", "sex", "birth_date", "birth_date_estimated"),
        DataClass.IDENTITY,
    )
    | dict.fromkeys(
        (
            "phones",
            "no_phone",
            "language",
            "needs_interpreter",
            "guardian_id",
            "safe_contact_only",
            "safe_contact",
            "neutral_messages",
        ),
        DataClass.CONTACT,
    )
    | dict.fromkeys(("address", "hidden_address"), DataClass.ADDRESS)
)
"""Each field of an identity, and the kind of data under whose key it lies."""

FIELDS = tuple(field.name for field in fields(Identity))
NAMES = ("name", "name_romanised")


@dataclass(frozen=True, slots=True)
class Person:
    """What may be known of a person without a look: nothing that names them."""

    id: UUID
    revision: int  # to amend what one has seen, and nothing newer
    survivor_id: UUID | None  # whom they turned out to be
    enrolled_at: datetime
    destroyed_at: datetime | None
    held: bool  # a legal hold stops their erasure


@dataclass(frozen=True, slots=True)
class Edition:
    """One state that an identity was in: what an earlier page showed."""

    version: int
    data_class: DataClass
    at: datetime
    by_officer_id: UUID | None
    identity: Identity  # of the fields of this kind that were looked at


@dataclass(frozen=True, slots=True)
class Hold:
    """A legal hold: a complaint or court case during which nothing is erased."""

    id: UUID
    reference: str
    placed_at: datetime
    placed_by: UUID | None
    lifted_at: datetime | None
    lifted_by: UUID | None


@dataclass(frozen=True, slots=True)
class Ending:
    """That a kind of a person's data was erased, and when its key was gone."""

    data_class: DataClass
    decided_at: datetime
    why: str
    key_destroyed_at: datetime | None


@dataclass(frozen=True, slots=True)
class Note:
    """A free text about a person, kept here so that it ends with them."""

    id: UUID
    person_id: UUID
    data_class: DataClass
    at: datetime
    by_officer_id: UUID | None
    text: str
