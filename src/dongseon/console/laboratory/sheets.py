"""Which column of a laboratory's file is what, and one row as a report: pure."""

import unicodedata
from collections.abc import Mapping, Sequence
from datetime import datetime
from hashlib import sha256
from types import MappingProxyType

from dongseon.console.laboratory import codes
from dongseon.console.laboratory.hl7 import vocabulary
from dongseon.console.laboratory.hl7.types import Fault, Observation, Patient
from dongseon.console.laboratory.kits import ZONE

MISSING, NOT_FOUND, TYPE_ERROR = "101", "103", "102"  # as for messages: HL7 table 0357
# Our field → what files call it.
FIELDS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "code": ("code", "specimen", "specimen_id", "sample_id", "barcode", "검체번호", "바코드", "검체코드", "접수번호"),
        "result": ("result", "outcome", "결과", "판정", "검사결과", "판정결과"),
        "reported_at": ("reported_at", "reported", "result_date", "tested_at", "보고일시", "검사일시", "판정일시", "검사일", "결과보고일"),
        "kit": ("kit", "reagent", "시약", "키트", "검사키트", "시약명"),
        "lot": ("lot", "lot_no", "로트", "로트번호", "제조번호"),
        "ct": ("ct", "ct_value", "cycle_threshold", "ct값"),
        "name": ("name", "이름", "성명", "수진자명", "환자명"),
        "birth_date": ("birth_date", "dob", "생년월일"),
        "sex": ("sex", "gender", "성별"),
        "phone": ("phone", "mobile", "전화번호", "연락처", "휴대전화"),
    }
)  # fmt: skip
NEEDED = ("code", "result", "reported_at")
SEXES = {"f": "female", "m": "male", "여": "female", "남": "male", "여성": "female", "남성": "male",
         "female": "female", "male": "male"}  # fmt: skip
MOST_CYCLES = 60


def plain(name: str) -> str:
    """A column's name as it is compared: without case, spaces and signs."""
    folded = unicodedata.normalize("NFKC", name).casefold()
    return "".join(sign for sign in folded if sign.isalnum())


def signature(names: Sequence[str]) -> str:
    """What files with the same columns, in any order, have in common."""
    return sha256("|".join(sorted(map(plain, names))).encode()).hexdigest()


def guess(names: Sequence[str]) -> dict[str, str]:
    """Our fields to the file's columns, as far as their names say it. No column serves twice."""
    left = {plain(name): name for name in reversed(names)}
    found = {}
    for field, known in FIELDS.items():
        for theirs in map(plain, known):
            if theirs in left and field not in found:
                found[field] = left.pop(theirs)
    return found


def observation(cells: Mapping[str, str], place: int) -> Observation:
    """One row as a report. What cannot be read is a fault of the row, and keeps it for a person."""
    faults = []
    outcome = vocabulary.outcome_of(cells.get("result", "").strip())
    if outcome is None:
        faults.append(Fault(NOT_FOUND if cells.get("result") else MISSING, f"{place}", "result"))
    reported_at = moment(cells.get("reported_at", ""))
    if reported_at is None:
        faults.append(Fault(TYPE_ERROR, f"{place}", "time"))
    said = cells.get("code", "").strip()
    born = moment(cells.get("birth_date", ""))
    return Observation(
        place=place,
        codes=tuple(filter(None, (codes.read(said) or said[:80],))),
        outcome=outcome,
        reported_at=reported_at,
        patient=Patient(
            name=cells.get("name", "").strip()[:100],
            birth_date=None if born is None else born.date(),
            sex=SEXES.get(cells.get("sex", "").strip().casefold(), ""),
            phone="".join(sign for sign in cells.get("phone", "") if sign in "+0123456789")[:20],
        ),
        kit=cells.get("kit", "").strip()[:120],
        lot=cells.get("lot", "").strip()[:40],
        cycle_threshold=cycles(cells.get("ct", "")),
        faults=tuple(faults),
    )


def moment(text: str) -> datetime | None:
    """A day or a moment of the laboratory's clock; None for what is neither."""
    short = " ".join(text.replace("/", "-").replace(".", "-").split()).rstrip("-")
    for form in (short, short.replace(" - ", "-")):
        try:
            found = datetime.fromisoformat(form)
        except ValueError:
            continue
        return found if found.tzinfo else found.replace(tzinfo=ZONE)
    return None


def cycles(text: str) -> float | None:
    """A cycle threshold; None for what is none."""
    try:
        found = float(text)
    except ValueError:
        return None
    return found if 0 < found < MOST_CYCLES else None
