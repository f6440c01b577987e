"""A program of the console's bench: a file of ten thousand contacts becomes records, in batches as the job does it.

Started by `bench.console_calling`, in a console that `console_lists` filled: `{"seed": …}`. Reading the file and
saying what its columns mean is not counted: somebody looks at them meanwhile.
"""

import csv
import io
import random
import time
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from dongseon.bench.console_browsing import employed
from dongseon.console.access.roles import Role
from dongseon.console.access.rules import PURPOSES
from dongseon.console.audit.types import Actor
from dongseon.console.cases import listing, numbers
from dongseon.console.cases.types import Filters, Place, Sort
from dongseon.console.intake import actions, columns, queries
from dongseon.console.intake.types import Kind
from dongseon.console.intake.types import Mapping as Columns
from dongseon.console.workflows import importing

CONTACTS = 10_000
CASES = 500  # whom they met
NOW = datetime(2021, 3, 1, tzinfo=UTC)
EMPLOYED = datetime(2020, 1, 1, tzinfo=UTC)
HEADER = ("contact_id", "확진자", "이름", "생년월일", "휴대전화", "관계", "최종접촉일")
SURNAMES = "김이박최정강조윤장임"
SYLLABLES = "민서지우현준영수진아하은도윤재원성호연주"


def main(told: Mapping[str, Any]) -> dict[str, float]:
    """`import_contacts_s` and companions. Raises RuntimeError if a row was rejected."""
    officer = employed("bench-import", role=Role.INVESTIGATOR, area="", since=EMPLOYED)
    by = Actor(officer.pk, Role.INVESTIGATOR, "", PURPOSES[Role.INVESTIGATOR][0])
    page = listing.line_list(
        area="", filters=Filters(), sort=Sort.REPORTED, place=Place(), size=CASES
    )
    data = _file([numbers.write(row.number) for row in page.rows], seed=int(told["seed"]))
    import_id = _uploaded(by, data, page.rows[0].area)
    begun_s, begun_cpu_s = time.perf_counter(), time.process_time()
    importing.run(now=NOW, import_id=import_id)
    took_s, took_cpu_s = time.perf_counter() - begun_s, time.process_time() - begun_cpu_s
    counts = queries.one(import_id).counts
    if counts.created != CONTACTS:
        raise RuntimeError(f"{counts} of {CONTACTS} contacts")
    return {
        "import_contacts": counts.created,
        "import_contacts_s": round(took_s, 1),
        "import_contacts_cpu_s": round(took_cpu_s, 1),
    }


def _file(cases: list[str], *, seed: int) -> bytes:
    """A spreadsheet's CSV in the encoding that Korean offices use."""
    chance = random.Random(seed)  # noqa: S311  # made-up people, the same each time
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(HEADER)
    for at in range(CONTACTS):
        name = chance.choice(SURNAMES) + chance.choice(SYLLABLES) + chance.choice(SYLLABLES)
        born = f"{chance.randrange(1930, 2015)}-{chance.randrange(1, 13):02}-15"
        phone = f"010-{at // 10_000 + 7_000:04}-{at % 10_000:04}"
        writer.writerow((f"c{at}", chance.choice(cases), name, born, phone, "동료", "2021-02-27"))
    return text.getvalue().encode("cp949")


@transaction.atomic
def _uploaded(by: Actor, data: bytes, area: str) -> UUID:
    grid, faults = importing.reading_of(data, kind=Kind.CONTACTS, file="접촉자.csv")
    import_id = actions.upload(
        by=by, now=NOW, kind=Kind.CONTACTS, name="접촉자.csv", data=data,
        rows=len(grid) + len(faults),
    )  # fmt: skip
    mapping = Columns(columns=columns.guess(Kind.CONTACTS, grid.names), area=area, source="bench")
    actions.understand(by=by, now=NOW, import_id=import_id, mapping=mapping, names=grid.names)
    importing.begin(by=by, now=NOW, import_id=import_id)
    return import_id
