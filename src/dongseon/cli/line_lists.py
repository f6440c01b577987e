"""Line lists of a simulated city, as a health centre would hand them over: CSV with made-up names.

Only evidence and what was found in it go into them, never the truth. The days are moved by whole
weeks, so that the outbreak is of these days.
"""

import csv
import io
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from dongseon.contacts.types import Contact
from dongseon.records.columns import Evidence, Times

SURNAMES = "김이박최정강조윤장임한오서신권황안송류홍"
FIRST, SECOND = (
    "민서지하도윤은주현수태예재승가나다라유보",
    "준우진호연아윤서린솔빈결담온별찬율혁정희",
)
STREETS = ("나래로", "소나무길", "강변로", "한빛로", "온누리길")
AREAS = ("11440", "11410")  # Mapo-gu, Seodaemun-gu: the made-up city lies in two districts
MOST_CONTACTS = 120
AGES = (18, 85)  # years
PHONE = re.compile(r"[\d-]+")  # the id of somebody of whom the evidence knows nothing else


@dataclass(frozen=True, slots=True)
class LineLists:
    """Two files."""

    cases: bytes
    contacts: bytes


def write(
    evidence: Evidence,
    contacts: Mapping[str, Sequence[Contact]],
    *,
    rng: np.random.Generator,
    today: date,
) -> LineLists:
    """The line list of all who tested positive, and one of the contacts of those who were traced."""
    persons = evidence.persons
    shift = weeks_until(persons.sampled, today)
    who = People(rng)
    cases = [
        who.row(person_id)
        | {
            "발병일": day(persons.onset[row], shift),
            "검체채취일": day(persons.sampled[row], shift),
            "신고일": day(persons.sampled[row] + np.timedelta64(1, "D"), shift),
            "환자분류": "확진",
        }
        for row, person_id in enumerate(persons.person_id)
        if not np.isnat(persons.sampled[row])
    ]
    known = set(persons.person_id)
    met = [
        who.row(contact.person_id)
        | {
            "관련확진자": case_id,
            "접촉장소": "같은 장소",
            "최종접촉일": day(np.datetime64(contact.end.replace(tzinfo=None), "us"), shift),
        }
        for case_id, found in contacts.items()
        for contact in one_each(found)
        if contact.person_id not in known
    ]
    return LineLists(as_csv(cases), as_csv(met[:MOST_CONTACTS]))


class People:
    """Made-up people: the same id is the same person. 010-0… is given to nobody in Korea."""

    def __init__(self, rng: np.random.Generator) -> None:
        self._rng = rng
        self._known: dict[str, dict[str, str]] = {}

    def row(self, person_id: str) -> dict[str, str]:
        """Who somebody is, as a line list says it."""
        if person_id not in self._known:
            self._known[person_id] = self._made(person_id)
        return self._known[person_id]

    def _made(self, person_id: str) -> dict[str, str]:
        pick = self._rng.integers
        name = "".join(text[int(pick(len(text)))] for text in (SURNAMES, FIRST, SECOND))
        born = date(2020, 1, 1) - timedelta(days=int(pick(AGES[0] * 365, AGES[1] * 365)))
        number = len(self._known)
        street = STREETS[int(pick(len(STREETS)))]
        return {
            "관리번호": person_id,
            "성명": name,
            "생년월일": born.isoformat(),
            "성별": ("남", "여")[int(pick(2))],
            "휴대전화": person_id if PHONE.fullmatch(person_id) else f"010-0000-{number:04d}",
            "주소": f"{street} {int(pick(1, 200))}",
            "관할보건소": AREAS[int(pick(len(AREAS)))],
        }


def one_each(found: Sequence[Contact]) -> Iterator[Contact]:
    """Of each person the first: contacts come in the order of their risk."""
    seen: set[str] = set()
    for contact in found:
        if contact.person_id not in seen:
            seen.add(contact.person_id)
            yield contact


def weeks_until(times: Times, today: date) -> np.timedelta64:
    """So many whole weeks that the latest of these times is within the last week."""
    latest = np.max(times[~np.isnat(times)]).astype("datetime64[D]")
    days = int((np.datetime64(today, "D") - latest).astype(int))
    return np.timedelta64(days // 7 * 7, "D")


def day(time: np.datetime64, shift: np.timedelta64) -> str:
    """The local day of a time in UTC, moved; empty where nothing is known."""
    if np.isnat(time):
        return ""
    return str((time + np.timedelta64(9, "h") + shift).astype("datetime64[D]"))


def as_csv(rows: Sequence[Mapping[str, str]]) -> bytes:
    """Rows as CSV, in UTF-8 with the mark that a Korean Excel needs."""
    if not rows:
        return b""
    text = io.StringIO()
    writer = csv.DictWriter(text, list(rows[0]), lineterminator="\r\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode("utf-8-sig")
