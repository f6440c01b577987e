"""Fill a console for a demonstration: the places of the city, and somebody whose test came back positive.

What was told in the interview is written down as it was told; what holders have is not here, but with them.
"""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from dongseon.console.access import practice
from dongseon.console.audit.types import Actor
from dongseon.console.cases.rules import Basis, Classification, Dates
from dongseon.console.cases.types import Origin
from dongseon.console.investigations.fieldwork import Stay, Talk
from dongseon.console.investigations.rules import (
    Distance,
    Mask,
    Respondent,
    Vehicle,
    Ventilation,
)
from dongseon.console.registry.types import Identity
from dongseon.console.workflows import (
    following_up,
    investigating_talks,
    reconstructing,
    reconstructing_list,
    reporting,
    requesting,
)
from dongseon.console.workflows.reporting import Report
from dongseon.mandate import Scheme

ALL_READ = {"duty": True, "penalty": True, "use": True, "correction": True}


@transaction.atomic
def fill(*, by: Actor, now: datetime, told: Mapping[str, Any]) -> UUID:
    """Bring the gazetteer; report, confirm and interview the person. Returns the case."""
    reconstructing_list.bring_gazetteer(
        by=by,
        now=now,
        places=str(told["places"]).encode(),
        stations=str(told["base_stations"]).encode(),
    )
    [case_id] = reporting.report_cases(
        by=by,
        now=now,
        reports=[
            Report(
                identity=Identity(name=told["name"], phones=(told["phone"],)),
                area=practice.MAPO,
                classification=Classification.CONFIRMED,
                basis=Basis.PCR_POSITIVE,
                dates=Dates(
                    reported_on=reporting.local_day(now),
                    onset_on=_day(told["onset_on"]),
                    sampled_on=_day(told["sampled_on"]),
                ),
            )
        ],
        origin=Origin.DESK,
    )
    following_up.confirmed(by=by, now=now, case_id=case_id, verified_at=now)
    for card in told["cards"]:
        requesting.add_number(by=by, now=now, case_id=case_id, scheme=Scheme.CARD, number=card)
    reconstructing.due(by=by, now=now, case_id=case_id)
    reconstructing.state_facts(
        by=by, now=now, case_id=case_id, home_place_id=told["home_place_id"], work_place_id=""
    )
    _talk(by, now, case_id, told["stays"])
    return case_id


def _talk(by: Actor, now: datetime, case_id: UUID, stays: Sequence[Mapping[str, str]]) -> None:
    """The interview, with every stay that was told; nobody said anything of work."""
    talk = Talk(Respondent.SELF, "ko", interpreter=False, **ALL_READ)
    texts = {"occupation": "무직", "symptoms": "인후통, 미열"}
    interview_id = investigating_talks.begin(
        by=by, now=now, case_id=case_id, talk=talk, texts=texts
    )
    for one in stays:
        begin, end = datetime.fromisoformat(one["from"]), datetime.fromisoformat(one["to"])
        if begin >= now:
            continue
        investigating_talks.tell(
            by=by,
            now=now,
            case_id=case_id,
            stay=Stay(
                begin,
                min(end, now),
                Vehicle.NONE,
                Mask.UNKNOWN,
                Distance.UNKNOWN,
                Ventilation.UNKNOWN,
                None,
                None,
            ),
            texts={
                "place": one["place"] or one["statement"],
                "place_id": one["place_id"],
                "statement": one["statement"],
            },
            interview_id=interview_id,
        )
    investigating_talks.save(
        by=by,
        now=now,
        interview_id=interview_id,
        seen=1,
        talk=talk,
        texts=texts,
        finish=True,
    )


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None
