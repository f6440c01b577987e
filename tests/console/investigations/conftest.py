"""What the tests of investigations stand on: a confirmed case, and who works on it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

import pytest
from tests.console import cast as company
from tests.console.cast import Player

from dongseon.console.cases import queries as cases
from dongseon.console.cases.rules import Basis, Classification, Dates
from dongseon.console.cases.types import Origin
from dongseon.console.registry.types import Identity
from dongseon.console.workflows import investigating, reporting
from dongseon.console.workflows.reporting import Report

PHONE = "01012345678"


@dataclass(frozen=True)
class Stage:
    """A case under investigation."""

    players: Mapping[str, Player]
    case_id: UUID
    person_id: UUID
    now: datetime

    def by(self, username: str = "investigator") -> Player:
        """One of those who work on it."""
        return self.players[username]


def confirmed(by: Player, now: datetime, *, phone: str = PHONE, name: str = "김민수") -> UUID:
    """A confirmed case with symptoms since the 4th of May."""
    [case_id] = reporting.report_cases(
        by=by.actor,
        now=now,
        reports=[
            Report(
                identity=Identity(name=name, phones=(phone,)),
                area=company.MAPO,
                classification=Classification.CONFIRMED,
                basis=Basis.PCR_POSITIVE,
                dates=Dates(reported_on=date(2020, 5, 6), onset_on=date(2020, 5, 4)),
            )
        ],
        origin=Origin.DESK,
    )
    return case_id


@pytest.fixture
def stage(db: None, now: datetime) -> Stage:
    """Kim Minsu is confirmed in Mapo, and his investigation is open."""
    players = company.cast()
    case_id = confirmed(players["investigator"], now)
    investigating.opened(by=players["investigator"].actor, now=now, case_id=case_id)
    person_id = cases.case(case_id, area="").row.person_id
    return Stage(players, case_id, person_id, now)
