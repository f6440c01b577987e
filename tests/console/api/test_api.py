"""Programs: good tokens and others, scopes, areas, corrections; and the document against the service."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from django.http import HttpResponse
from django.test import Client
from hypothesis import HealthCheck, Phase, given, settings
from tests.console import cast

from dongseon.console.access.models import Area
from dongseon.console.audit.models import Entry
from dongseon.console.audit.types import HOUSE
from dongseon.console.cases.models import Case
from dongseon.console.programs import actions
from dongseon.console.programs.actions import Scope
from dongseon.console.programs.models import Minute
from dongseon.console.wsgi import application
from dongseon.errors import InvalidInput

REPORT = {
    "reference": "LAB-1", "area": "11440", "classification": "confirmed", "reported_on": "2020-05-06",
    "name": "김민준", "phone": "010-1234-5678",
}  # fmt: skip
EVERYTHING = tuple(Scope)


def token_of(*scopes: Scope, area: str = "11", ends: timedelta = timedelta(days=30)) -> str:
    """A program's token, good now."""
    cast.ensure_areas()
    now = datetime.now(UTC)
    _id, token = actions.issue(
        by=HOUSE, now=now, name="Seoul laboratory", area=area, scopes=scopes, ends_at=now + ends
    )
    return token


def post(token: str, said: object = REPORT) -> HttpResponse:
    return Client().post(
        "/api/v1/cases",
        said if isinstance(said, str) else json.dumps(said),
        content_type="application/json",
        headers={"authorization": f"Bearer {token}"},
    )


def get(token: str, path: str) -> HttpResponse:
    return Client().get(path, headers={"authorization": f"Bearer {token}"})


@pytest.mark.parametrize("token", ["", "dsp_guessed", "\x00", "김"])
def test_without_a_good_token_nothing_is_told(db: None, token: str) -> None:
    answer = Client().get("/api/v1/cases", HTTP_AUTHORIZATION=f"Bearer {token}")
    assert answer.status_code == 401
    assert answer.headers["Content-Type"] == "application/problem+json"


def test_a_token_that_ended_or_was_revoked_opens_nothing(db: None) -> None:
    token = token_of(*EVERYTHING)
    program_id = UUID(str(get_program_id()))
    assert get(token, "/api/v1/cases").status_code == 200
    assert actions.revoke(by=HOUSE, now=datetime.now(UTC), program_id=program_id)
    assert get(token, "/api/v1/cases").status_code == 401
    with pytest.raises(InvalidInput, match="within a year"):
        token_of(*EVERYTHING, ends=timedelta(days=400))


def get_program_id() -> UUID:
    return actions.Program.objects.values_list("id", flat=True).get()


def test_a_token_does_what_its_scopes_say(db: None) -> None:
    reader, reporter = token_of(Scope.READ), token_of(Scope.REPORT)
    assert post(reader).status_code == 403
    assert get(reporter, "/api/v1/cases").status_code == 403
    assert get(reader, "/api/v1/cases?identities=true").status_code == 403
    assert "dsp_" not in str(list(actions.Program.objects.values()))


def test_a_report_is_taken_once_and_corrected_by_its_reference(db: None) -> None:
    token = token_of(*EVERYTHING)
    first = post(token)
    assert (first.status_code, first.json()["outcome"]) == (201, "created")
    assert post(token).json()["outcome"] == "unchanged"
    again = post(token, REPORT | {"phone": "010-9999-0000", "onset_on": "2020-05-01"})
    assert (again.status_code, again.json()["outcome"]) == (200, "changed")
    case_id = first.json()["id"]
    assert again.json()["id"] == case_id
    case = get(token, f"/api/v1/cases/{case_id}?identities=true").json()
    assert case["identity"]["phones"] == ["01099990000"]
    assert case["onset_on"] == "2020-05-01"
    assert Case.objects.count() == 1
    acts = set(Entry.objects.filter(role="program").values_list("act", flat=True))
    assert {"cases.open", "registry.enrol", "cases.fetch", "cases.amend_dates"} <= acts


