"""Handing approved releases to the public site, signed, over HTTP."""

import base64
from collections.abc import Callable
from datetime import datetime

import httpx
from django.conf import settings

from dongseon.console.audit.types import HOUSE
from dongseon.console.publishing import actions, queries
from dongseon.console.publishing.types import DraftRow
from dongseon.console.workflows import publishing_keys
from dongseon.disclosure import release as releases

SIGNATURE = "Dongseon-Signature"  # as the public site reads it
WITHIN_S = 20.0  # s that the public site may take
Sending = Callable[[bytes, bytes], tuple[int, str]]  # document, signature → status, what it said
TAKEN, TRY_AGAIN = 200, 500  # statuses: taken; from here on, later


def run(*, now: datetime, send: Sending) -> int:
    """Hand over every release that may go out. Returns how many were taken."""
    taken = 0
    for row in queries.going_out(now):
        status, said = send(row.document, signed(row))
        if status >= TRY_AGAIN:
            break  # the public site is not there now: in order, and later
        taken += status == TAKEN
        actions.answered(
            by=HOUSE, now=now, draft_id=row.id, taken=status == TAKEN, answer=f"{status} {said}"
        )
    return taken


def signed(row: DraftRow) -> bytes:
    """The signature of a release."""
    return releases.sign(row.document, publishing_keys.signing_key())


def post(document: bytes, signature: bytes) -> tuple[int, str]:
    """Hand a document over. Nobody there counts as a status of theirs: try again."""
    headers = {
        SIGNATURE: base64.b64encode(signature).decode(),
        "Content-Type": "application/json",
    }
    try:
        answer = httpx.post(
            settings.PUBLIC_SITE, content=document, headers=headers, timeout=WITHIN_S
        )
    except httpx.HTTPError as fault:
        return TRY_AGAIN, type(fault).__name__
    return answer.status_code, answer.text[:150]
