"""Fill a console for a demonstration: officers in every role, and line lists read as anybody's are."""

import base64
import secrets
from datetime import datetime
from typing import Any

from django.db import transaction

from dongseon.console.access import practice
from dongseon.console.access.practice import Factor
from dongseon.console.audit.types import Actor
from dongseon.console.intake import actions as intake
from dongseon.console.intake import columns
from dongseon.console.intake import queries as imports
from dongseon.console.intake.types import Kind, Mapping
from dongseon.console.workflows import (
    importing,
    practising_care,
    practising_investigations,
    practising_isolation,
    practising_laboratory,
    practising_screening,
    publishing_keys,
)

SOURCE = "demo"  # who keeps the lists


def bring(*, by: Actor, now: datetime, kind: Kind, name: str, data: bytes) -> dict[str, int]:
    """Import one file, as the wizard does when every guess of it is accepted. Returns the counts."""
    grid, _ = importing.reading_of(data, kind=kind, file=name)
    mapping = Mapping(columns=columns.guess(kind, grid.names), source=SOURCE)
    with transaction.atomic():
        import_id = intake.upload(by=by, now=now, kind=kind, name=name, data=data, rows=len(grid))
        intake.understand(by=by, now=now, import_id=import_id, mapping=mapping, names=grid.names)
        importing.begin(by=by, now=now, import_id=import_id)
    importing.run(now=now, import_id=import_id)
    counts = imports.one(import_id).counts
    return {"created": counts.created, "rejected": counts.rejected}


def main(told: dict[str, Any], now: datetime) -> dict[str, Any]:
    """Called by `dongseon demo`."""
    with transaction.atomic():
        password = secrets.token_urlsafe(9)
        made = practice.hire(now=now, password=password, factor=Factor(secrets.token_hex(20)))
    by = practice.actor("investigator", now)
    practising_screening.fill(now=now, nurse=practice.actor("nurse", now), investigator=by)
    practising_laboratory.fill(
        now=now, nurse=practice.actor("nurse", now), laboratory=practice.actor("laboratory", now)
    )
    found = {
        kind.value: bring(
            by=by, now=now, kind=kind, name=name, data=base64.b64decode(told[kind.value])
        )
        for kind, name in ((Kind.CASES, "cases.csv"), (Kind.CONTACTS, "contacts.csv"))
        if told[kind.value]
    }
    practising_care.fill(
        triage=practice.actor("triage", now),
        epidemiologist=practice.actor("epidemiologist", now),
        now=now,
    )
    practising_isolation.fill(officer=practice.actor("case-officer", now), investigator=by, now=now)
    night = told.get("night")
    night_id = practising_investigations.fill(by=by, now=now, told=night) if night else None
    return {
        "night": str(night_id) if night_id else "",
        "release_key": publishing_keys.public_key(),
        "password": password,
        "totp_secret": made.secret,
        "officers": {
            username: {"name": name, "role": role.value, "area": area}
            for username, (name, role, area) in practice.OFFICERS.items()
        },
        "imported": found,
    }
