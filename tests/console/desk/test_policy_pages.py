"""Rules are read over time, replaced by two people, and reports of erasure are there to be checked."""

import json
from datetime import date, datetime, timedelta

import pytest
from django.test import Client
from tests.console.cast import Player, browser_of, cast

from dongseon.console.audit.types import HOUSE
from dongseon.console.policy import kinds, queries
from dongseon.console.policy.kinds import KINDS
from dongseon.console.workflows import erasure

SAID = {
    "days": "10",
    "asked_per_day": "3",
    "valid_from": "2090-01-01",
    "source": "Guidance, 9th edition",
    "decided_by": "KDCA",
}


@pytest.fixture
def players(db: None) -> dict[str, Player]:
    """Those of the cast who meet here."""
    return cast("epidemiologist", "approver", "nurse", "auditor")


def sent(client: Client, path: str, **said: str) -> str:
    """A form sent with its token, and the page that it leads to."""
    said["csrfmiddlewaretoken"] = client.cookies["csrftoken"].value
    return client.post(path, said, follow=True).content.decode()


def test_every_rule_has_a_page_over_time_with_its_sources(players: dict[str, Player]) -> None:
    client = browser_of(players["nurse"], language="en")
    for name, kind in KINDS.items():
        text = client.get(f"/policy/rule/{name}/").content.decode()
        assert not [r for r in queries.history(kind) if r.source.split("'")[0] not in text]
        assert "holds today" in text
        assert "Propose" not in text


def test_a_rule_that_is_none_is_not_found(players: dict[str, Player]) -> None:
    client = browser_of(players["epidemiologist"], language="en")
    assert client.get("/policy/rule/curfew/").status_code == 404
    assert client.get("/policy/rule/curfew/propose/").status_code == 404


def test_the_form_of_a_successor_begins_with_what_holds_and_fits_its_kind(
    players: dict[str, Player],
) -> None:
    client = browser_of(players["epidemiologist"], language="en")
    for name in KINDS:
        form = client.get(f"/policy/rule/{name}/propose/").context["form"]
        held = {field: form[field].value() for field in form.hints}
        said = {field: str(value) for field, value in held.items() if value is not False}
        text = sent(client, f"/policy/rule/{name}/propose/", **{**SAID, **said})
        assert "A successor waits for approval" in text


def test_one_proposes_and_another_approves(players: dict[str, Player]) -> None:
    one = browser_of(players["epidemiologist"], language="en")
    other = browser_of(players["approver"], language="en")
    one.get("/policy/rule/quarantine/propose/")
    text = sent(one, "/policy/rule/quarantine/propose/", **SAID)
    assert "another officer has to" in text
    [proposal] = queries.open_proposals()
    assert "cannot approve" in sent(one, f"/policy/proposals/{proposal.id}/approve/")
    other.get("/policy/rule/quarantine/")
    assert "Approved" in sent(other, f"/policy/proposals/{proposal.id}/approve/")
    assert queries.rule(kinds.QUARANTINE, date(2090, 1, 1)).value.days == 10
    assert "changes on 2090-01-01" in other.get("/policy/").content.decode()


def test_a_value_that_does_not_fit_is_named(players: dict[str, Player]) -> None:
    client = browser_of(players["epidemiologist"], language="en")
    client.get("/policy/rule/triage.vital_signs/propose/")
    said = SAID | {"mild_at_most": "4", "moderate_at_most": "6", "systolic_mmhg": "101, 199"}
    said |= {"breaths_per_min": "9, 14", "temperature_c": "36.1, 37.4", "pulse_per_min": "fast"}
    assert "pulse_per_min" in sent(client, "/policy/rule/triage.vital_signs/propose/", **said)


def test_reports_of_erasure_can_be_read_and_taken_away(
    players: dict[str, Player], now: datetime
) -> None:
    client = browser_of(players["auditor"], language="en")
    assert "Nothing was erased yet" in client.get("/policy/erasure/").content.decode()
    ran = erasure.run(by=HOUSE, now=now, today=now.date())
    erasure.run(by=HOUSE, now=now + timedelta(days=1), today=now.date())
    assert "holds" in client.get("/policy/erasure/").content.decode()
    report = client.get(f"/policy/erasure/{ran.report_id}/")
    assert json.loads(report.content)["erased"]["report_id"] == str(ran.report_id)
    assert "attachment" in report["Content-Disposition"]