def test_a_case_elsewhere_is_unknown(db: None) -> None:
    case_id = post(token_of(*EVERYTHING)).json()["id"]
    other = token_of(*EVERYTHING, area="26")
    assert get(other, f"/api/v1/cases/{case_id}").status_code == 404
    assert get(other, f"/api/v1/cases/{uuid4()}").status_code == 404
    assert get(other, "/api/v1/cases").json() == {"cases": [], "next": None}
    assert post(other).status_code == 422


def test_what_changed_is_followed_page_by_page(db: None) -> None:
    token = token_of(*EVERYTHING)
    sent = [post(token, REPORT | {"reference": f"LAB-{n}"}).json()["id"] for n in range(5)]
    seen: list[str] = []
    path = "/api/v1/cases?limit=2"
    while path:
        page = get(token, path).json()
        seen += [case["id"] for case in page["cases"]]
        assert all(case["identity"] is None for case in page["cases"])
        path = page["next"]
    assert sorted(seen) == sorted(sent)
    since = datetime.now(UTC) + timedelta(minutes=1)
    later = get(token, f"/api/v1/cases?changed_since={since:%Y-%m-%dT%H:%M:%SZ}")
    assert later.json()["cases"] == []


def test_pages_with_names_lead_to_pages_with_names(db: None) -> None:
    token = token_of(*EVERYTHING)
    for n in range(3):
        post(token, REPORT | {"reference": f"LAB-{n}"})
    page = get(token, "/api/v1/cases?limit=2&identities=true").json()
    (last,) = get(token, page["next"]).json()["cases"]
    assert last["identity"]["name"] == "김민준"


@pytest.mark.parametrize(
    "moment",
    [
        "0001-01-01T00:00:00%2B23:59", "1858-09-30T01:26:53-20:19",
        "2020-05-06T00:00:00-20:19", "9999-12-31T23:59:59-23:59",
    ],
)  # fmt: skip
def test_any_moment_that_can_be_written_is_understood(db: None, moment: str) -> None:
    assert get(token_of(Scope.READ), f"/api/v1/cases?changed_since={moment}").status_code == 200


def test_what_cannot_be_used_is_named_and_never_repeated(db: None) -> None:
    token = token_of(*EVERYTHING)
    for wrong in (
        REPORT | {"name": "김민준 900506-1234567"},
        REPORT | {"reported_on": "soon"},
        REPORT | {"resident_number": "900506-1234567"},
        "{",
        "[]",
    ):
        answer = post(token, wrong)
        assert answer.status_code in (400, 422)
        assert "김민준" not in answer.content.decode()
        assert "900506" not in answer.content.decode()
    assert not Case.objects.exists()


def test_who_calls_too_often_waits(db: None) -> None:
    token = token_of(*EVERYTHING)
    assert get(token, "/api/v1/cases").status_code == 200
    minute = datetime.now(UTC).replace(second=0, microsecond=0)
    for later in (minute, minute + timedelta(minutes=1)):
        Minute.objects.update_or_create(
            program_id=get_program_id(), minute=later, defaults={"calls": 10_000}
        )
    assert get(token, "/api/v1/cases").status_code == 429


@pytest.fixture
def open_connection(db: None) -> Iterator[None]:
    """The connection of the test's transaction stays open between requests, as with Django's client."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@schemathesis.serializer("application/hl7-v2")
def as_text(_context: object, said: object) -> bytes:
    """A message is bytes: whatever text is drawn for one."""
    return str(said).encode("utf-8", "surrogatepass")


def test_the_service_is_what_its_document_says_whatever_is_sent(open_connection: None) -> None:
    """Schemathesis sends what the document allows and what it forbids; nothing may fall over."""
    token = token_of(*EVERYTHING, area="")
    assert Area.objects.exists()
    schema = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", application)
    for operation in schema.get_all_operations():
        cases = operation.ok().as_strategy()

        @settings(
            max_examples=25, deadline=None, database=None, phases=[Phase.explicit, Phase.generate],
            suppress_health_check=list(HealthCheck),
        )  # fmt: skip
        @given(case=cases)
        def tried(case: schemathesis.Case) -> None:
            Minute.objects.all().delete()
            answer = case.call(headers={"Authorization": f"Bearer {token}", "Host": "127.0.0.1"})
            assert answer.status_code < 500, case.as_curl_command()

        tried()
