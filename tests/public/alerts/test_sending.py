"""From a draft to phones: two people, the rules by name, the emergency, and a log that only grows."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

import pytest
from capvalidator import Validator
from django.contrib.auth.models import User
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.utils import translation
from lxml import etree

from dongseon.public.alerts import actions, queries
from dongseon.public.alerts.actions import Refused
from dongseon.public.alerts.models import Alert, Event, RuleRow, State

NOON = datetime(2021, 4, 8, 3, 0, tzinfo=UTC)  # in Seoul
NIGHT = datetime(2021, 4, 8, 14, 0, tzinfo=UTC)  # 23:00 in Seoul
Make = Callable[..., UUID]
SCHEMAS = Path(__file__).parents[1] / "schemas"  # grammars of RFC 4287 and RSS 2.0


@pytest.fixture(autouse=True)
def spoken_in_english() -> Iterator[None]:
    """Refusals are read by their English words, whichever language a request before has left on."""
    with translation.override("en"):
        yield


@pytest.fixture
def cast(db: None) -> tuple[int, int, int]:
    writer, second, third = (User.objects.create(username=name).pk for name in ("a", "b", "c"))
    return writer, second, third


@pytest.fixture
def submitted(cast: tuple[int, int, int]) -> Make:
    def make(*, at: datetime = NOON, **change: object) -> UUID:
        values = {
            "topic": "mass_infection",
            "grade": "advisory",
            "exercise": False,
            "headline_ko": "검사 안내",
            "headline_en": "Be tested",
            "text_ko": "[동선시] ○○상가 방문자는 검사받으시기 바랍니다.",
            "text_en": "If you were at the ○○ arcade, be tested.",
            "areas": ["11680"],
            "sends_at": at,
            "expires_at": at + timedelta(hours=12),
        } | change
        alert_id = actions.write(by=cast[0], now=at, values=values)
        actions.submit(by=cast[0], now=at, alert_id=alert_id, seen=1)
        return alert_id

    return make


def approve(by: int, alert_id: UUID, at: datetime = NOON) -> None:
    seen = Alert.objects.get(pk=alert_id).version
    actions.approve(by=by, now=at, alert_id=alert_id, seen=seen)


def test_whoever_wrote_it_does_not_approve_it(cast: tuple[int, int, int], submitted: Make) -> None:
    alert_id = submitted()
    with pytest.raises(Refused, match="somebody else must approve"):
        approve(cast[0], alert_id)
    with pytest.raises(DatabaseError, match="alert_is_of_two_people"), transaction.atomic():
        Alert.objects.filter(pk=alert_id).update(approved_by=cast[0])


def test_whoever_changed_it_becomes_its_writer(cast: tuple[int, int, int], submitted: Make) -> None:
    alert_id = submitted()
    actions.amend(
        by=cast[1], now=NOON, alert_id=alert_id, seen=2, values={"text_en": "Be tested soon."}
    )
    actions.submit(by=cast[1], now=NOON, alert_id=alert_id, seen=3)
    with pytest.raises(Refused, match="You wrote it"):
        approve(cast[1], alert_id)
    approve(cast[0], alert_id)


def test_an_alert_that_the_rule_forbids_is_refused_by_name_and_logged(
    cast: tuple[int, int, int], submitted: Make
) -> None:
    alert_id = submitted(topic="hygiene", at=NIGHT)
    with pytest.raises(Refused, match="The rules forbid") as refused:
        approve(cast[1], alert_id, NIGHT)
    assert {(each.rule, each.fault) for each in refused.value.faults} == {
        ("alerts-2021-04-07", "topic_banned"),
        ("alerts-2021-04-07", "quiet_hours"),
    }
    last = Event.objects.filter(alert_id=alert_id).latest("pk")
    assert (last.act, last.by_id, len(last.faults)) == ("refused", cast[1], 2)
    assert Alert.objects.get(pk=alert_id).state == State.SUBMITTED


def test_the_emergency_takes_two_people_and_leaves_both_in_the_log(
    cast: tuple[int, int, int], submitted: Make
) -> None:
    writer, second, third = cast
    alert_id = submitted(at=NIGHT)
    with pytest.raises(Refused, match="why this cannot wait"):
        actions.ask_override(by=second, now=NIGHT, alert_id=alert_id, seen=2, reason="now")
    actions.ask_override(
        by=second,
        now=NIGHT,
        alert_id=alert_id,
        seen=2,
        reason="The wedding party leaves by plane at six.",
    )
    with pytest.raises(Refused, match="somebody else must confirm"):
        approve(second, alert_id, NIGHT)
    with pytest.raises(Refused, match="You wrote it"):
        approve(writer, alert_id, NIGHT)
    approve(third, alert_id, NIGHT)
    assert actions.send_due(now=NIGHT) == 1
    log = list(Event.objects.filter(alert_id=alert_id).order_by("pk").values_list("act", "by_id"))
    assert log[-3:] == [("override asked", second), ("overridden", third), ("sent", None)]
    assert Event.objects.get(alert_id=alert_id, act="overridden").faults == [
        ["alerts-2021-04-07", "quiet_hours"]
    ]


def test_a_floor_is_not_set_aside(cast: tuple[int, int, int], submitted: Make) -> None:
    alert_id = submitted(at=NIGHT, text_ko="김모 씨 010-1234-5678 접촉자는 연락 바랍니다")
    with pytest.raises(Refused, match="Nothing that could be set aside"):
        actions.ask_override(
            by=cast[1], now=NIGHT, alert_id=alert_id, seen=2, reason="It cannot wait until morning."
        )


def test_numbers_of_cases_go_once_a_day(cast: tuple[int, int, int], submitted: Make) -> None:
    first, again = submitted(topic="case_counts"), submitted(topic="case_counts")
    approve(cast[1], first)
    with pytest.raises(Refused, match="The rules forbid"):
        approve(cast[1], again)


def test_what_was_approved_by_day_is_held_back_at_night(
    cast: tuple[int, int, int], submitted: Make
) -> None:
    alert_id = submitted()
    approve(cast[1], alert_id)
    assert actions.send_due(now=NIGHT) == 0
    held = Alert.objects.get(pk=alert_id)
    assert (held.state, held.approved_by_id) == (State.DRAFT, None)


def test_two_officers_at_once_do_not_overwrite_each_other(
    cast: tuple[int, int, int], submitted: Make
) -> None:
    alert_id = submitted()
    actions.withdraw(by=cast[1], now=NOON, alert_id=alert_id, seen=2)
    with pytest.raises(Refused, match="Somebody has changed it"):
        actions.approve(by=cast[1], now=NOON, alert_id=alert_id, seen=2)


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE alerts_event SET act = 'x'",
        "DELETE FROM alerts_event",
        "UPDATE alerts_rulerow SET source = 'x'",
    ],
)
def test_the_log_and_the_rules_can_only_be_added_to(submitted: Make, sql: str) -> None:
    submitted()
    with (
        pytest.raises(DatabaseError, match="can only be added to"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(sql)


@pytest.fixture
def sent(cast: tuple[int, int, int], submitted: Make) -> UUID:
    alert_id = submitted()
    approve(cast[1], alert_id)
    actions.send_due(now=NOON)
    return alert_id


def test_nothing_of_an_alert_is_public_before_it_is_sent(submitted: Make) -> None:
    alert_id = submitted()
    for path in (f"/ko/alerts/{alert_id}/", f"/alerts/{alert_id}.cap.xml"):
        assert Client().get(path).status_code == 404
    assert "검사 안내" not in Client().get("/ko/alerts/").content.decode()
    assert Client().get("/alerts/cbs.json").json() == {"totalCount": 0, "rows": []}


def test_what_was_sent_is_valid_cap_and_stands_in_feeds_and_exports(sent: UUID) -> None:
    document = Client().get(f"/alerts/{sent}.cap.xml")
    assert document.headers["Content-Type"].startswith("application/cap+xml")
    assert Validator(document.content).schema()[0]
    row = Client().get("/alerts/cbs.json").json()["rows"][0]
    assert (row["create_date"], row["location_id"], row["send_platform"]) == (
        "2021/04/08 12:00:00",
        "11680",
        "cbs",
    )
    for language, headline in (("ko", "검사 안내"), ("en", "Be tested")):
        assert headline in Client().get(f"/{language}/alerts/{sent}/").content.decode()
    assert "Emergency alerts in force" not in Client().get("/en/").content.decode()  # it is over


@pytest.mark.parametrize(
    "name", ["alerts.ko.atom", "alerts.en.atom", "news.ko.atom", "alerts.en.rss"]
)
def test_the_feeds_follow_their_formats(sent: UUID, name: str) -> None:
    grammar = etree.RelaxNG(etree.parse(SCHEMAS / f"{name.rpartition('.')[2]}.rng"))
    feed = etree.fromstring(Client().get(f"/{name}").content)
    assert grammar.validate(feed), grammar.error_log
    if name == "alerts.ko.atom":
        names = {"a": "http://www.w3.org/2005/Atom"}
        (enclosure,) = feed.findall("a:entry/a:link[@rel='enclosure']", names)
        assert enclosure.attrib["type"] == "application/cap+xml"


def test_an_all_clear_ends_the_alert_it_refers_to(cast: tuple[int, int, int], sent: UUID) -> None:
    later = NOON + timedelta(hours=1)
    values = dict(Alert.objects.filter(pk=sent).values(*actions.FIELDS).get()) | {
        "sends_at": later,
        "expires_at": later + timedelta(hours=1),
    }
    clear = actions.write(by=cast[0], now=later, values=values, refers=sent, act="cancel")
    actions.submit(by=cast[0], now=later, alert_id=clear, seen=1)
    approve(cast[1], clear, later)
    actions.send_due(now=later)
    first = queries.one_sent(sent)
    assert first is not None
    assert first.ended_at == later
    assert not first.holds(later)
    document = Client().get(f"/alerts/{clear}.cap.xml").content
    assert Validator(document).schema()[0]
    assert b"<msgType>Cancel</msgType>" in document
    assert str(sent).encode() in document


def test_a_draft_cannot_be_referred_to(cast: tuple[int, int, int], submitted: Make) -> None:
    draft = submitted()
    with pytest.raises(Refused, match="Only an alert that was sent"):
        actions.write(by=cast[0], now=NOON, values={}, refers=draft, act="update")


def test_the_rules_are_read_from_their_rows(db: None) -> None:
    assert [each.rule.name for each in queries.all_rules()] == list(
        RuleRow.objects.order_by("valid_from").values_list("name", flat=True)
    )
