"""The board: how long results take, how much waits, by laboratory and by where specimens were taken."""

from datetime import datetime
from uuid import UUID

from django.db import connection

from dongseon.console.laboratory.rules import OPEN
from dongseon.console.laboratory.types import Load, Side

# What groups a board, and what narrows it, from either side.
GROUP = {Side.LABORATORY: "laboratory_id::text", Side.SITE: "area"}
NARROW = {Side.LABORATORY: "lab_area", Side.SITE: "area"}
TAKING = """
    SELECT {group} AS key, count(*),
           percentile_cont(0.5) WITHIN GROUP (ORDER BY extract(epoch FROM verified_at - taken_at)),
           percentile_cont(0.9) WITHIN GROUP (ORDER BY extract(epoch FROM verified_at - taken_at))
    FROM laboratory_specimen
    WHERE verified_at >= %s AND pool_of = 0 AND {narrow} LIKE %s
    GROUP BY 1"""
WAITING = """
    SELECT {group} AS key, count(*), min(taken_at)
    FROM laboratory_specimen
    WHERE state = ANY(%s) AND pool_of = 0 AND {narrow} LIKE %s
    GROUP BY 1"""
HOUR_S = 3600


def loads(*, area: str, side: Side, since: datetime) -> tuple[Load, ...]:
    """How each laboratory or area stands: those with the oldest waiting specimen first."""
    words = {"group": GROUP[side], "narrow": NARROW[side]}
    with connection.cursor() as cursor:
        cursor.execute(TAKING.format(**words), [since, f"{area}%"])
        taken = {key: row for key, *row in cursor.fetchall()}
        cursor.execute(WAITING.format(**words), [sorted(OPEN), f"{area}%"])
        waits = {key: row for key, *row in cursor.fetchall()}
    found = []
    for key in {*taken, *waits} - {None, ""}:
        verified, median_s, ninetieth_s = taken.get(key, (0, None, None))
        waiting, oldest_at = waits.get(key, (0, None))
        found.append(Load(key, waiting, oldest_at, verified, _hours(median_s), _hours(ninetieth_s)))
    return tuple(sorted(found, key=lambda load: (load.oldest_at is None, load.oldest_at, load.key)))


def _hours(seconds: float | None) -> float | None:
    return None if seconds is None else float(seconds) / HOUR_S


def laboratory_id(load: Load) -> UUID:
    """The laboratory that a row of the board is of."""
    return UUID(load.key)
