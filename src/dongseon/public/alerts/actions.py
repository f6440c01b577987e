"""What is done with alerts. Each act is logged in the same transaction; a refusal is logged too."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import connection, transaction
from django.db.models import F, Max
from django.utils.translation import gettext as _

from dongseon.public.alerts import queries, rules
from dongseon.public.alerts.models import Act, Alert, Event, State
from dongseon.public.alerts.rules import Message, Refusal, Topic

SEOUL = ZoneInfo("Asia/Seoul")
LOCK = 7_340_021  # of the database, while an alert gets its number or is approved
FIELDS = (
    "topic", "grade", "exercise", "headline_ko", "headline_en", "text_ko", "text_en",
    "instruction_ko", "instruction_en", "areas", "sends_at", "expires_at",
)  # fmt: skip


class Refused(Exception):
    """An act that is not done. ``faults`` name the rules that speak against it."""

    def __init__(self, message: str, faults: tuple[Refusal, ...] = ()) -> None:
        super().__init__(message)
        self.faults = faults


def write(
    *,
    by: int,
    now: datetime,
    values: Mapping[str, Any],
    refers: UUID | None = None,
    act: str = Act.ALERT,
) -> UUID:
    """Write a draft; an update or an all-clear refers to an alert that was sent."""
    with transaction.atomic():
        _lock()
        if refers is not None and not Alert.objects.filter(pk=refers, state=State.SENT).exists():
            raise Refused(_("Only an alert that was sent can be updated or ended."))
        number = (Alert.objects.aggregate(last=Max("number"))["last"] or 0) + 1
        alert = Alert.objects.create(
            number=number, act=act, refers_id=refers, written_by_id=by, **_known(values)
        )
        _log(alert.pk, by, now, "written")
    return alert.pk


def amend(*, by: int, now: datetime, alert_id: UUID, seen: int, values: Mapping[str, Any]) -> None:
    """Change a draft. Whoever changes it becomes its writer: the second person must be another."""
    with transaction.atomic():
        _move(
            alert_id,
            seen,
            {State.DRAFT, State.SUBMITTED},
            state=State.DRAFT,
            written_by_id=by,
            override_asked_by=None,
            override_reason="",
            **_known(values),
        )
        _log(alert_id, by, now, "amended")


def submit(*, by: int, now: datetime, alert_id: UUID, seen: int) -> None:
    """Ask for the second pair of eyes."""
    with transaction.atomic():
        _move(alert_id, seen, {State.DRAFT}, state=State.SUBMITTED)
        _log(alert_id, by, now, "submitted")


def approve(*, by: int, now: datetime, alert_id: UUID, seen: int) -> None:
    """Approve what somebody else wrote. Raises Refused naming the rules that forbid it; that is logged."""
    with transaction.atomic():
        _lock()
        alert = _held(alert_id)
        if alert.written_by_id == by:
            raise Refused(_("You wrote it: somebody else must approve it."))
        rule = queries.rule_on(_due(alert, now).astimezone(SEOUL).date())
        faults = refusals(alert, now)
        overridden = bool(faults) and bool(alert.override_reason) and rules.may_override(faults)
        if overridden and alert.override_asked_by_id == by:
            raise Refused(_("You asked for the emergency: somebody else must confirm it."))
        if not faults or overridden:
            _move(
                alert_id,
                seen,
                {State.SUBMITTED},
                state=State.APPROVED,
                approved_by_id=by,
                rule_id=rule.id if rule else None,
            )
            _log(
                alert_id,
                by,
                now,
                "overridden" if overridden else "approved",
                faults,
                alert.override_reason,
            )
            return
        _log(alert_id, by, now, "refused", faults)
    raise Refused(_("The rules forbid this alert."), faults)


def ask_override(*, by: int, now: datetime, alert_id: UUID, seen: int, reason: str) -> None:
    """Say that it is an emergency, and why. A second person's approval then sends it all the same."""
    with transaction.atomic():
        alert = _held(alert_id)
        faults = refusals(alert, now)
        if not rules.may_override(faults):
            raise Refused(_("Nothing that could be set aside speaks against it."), faults)
        if len(reason.strip()) < 20:
            raise Refused(_("Say in a sentence why this cannot wait (20 letters at least)."))
        _move(
            alert_id,
            seen,
            {State.SUBMITTED},
            override_asked_by_id=by,
            override_reason=reason.strip()[:500],
        )
        _log(alert_id, by, now, "override asked", faults, reason.strip()[:500])


