"""A program calls: whose token that is, and how often it called in this minute."""

from datetime import datetime, timedelta

from django.db import connection

from dongseon.console.programs import actions
from dongseon.console.programs.actions import Scope
from dongseon.console.programs.models import Minute
from dongseon.console.programs.queries import Caller

KEPT = timedelta(hours=1)  # for which calls are remembered
# One statement, because every call begins with it: the token is looked up, and its call counted.
CALLED = """
    WITH caller AS (
        SELECT id, name, area, scopes FROM programs_program
        WHERE digest = %s AND confirmed_at IS NOT NULL AND revoked_at IS NULL AND ends_at > %s
    ), counted AS (
        INSERT INTO programs_minute AS so_far (program_id, minute, calls)
        SELECT id, %s, 1 FROM caller
        ON CONFLICT (program_id, minute) DO UPDATE SET calls = so_far.calls + 1
        RETURNING calls
    )
    SELECT caller.id, caller.name, caller.area, caller.scopes, counted.calls FROM caller, counted
"""


def called(*, token: str, now: datetime) -> tuple[Caller, int] | None:
    """The program of a token that is good now, and its calls in this minute, with this one.

    None for any other token, whatever is wrong with it. No act: it says nothing of anybody.
    """
    minute = now.replace(second=0, microsecond=0)
    with connection.cursor() as cursor:
        cursor.execute(CALLED, [actions.digest_of(token), now, minute])
        row = cursor.fetchone()
    if row is None:
        return None
    program_id, name, area, scopes, calls = row
    if calls == 1:
        Minute.objects.filter(program=program_id, minute__lt=minute - KEPT).delete()
    return Caller(program_id, name, area, frozenset(map(Scope, scopes))), calls
