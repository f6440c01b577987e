"""What the processes write to standard error: enough to find a fault, and nothing about anybody."""

import io
import json
import logging
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from django.urls import path

from dongseon.console.running import requests
from dongseon.running import journal

NAME, PHONE = "김철수", "01012345678"


@pytest.fixture
def written() -> Iterator[io.StringIO]:
    """The journal, with everything that any logger says, down to the last detail."""
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(journal.Lines())
    root = logging.getLogger()
    before = root.level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    logging.getLogger("dongseon").setLevel(logging.DEBUG)
    yield stream
    root.removeHandler(handler)
    root.setLevel(before)
    logging.getLogger("dongseon").setLevel(logging.NOTSET)


def lines(stream: io.StringIO) -> list[dict[str, Any]]:
    """The journal's lines."""
    return [json.loads(line) for line in stream.getvalue().splitlines()]


def clumsy(request: HttpRequest, who: str) -> HttpResponse:
    """A page that puts what it was given into its fault's words."""
    raise RuntimeError(f"no such person: {who} {request.POST.get('phone')}")


def malformed(request: HttpRequest) -> HttpResponse:
    """A page that finds a form unusable, and says why."""
    raise BadRequest(f"bad phone {request.POST.get('phone')}")


urlpatterns = [path("people/<str:who>/", clumsy), path("form/", malformed)]


@pytest.mark.urls(__name__)
def test_a_fault_with_a_name_in_it_leaves_kind_and_place_only(written: io.StringIO) -> None:
    client = Client(raise_request_exception=False)
    answer = client.post(f"/people/{NAME}/?q={NAME}", {"phone": PHONE, "name": NAME})
    assert answer.status_code == 500
    text = written.getvalue()
    assert NAME not in text
    assert PHONE not in text
    fault = next(line for line in lines(written) if "fault" in line)
    assert fault["fault"] == "RuntimeError"
    assert fault["frames"][-1].startswith(f"{clumsy.__module__}:")
    assert fault["request_id"] == answer["X-Request-ID"]


@pytest.mark.urls(__name__)
def test_a_form_that_cannot_be_used_is_not_quoted(written: io.StringIO) -> None:
    Client(raise_request_exception=False).post("/form/", {"phone": PHONE})
    assert PHONE not in written.getvalue()


def test_a_path_that_leads_nowhere_is_not_quoted(written: io.StringIO) -> None:
    Client().get(f"/{NAME}?phone={PHONE}", headers={"X-Request-ID": NAME, "Referer": f"/{NAME}"})
    text = written.getvalue()
    assert NAME not in text
    assert PHONE not in text


def test_a_request_has_one_line_with_route_status_and_time(written: io.StringIO) -> None:
    answer = Client().get("/healthz")
    (line,) = (found for found in lines(written) if found["logger"].endswith(".request"))
    assert line["message"] == "answered"
    assert (line["method"], line["route"], line["status"]) == ("GET", "healthz", 200)
    assert line["ms"] >= 0
    assert line["request_id"] == answer["X-Request-ID"]


def test_a_method_that_is_somebody_s_name_is_not_quoted(written: io.StringIO) -> None:
    request = RequestFactory().generic("HONG", "/")
    requests.numbered(lambda _: HttpResponse())(request)
    assert "HONG" not in written.getvalue()


def test_two_requests_have_two_numbers() -> None:
    client = Client()
    numbers = {client.get("/healthz")["X-Request-ID"] for _ in range(10)}
    assert len(numbers) == 10


def test_a_library_s_words_are_not_repeated(written: io.StringIO) -> None:
    logging.getLogger("axes.watch_login").warning("failed login of %s", NAME)
    logging.getLogger("django.db.backends").error("INSERT … VALUES ('%s')", PHONE)
    first, second = lines(written)
    assert "message" not in first
    assert "message" not in second
    assert first["logger"] == "axes.watch_login"


def test_a_job_s_arguments_are_not_repeated(written: io.StringIO) -> None:
    job = {"id": 7, "task_name": "cases.tell", "args": {"to": PHONE}}
    logging.getLogger("procrastinate.worker").info(
        "Job cases.tell[7](to=%s)", PHONE, extra={"job": job, "action": "start_job"}
    )
    (line,) = lines(written)
    assert (line["task"], line["job"], line["action"]) == ("cases.tell", 7, "start_job")
    assert PHONE not in written.getvalue()


def test_our_own_words_are_kept(written: io.StringIO) -> None:
    logging.getLogger("dongseon.console.supervisor").error("%s died with status %d", "server", 9)
    (line,) = lines(written)
    assert line["message"] == "server died with status 9"


def test_a_fault_that_nobody_caught_keeps_its_words_to_itself(written: io.StringIO) -> None:
    with pytest.raises(ValueError, match=NAME) as caught:
        int(NAME)
    journal.uncaught(caught.type, caught.value, caught.tb)
    (line,) = lines(written)
    assert line["fault"] == "ValueError"
    assert NAME not in written.getvalue()
