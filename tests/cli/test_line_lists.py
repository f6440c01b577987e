"""Line lists of a simulated city: made-up people, days of now, nothing of the truth."""

import csv
import io
from collections.abc import Sequence
from datetime import UTC, date, datetime
from pathlib import Path

import numpy as np

from dongseon import records
from dongseon.cli import line_lists
from dongseon.contacts.types import Contact

TODAY = date(2026, 11, 22)


def contact(person_id: str) -> Contact:
    """Somebody who was there, on the 9th of May 2020 in Seoul."""
    return Contact(
        person_id, "S1", datetime(2020, 5, 9, 10, tzinfo=UTC), datetime(2020, 5, 9, 16, tzinfo=UTC),
        60.0, 30.0, 90.0, 0.9, "same_room", "restaurant", 1.0, 0.5, "close", "", "",
    )  # fmt: skip


def written(bundle: Path, found: Sequence[Contact] = ()) -> tuple[list[dict[str, str]], ...]:
    """Both lists, read again."""
    (bundle / "bundle.toml").unlink()
    (bundle / "persons.csv").write_text(
        "person_id,phone,onset_at,sampled_at\n"
        "P1,01000000001,2020-05-10T09:00,2020-05-12T20:00\n"
        "P2,01000000002,,2020-05-14T23:30\n"
        "P3,01000000003,,\n",
        encoding="utf-8",
    )
    lists = line_lists.write(
        records.read_bundle(bundle),
        {"P1": found},
        rng=np.random.default_rng(1),
        today=TODAY,
    )
    return tuple(
        list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"))))
        for data in (lists.cases, lists.contacts)
    )


def test_who_tested_positive_is_a_case(bundle: Path) -> None:
    cases, _ = written(bundle)
    assert [row["관리번호"] for row in cases] == ["P1", "P2"]
    assert {row["환자분류"] for row in cases} == {"확진"}


def test_days_are_moved_by_whole_weeks_to_these_days(bundle: Path) -> None:
    first, second = written(bundle)[0]
    latest = date.fromisoformat(second["검체채취일"])
    assert 0 <= (TODAY - latest).days < 7
    assert latest.weekday() == date(2020, 5, 14).weekday()
    assert date.fromisoformat(first["검체채취일"]) == latest.replace(day=latest.day - 2)
    assert second["발병일"] == ""


def test_a_contact_is_named_once_and_a_case_is_none(bundle: Path) -> None:
    _, contacts = written(
        bundle, [contact("C1"), contact("P2"), contact("C1"), contact("010-0001")]
    )
    assert [row["관리번호"] for row in contacts] == ["C1", "010-0001"]
    assert {row["관련확진자"] for row in contacts} == {"P1"}


def test_of_whom_only_a_phone_is_known_it_is_that_phone(bundle: Path) -> None:
    _, (known, unknown) = written(bundle, [contact("C1"), contact("010-0123-4567")])
    assert unknown["휴대전화"] == "010-0123-4567"
    assert known["휴대전화"].startswith("010-0000-")