def withdraw(*, by: int, now: datetime, alert_id: UUID, seen: int) -> None:
    """Take an alert back that has not been sent."""
    with transaction.atomic():
        _move(
            alert_id,
            seen,
            {State.DRAFT, State.SUBMITTED, State.APPROVED},
            state=State.WITHDRAWN,
        )
        _log(alert_id, by, now, "withdrawn")


def send_due(*, now: datetime) -> int:
    """Send what is approved and due; how many. What missed its hour and may not go now waits, and is logged."""
    sent = 0
    for alert_id in Alert.objects.filter(state=State.APPROVED, sends_at__lte=now).values_list(
        "id", flat=True
    ):
        with transaction.atomic():
            alert = Alert.objects.select_for_update().get(pk=alert_id)
            if alert.state != State.APPROVED:
                continue
            faults = () if alert.override_reason else refusals(alert, now)
            if faults or alert.expires_at <= now:
                _move(
                    alert_id, alert.version, {State.APPROVED}, state=State.DRAFT, approved_by=None
                )
                _log(alert_id, None, now, "held back", faults)
                continue
            _move(alert_id, alert.version, {State.APPROVED}, state=State.SENT, sent_at=now)
            _log(alert_id, None, now, "sent")
            sent += 1
    return sent


def refusals(alert: Alert, now: datetime) -> tuple[Refusal, ...]:
    """What speaks against sending an alert at its time, or now where that has passed."""
    due = _due(alert, now).astimezone(SEOUL)
    rule = queries.rule_on(due.date())
    day = due.replace(hour=0, minute=0, second=0, microsecond=0)
    same_day = Alert.objects.filter(
        state__in=(State.APPROVED, State.SENT), sends_at__gte=day, act=Act.ALERT, exercise=False
    ).exclude(pk=alert.pk)
    sent = [
        Topic(topic)
        for topic, sends_at in same_day.values_list("topic", "sends_at")
        if sends_at.astimezone(SEOUL).date() == day.date()
    ]
    message = Message(
        topic=Topic(alert.topic),
        text_ko=alert.text_ko,
        text_en=alert.text_en,
        sends_at=due,
        expires_at=alert.expires_at.astimezone(SEOUL),
    )
    return rules.refusals(rule.rule if rule else None, message, sent)


def _due(alert: Alert, now: datetime) -> datetime:
    return max(alert.sends_at, now)


def _known(values: Mapping[str, Any]) -> dict[str, Any]:
    return {name: values[name] for name in FIELDS if name in values}


def _held(alert_id: UUID) -> Alert:
    found = Alert.objects.select_for_update().filter(pk=alert_id).first()
    if found is None:
        raise Refused(_("There is no such alert."))
    return found


def _move(alert_id: UUID, seen: int, states: set[State], **values: Any) -> None:
    moved = Alert.objects.filter(pk=alert_id, version=seen, state__in=states).update(
        version=F("version") + 1, **values
    )
    if moved != 1:
        raise Refused(_("Somebody has changed it in the meantime: look again."))


def _log(
    alert_id: UUID,
    by: int | None,
    now: datetime,
    act: str,
    faults: tuple[Refusal, ...] = (),
    why: str = "",
) -> None:
    Event.objects.create(
        alert_id=alert_id,
        by_id=by,
        at=now,
        act=act,
        faults=[[each.rule, each.fault] for each in faults],
        why=why,
    )


def _lock() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
