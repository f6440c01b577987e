"""Results by file: columns guessed and remembered, rows entered for a second person, the rest for a person."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from tests.console import cast
from tests.console.laboratory import swabs

from dongseon.console.laboratory import deliveries, inbox, queries, sheets
from dongseon.console.laboratory.models import Delivery, Finding, Layout, Result
from dongseon.console.laboratory.rules import Outcome, Source, State
from dongseon.console.messages.models import Message
from dongseon.console.workflows import receiving, result_files


@pytest.fixture
def browser(db: None) -> Client:
    return cast.browser_of(cast.cast("laboratory")["laboratory"], language="en")


def token(browser: Client) -> str:
    text = browser.get("/help/").content.decode()
    return text.split('name="csrfmiddlewaretoken" value="')[1].split('"')[0]


def bring(browser: Client, text: str, encoding: str = "cp949") -> str:
    """Bring a file; the address of its columns."""
    file = SimpleUploadedFile("결과.csv", text.encode(encoding), content_type="text/csv")
    answer = browser.post(
        "/laboratory/files/", {"file": file, "csrfmiddlewaretoken": token(browser)}
    )
    assert answer.status_code == 302, answer.content.decode()
    return str(answer.headers["Location"])


def test_rows_are_entered_and_wait_for_a_second_person(browser: Client) -> None:
    now = datetime.now(UTC) - timedelta(minutes=5)
    one, other = swabs.in_laboratory(now, swabs.swab(now), swabs.swab(now))
    swabs.kit(now)
    at = f"{now:%Y-%m-%d %H:%M}"
    text = (
        "검체번호,성명,결과,검사일시,시약\n"
        f"{one.code},김하나,음성,{at},{swabs.CODE}\n"
        f"{other.code},이둘,양성,{at},{swabs.CODE}\n"
        f"=1+1,박셋,음성,{at},{swabs.CODE}\n"
    )
    path = bring(browser, text)
    page = browser.get(path).content.decode()
    assert "guessed" in page
    columns = {
        "code": "검체번호",
        "result": "결과",
        "reported_at": "검사일시",
        "kit": "시약",
        "name": "성명",
    }
    for _twice in range(2):
        browser.post(path, columns | {"csrfmiddlewaretoken": token(browser)})
    assert "0 of 3 rows are done" in browser.get(path).content.decode()
    for _twice in range(2):
        result_files.run(now=datetime.now(UTC), delivery_id=Delivery.objects.get().pk)
    assert queries.specimen(one.id, area="").state is State.TESTED
    assert Result.objects.get().outcome == Outcome.NEGATIVE
    assert sorted(Finding.objects.filter(state="waiting").values_list("reasons", flat=True)) == [
        ["name_differs"], ["no_code"],
    ]  # fmt: skip
    assert not Message.objects.exists()
    assert "This file was read" in browser.get(path).content.decode()
    assert "김하나".encode("cp949") not in bytes(Delivery.objects.get().sealed)


def test_a_job_that_was_killed_goes_on_where_it_was(browser: Client) -> None:
    """Batches commit by themselves; what a second job finds done it leaves alone."""
    now = datetime.now(UTC) - timedelta(minutes=5)
    rows = 2 * result_files.ROWS_AT_ONCE + 7
    path = bring(browser, "code,result,tested_at\n" + "9,negative,2020-05-06\n" * rows)
    said = {"code": "code", "result": "result", "reported_at": "tested_at"}
    browser.post(path, said | {"csrfmiddlewaretoken": token(browser)})
    delivery = Delivery.objects.get()
    told = inbox.planned(delivery.pk)
    assert told is not None
    kept = deliveries.claim(delivery.pk)
    for row in range(3):  # so far the first came
        observation = sheets.observation({"code": "9"}, row + 1)
        receiving.take(
            by=told[1], now=now, kept=kept, laboratory=None, said=observation, source=Source.FILE
        )
    for _twice in range(2):
        result_files.run(now=now, delivery_id=delivery.pk)
    places = list(Finding.objects.order_by("place").values_list("place", flat=True))
    assert places == list(range(1, rows + 1))
    answer = browser.get(path, headers={"hx-request": "true"}).content.decode()
    assert "This file was read" in answer
    assert "hx-trigger" not in answer


def test_columns_are_understood_as_last_time(browser: Client) -> None:
    text = "번호;값;때\n1;음성;2020-05-06\n"
    path = bring(browser, text, "utf-8-sig")
    said = {"code": "번호", "result": "값", "reported_at": "때"}
    browser.post(path, said | {"csrfmiddlewaretoken": token(browser)})
    assert Layout.objects.get().columns == said
    again = browser.get(bring(browser, text + "2;양성;2020-05-06\n")).content.decode()
    assert "as last time" in again


def test_a_file_is_its_bringers_alone(browser: Client) -> None:
    path = bring(browser, "code,result,tested_at\n1,negative,2020-05-06\n")
    second = cast.hire("second", role=cast.Role.LABORATORY, area=cast.SEOUL)
    assert cast.browser_of(second).get(path).status_code == 404


def test_what_is_no_list_is_refused_with_its_reason(browser: Client) -> None:
    file = SimpleUploadedFile("x.csv", b"")
    answer = browser.post(
        "/laboratory/files/", {"file": file, "csrfmiddlewaretoken": token(browser)}
    )
    assert answer.status_code == 200
    assert not Delivery.objects.exists()


@pytest.mark.parametrize(
    ("said", "outcome"),
    [("양성", Outcome.POSITIVE), ("Not detected", Outcome.NEGATIVE), ("미결정", Outcome.INCONCLUSIVE), ("검사불가", Outcome.INVALID), ("아마", None)],
)  # fmt: skip
def test_results_are_read_in_both_languages(said: str, outcome: Outcome | None) -> None:
    found = sheets.observation({"code": "1", "result": said, "reported_at": "2020.05.06 11:00"}, 1)
    assert found.outcome is outcome
    assert found.reported_at is not None
