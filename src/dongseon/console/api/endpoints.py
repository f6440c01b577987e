"""The routes of /api/v1. Each is one transaction with its entries in the audit."""

from datetime import UTC, datetime
from typing import Annotated, cast
from urllib.parse import urlencode
from uuid import UUID

from django.db import transaction
from django.http import HttpRequest
from ninja import NinjaAPI, Path, Query, Status
from pydantic import AwareDatetime

from dongseon.console.api import answers, results
from dongseon.console.api.schemas import (
    CaseOut,
    IdentityOut,
    PageOut,
    Problem,
    ReportIn,
    ReportOut,
)
from dongseon.console.api.tokens import Call, Token, require
from dongseon.console.cases import numbers, queries
from dongseon.console.cases.rules import Dates
from dongseon.console.cases.types import CaseRow
from dongseon.console.programs.actions import Scope
from dongseon.console.registry.types import Identity
from dongseon.console.workflows import laboratories
from dongseon.console.workflows.tasks import find_duplicates

FIRST = datetime(1970, 1, 1, tzinfo=UTC)
MOST_ROWS = 200
REFUSALS = dict.fromkeys((400, 401, 403, 404, 409, 413, 422, 429), Problem)

api = NinjaAPI(
    title="Dongseon console",
    version="1.0",
    description="Case reports of laboratories and other systems. Every call is written in the audit.",
    docs_url=None,
    auth=Token(),
    urls_namespace="api",
)
answers.dress(api)
api.add_router("/results", results.router)


@api.post("/cases", response={200: ReportOut, 201: ReportOut, **REFUSALS}, tags=["cases"])
@transaction.atomic
def report(request: HttpRequest, body: ReportIn) -> Status[ReportOut]:
    """Report a case, or correct one: the same reference from the same program is the same case."""
    call = _call(request)
    require(call, Scope.REPORT)
    reported = laboratories.report(
        by=call.auth.actor,
        now=call.now,
        reference=body.reference,
        identity=Identity(
            name=body.name,
            name_romanised=body.name_romanised,
            birth_date=body.birth_date,
            sex=body.sex,
            phones=(body.phone,) if body.phone else (),
            address=body.address,
        ),
        area=body.area,
        classification=body.classification,
        dates=Dates(body.onset_on, body.sampled_on, body.reported_on),
    )
    if reported.outcome == "created":
        find_duplicates.defer(case_ids=[str(reported.case_id)])
    number = queries.number_of(reported.case_id)
    said = ReportOut(id=reported.case_id, number=numbers.write(number), outcome=reported.outcome)
    return Status(201 if reported.outcome == "created" else 200, said)


@api.get("/cases", response={200: PageOut, **REFUSALS}, tags=["cases"])
@transaction.atomic
def changed(
    request: HttpRequest,
    changed_since: Annotated[AwareDatetime, Query()] = FIRST,
    after: Annotated[UUID | None, Query()] = None,
    limit: Annotated[int, Query(ge=1, le=MOST_ROWS)] = 50,
    identities: Annotated[bool, Query()] = False,
) -> PageOut:
    """Cases of the token's area changed since a moment. Follow `next` until it is null."""
    call = _call(request)
    require(call, Scope.READ, *([Scope.IDENTITIES] if identities else []))
    rows, named = laboratories.changed_since(
        by=call.auth.actor,
        now=call.now,
        # PostgreSQL knows neither every offset nor every year that a moment may be written with.
        since=min(max(changed_since, FIRST), call.now).astimezone(UTC),
        after=after,
        size=limit,
        named=identities,
    )
    more = rows[-1] if len(rows) == limit else None
    asked = {"limit": limit} | ({"identities": "true"} if identities else {})
    then = {"changed_since": more.changed_at.isoformat(), "after": more.id} if more else None
    return PageOut(
        cases=[_case(row, named.get(row.person_id)) for row in rows],
        next=f"{request.path}?{urlencode(then | asked)}" if then else None,
    )


@api.get("/cases/{case_id}", response={200: CaseOut, **REFUSALS}, tags=["cases"])
@transaction.atomic
def one(
    request: HttpRequest,
    case_id: Annotated[UUID, Path()],
    identities: Annotated[bool, Query()] = False,
) -> CaseOut:
    """One case of the token's area."""
    call = _call(request)
    require(call, Scope.READ, *([Scope.IDENTITIES] if identities else []))
    row, identity = laboratories.one(
        by=call.auth.actor, now=call.now, case_id=case_id, named=identities
    )
    return _case(row, identity)


def _call(request: HttpRequest) -> Call:
    """The request as the token left it."""
    return cast(Call, request)


def _case(row: CaseRow, identity: Identity | None) -> CaseOut:
    dates = row.dates
    if dates.reported_on is None:
        raise ValueError("a stored case has a day of report")
    return CaseOut(
        id=row.id,
        number=numbers.write(row.number),
        area=row.area,
        classification=row.classification,
        state=row.state,
        onset_on=dates.onset_on,
        sampled_on=dates.sampled_on,
        reported_on=dates.reported_on,
        changed_at=row.changed_at,
        identity=None
        if identity is None
        else IdentityOut(
            name=identity.name,
            name_romanised=identity.name_romanised,
            birth_date=identity.birth_date,
            sex=identity.sex,
            phones=list(identity.phones),
        ),
    )
