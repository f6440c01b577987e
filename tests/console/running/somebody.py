"""A program of the tests, run inside a real console's environment: brings somebody, erases them, exports.

python somebody.py bring | erase PERSON | export
"""

import json
import sys
from datetime import UTC, datetime
from uuid import UUID

import django

PLAIN = ("황금독수리", "Hwang Geumdoksuri", "01098765432", "1971-11-23", "비밀로 77")
SHEET = f"이름,연락처,생년월일,신고일,시군구,분류\n{PLAIN[0]},{PLAIN[2]},{PLAIN[3]},2020-05-06,11440,확진\n"


def bring(now: datetime) -> dict[str, str]:
    """By a file, as a health centre sends one: sealed, read by a job, opened as a case."""
    from django.db import transaction

    from dongseon.console.audit.types import Actor
    from dongseon.console.intake.types import Kind
    from dongseon.console.registry import actions, queries
    from dongseon.console.registry.types import Identity
    from dongseon.console.workflows import practising, tasks

    by = Actor(UUID(int=7), "investigator", "")
    counts = practising.bring(
        by=by, now=now, kind=Kind.CASES, name="cases.csv", data=SHEET.encode("utf-8-sig")
    )
    assert counts["created"] == 1, counts
    (person_id,) = queries.find(phone=PLAIN[2])
    with transaction.atomic():
        actions.amend(
            by=by,
            now=now,
            person_id=person_id,
            revision=1,
            identity=Identity(name_romanised=PLAIN[1], address=PLAIN[4]),
            fields=["name_romanised", "address"],
            why="moved",
        )
        tasks.find_duplicates.defer(case_ids=[str(person_id)])  # waits: no worker runs here
    return {"person_id": str(person_id), "created": str(counts["created"])}


def erase(person_id: UUID, now: datetime) -> dict[str, str]:
    """All that is known of them, as a page does it."""
    from django.db import transaction

    from dongseon.console.audit.types import HOUSE
    from dongseon.console.registry import endings
    from dongseon.console.registry.types import DataClass

    with transaction.atomic():
        rows = endings.destroy(
            by=HOUSE, now=now, person_ids=[person_id], classes=tuple(DataClass), why="request 7"
        )
    return {"rows": str(rows)}


def export(now: datetime) -> dict[str, str]:
    """The whole line list with every column, as an investigator of the country gets it."""
    from django.db import transaction

    from dongseon.console.audit.types import Actor
    from dongseon.console.cases.types import Filters, Sort
    from dongseon.console.workflows import exporting

    with transaction.atomic():
        lines = exporting.csv_lines(
            by=Actor(UUID(int=7), "investigator", ""),
            now=now,
            text="",
            filters=Filters(),
            sort=Sort.NUMBER,
            columns=exporting.COLUMNS,
            names={name: name for name in exporting.COLUMNS},
        )
        return {"file": "".join(lines)}


def main() -> None:
    """Do one of them; say what came of it as JSON."""
    django.setup()
    now = datetime.now(UTC)
    match sys.argv[1:]:
        case ["bring"]:
            said = bring(now)
        case ["erase", person_id]:
            said = erase(UUID(person_id), now)
        case ["export"]:
            said = export(now)
        case other:
            raise SystemExit(f"unknown: {other}")
    print(json.dumps(said, ensure_ascii=False))  # noqa: T201  # what the test reads


if __name__ == "__main__":
    main()
