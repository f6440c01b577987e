"""Work lists of the laboratory with very many specimens: seconds of server time a page.

A PostgreSQL of its own is made in a temporary folder and filled; every page is then asked for
through the whole application (door, audit, template), in one process, one after the other.
"""

import time
from collections.abc import Callable, Mapping
from uuid import UUID

import numpy as np
import psycopg
from psycopg import sql

from dongseon.bench import console_calling
from dongseon.running import postgres

Progress = Callable[[int, int, str], None]
SPECIMENS = 5_000_000
DAYS = 365  # over which they were taken
WAITING = 35_000  # not yet verified: the peak of 29 February 2020 (35,182)
# Institutions that tested in 2020: about as many as the 95 private and the public ones
LABORATORIES = 118
OPEN = ("taken", "sent", "received", "tested", "held")
TABLE = "laboratory_specimen"
# Specimens in the order in which they were taken; the last ones are still on their way. Codes: each
# number once, in no order (a prime step), with its two check digits.
ROWS = """
    INSERT INTO laboratory_specimen (id, code, person_id, area, lab_area, laboratory_id, material,
        reason, symptoms, state, outcome, again, replaced, pool_of, version, taken_at, since, verified_at)
    SELECT gen_random_uuid(), drawn || lpad(((98 - drawn * 100 %% 97) %% 97)::text, 2, '0'),
           gen_random_uuid(), (%(areas)s::text[])[place],
           CASE WHEN state = 'taken' THEN '' ELSE (%(places)s::text[])[lab] END,
           CASE WHEN state = 'taken' THEN NULL ELSE (%(ids)s::uuid[])[lab] END,
           'nasopharyngeal', CASE WHEN chance > 0.7 THEN 'surveillance' ELSE 'symptoms' END,
           chance <= 0.7, state, outcome, 0, NOT waits AND number %% 7 <> 0, 0, 1, taken_at,
           taken_at + took, CASE WHEN outcome = '' THEN NULL ELSE taken_at + took END
    FROM (SELECT one.*,
                 CASE WHEN waits THEN (%(open)s::text[])[1 + floor(chance * 5)::int]
                      WHEN chance < 0.001 THEN 'void' ELSE 'verified' END AS state,
                 CASE WHEN waits OR chance < 0.001 THEN ''
                      WHEN chance < 0.02 THEN 'positive'
                      WHEN chance < 0.023 THEN 'invalid' ELSE 'negative' END AS outcome
          FROM (SELECT number, 100000000 + (number * 7654321) %% 899999963 AS drawn,
                       number >= %(count)s - %(waiting)s AS waits, random() AS chance,
                       1 + floor(random() * cardinality(%(areas)s::text[]))::int AS place,
                       1 + floor(random() * cardinality(%(places)s::text[]))::int AS lab,
                       now() - make_interval(days => %(days)s) * (1 - number / %(count)s::float) AS taken_at,
                       interval '1 hour' * (4 + 12 * random()) AS took
                FROM generate_series(0::bigint, %(count)s - 1) AS number) AS one) AS row"""


def run(*, specimens: int, seed: int, progress: Progress) -> Mapping[str, float]:
    """`work_list_p95_s` and its companions. Raises InvalidInput where a step fails."""
    with console_calling.empty_console() as (folder, server):
        begin_s = time.perf_counter()
        superuser = server.url(postgres.SUPERUSER, postgres.DATABASE)
        progress(0, 2, "specimens")
        with psycopg.connect(superuser, autocommit=True) as connection:
            _fill(connection, specimens, seed)
        fill_s = round(time.perf_counter() - begin_s, 1)
        progress(1, 2, "pages")
        asked = console_calling.call(folder, "specimen_lists", {"seed": seed})
        return {"specimens": specimens, "fill_s": fill_s} | asked


def _fill(connection: "psycopg.Connection[tuple[object, ...]]", specimens: int, seed: int) -> None:
    """Laboratories and specimens; the indexes are made at once when all rows are there."""
    rng = np.random.default_rng(seed)
    found = connection.execute(
        "SELECT code FROM access_area WHERE within_id IS NOT NULL ORDER BY code"
    ).fetchall()
    areas = [str(row[0]) for row in found]
    places = [areas[i] for i in rng.integers(0, len(areas), LABORATORIES)]
    ids = [UUID(bytes=rng.bytes(16)) for _place in places]
    with connection.cursor().copy(
        "COPY laboratory_laboratory (id, code, name_ko, name_en, area, closed) FROM STDIN"
    ) as copy:
        for number, (one, area) in enumerate(zip(ids, places, strict=True)):
            copy.write_row(
                (one, f"LAB-{number}", f"검사기관 {number}", f"Laboratory {number}", area, False)
            )
    indexes = connection.execute(
        "SELECT indexname, indexdef FROM pg_indexes WHERE tablename = %s"
        " AND indexname LIKE 'specimen%%' AND indexdef NOT LIKE '%%UNIQUE%%'",
        [TABLE],
    ).fetchall()
    for name, _definition in indexes:
        connection.execute(sql.SQL("DROP INDEX {}").format(sql.Identifier(str(name))))
    connection.execute("SET session_replication_role = replica")  # the laboratories are there
    connection.execute("SELECT setseed(%s)", [(seed % 1000) / 1000])
    told = {
        "areas": areas, "ids": ids, "places": places, "count": specimens, "days": DAYS,
        "waiting": min(WAITING, specimens // 10), "open": list(OPEN),
    }  # fmt: skip
    connection.execute(ROWS, told)
    connection.execute("SET maintenance_work_mem = '512MB'")
    for _name, definition in indexes:
        connection.execute(str(definition).encode())
    connection.execute(f"VACUUM ANALYZE {TABLE}")
