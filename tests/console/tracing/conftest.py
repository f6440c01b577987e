"""What the tests of tracing stand on: the small tutor, confirmed in Mapo, with a version of the itinerary."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

import pytest
from tests.console import cast as company
from tests.console.cast import Player
from tests.console.investigations.conftest import directory as directory
from tests.console.tracing import night

from dongseon.console.audit.types import Look
from dongseon.console.cases.rules import Basis, Classification, Dates
from dongseon.console.cases.types import Origin
from dongseon.console.investigations import queries as investigations
from dongseon.console.registry.types import Identity
from dongseon.console.tracing import actions
from dongseon.console.workflows import investigating, reporting
from dongseon.console.workflows.reporting import Report


@dataclass(frozen=True)
class Stage:
    """A case whose itinerary was made from the telco's answer, the doors' and the interview."""

    players: Mapping[str, Player]
    case_id: UUID
    person_id: UUID
    now: datetime

    @property
    def by(self) -> Player:
        """Who investigates."""
        return self.players["investigator"]

    def look(self, act: str = "tracing.see") -> Look:
        """A look at where the person was."""
        found = investigations.of_case(self.case_id)
        assert found is not None
        return investigating.look_at(by=self.by.actor, now=self.now, found=found, act=act)


def confirmed(
    by: Player, now: datetime, *, name: str, onset: date | None, phone: str = "01012345678"
) -> UUID:
    """A confirmed case of Mapo under investigation."""
    [case_id] = reporting.report_cases(
        by=by.actor,
        now=now,
        reports=[
            Report(
                identity=Identity(name=name, phones=(phone,)),
                area=company.MAPO,
                classification=Classification.CONFIRMED,
                basis=Basis.PCR_POSITIVE,
                dates=Dates(reported_on=now.date(), onset_on=onset, sampled_on=now.date()),
            )
        ],
        origin=Origin.DESK,
    )
    investigating.opened(by=by.actor, now=now, case_id=case_id)
    found = investigations.of_case(case_id)
    assert found is not None
    actions.ask(by=by.actor, now=now, case_id=case_id, person_id=found.person_id)
    return case_id


@pytest.fixture
def stage(db: None, now: datetime) -> Stage:
    """The tutor, before any record came in."""
    players = company.cast()
    by = players["investigator"]
    night.lay_gazetteer(by, now)
    case_id = confirmed(by, now, name="김민수", onset=date(2020, 5, 5))
    found = investigations.of_case(case_id)
    assert found is not None
    return Stage(players, case_id, found.person_id, now)


@pytest.fixture
def tutor(stage: Stage) -> Stage:
    """The tutor with an itinerary from everything."""
    night.traced(stage.by, stage.now, stage.case_id, night.everything())
    return stage
