"""What a message says, as values: texts as they were sent, nothing yet looked up."""

from dataclasses import dataclass, field
from datetime import date, datetime

from dongseon.console.laboratory.rules import Outcome

REJECTED, ERRED, ACCEPTED = "AR", "AE", "AA"


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong, and where: a code of HL7 table 0357, a place such as OBX^1^5, a word of ours."""

    code: str
    place: str
    word: str

    def __str__(self) -> str:
        return f"{self.code}|{self.place}|{self.word}"


class Rejected(ValueError):
    """A message that cannot be read at all: it is kept, and answered AR."""

    def __init__(self, code: str, place: str, word: str) -> None:
        super().__init__(word)
        self.fault = Fault(code, place, word)


@dataclass(frozen=True, slots=True)
class Patient:
    """Who a message says the specimen is of. Empty where it does not say."""

    name: str = ""
    name_romanised: str = ""
    birth_date: date | None = None
    sex: str = ""  # female, male, other
    phone: str = ""


@dataclass(frozen=True, slots=True)
class Observation:
    """What a message says of one specimen."""

    place: int  # its number in the message, from 1
    codes: tuple[str, ...]  # what might be our code of the specimen, the likeliest first
    outcome: Outcome | None  # None: not said, or not understood
    reported_at: datetime | None
    patient: Patient
    kit: str = ""
    lot: str = ""
    cycle_threshold: float | None = None  # cycles
    final: bool = False
    corrects: bool = False
    withdrawn: bool = False  # the laboratory takes an earlier report back
    faults: tuple[Fault, ...] = ()


@dataclass(frozen=True, slots=True)
class Header:
    """Who sends what to whom."""

    separators: str = "|^~\\&"  # of fields, components, repetitions, the escape, subcomponents
    application: str = ""  # MSH-3
    facility: str = ""  # MSH-4
    receiver: str = ""  # MSH-5
    control_id: str = ""  # MSH-10
    sent_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Message:
    """A message that could be read."""

    header: Header
    observations: tuple[Observation, ...] = field(default_factory=tuple)
