"""What others may read of alerts: the rule of a day, what was sent, as documents and for cell broadcast."""

from dataclasses import dataclass
from datetime import date, datetime
from urllib.parse import urlsplit
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings

from dongseon.public.alerts import cap, rules
from dongseon.public.alerts.cap import Area, Document, Reference, Text
from dongseon.public.alerts.models import Act, Alert, RuleRow, State
from dongseon.public.alerts.rules import Grade, Rule
from dongseon.public.around import asking

ACTS = {Act.ALERT: cap.Act.ALERT, Act.UPDATE: cap.Act.UPDATE, Act.CANCEL: cap.Act.CANCEL}
EVENT = {"ko": "감염병", "en": "Infectious disease"}
MOST_IN_FEED = 50
SEOUL = ZoneInfo("Asia/Seoul")


@dataclass(frozen=True, slots=True)
class Dated:
    """A rule with its row."""

    id: int
    rule: Rule


def all_rules() -> tuple[Dated, ...]:
    """All rules, oldest first."""
    return tuple(
        Dated(
            row.pk,
            rules.read_rule(
                name=row.name,
                valid_from=row.valid_from,
                value=row.value,
                decided_by=row.decided_by,
                source=row.source,
            ),
        )
        for row in RuleRow.objects.order_by("valid_from")
    )


def rule_on(day: date) -> Dated | None:
    """The rule that holds on a local day."""
    begun = [each for each in all_rules() if each.rule.valid_from <= day]
    return begun[-1] if begun else None


@dataclass(frozen=True, slots=True)
class Sent:
    """An alert that was sent."""

    id: UUID
    number: int
    act: str
    topic: str
    grade: Grade
    exercise: bool
    headline: dict[str, str]  # by language, likewise below
    text: dict[str, str]
    instruction: dict[str, str]
    areas: tuple[Area, ...]
    sent_at: datetime
    expires_at: datetime
    ended_at: datetime | None  # by a later all-clear or update
    refers: UUID | None

    def holds(self, now: datetime) -> bool:
        """Whether it still holds."""
        return self.act != Act.CANCEL and now < self.expires_at and self.ended_at is None


def sent(most: int = MOST_IN_FEED) -> tuple[Sent, ...]:
    """The alerts that were sent, newest first."""
    rows = Alert.objects.filter(state=State.SENT).order_by("-sent_at", "-number")[:most]
    ended = _ended([row.pk for row in rows])
    return tuple(_sent(row, ended.get(row.pk)) for row in rows)


def one_sent(alert_id: UUID) -> Sent | None:
    """One alert that was sent; None for any other."""
    row = Alert.objects.filter(state=State.SENT, pk=alert_id).first()
    return _sent(row, _ended([row.pk]).get(row.pk)) if row else None


def _ended(ids: list[UUID]) -> dict[UUID, datetime]:
    later = Alert.objects.filter(state=State.SENT, refers__in=ids).values_list("refers", "sent_at")
    found: dict[UUID, datetime] = {}
    for refers, at in later:
        if refers is not None and at is not None:
            found[refers] = min(found.get(refers, at), at)
    return found


def _sent(row: Alert, ended_at: datetime | None) -> Sent:
    return Sent(
        id=row.pk,
        number=row.number,
        act=row.act,
        topic=row.topic,
        grade=Grade(row.grade),
        exercise=row.exercise,
        headline={"ko": row.headline_ko, "en": row.headline_en},
        text={"ko": row.text_ko, "en": row.text_en},
        instruction={"ko": row.instruction_ko, "en": row.instruction_en},
        areas=areas(row.areas),
        sent_at=row.sent_at or row.sends_at,
        expires_at=row.expires_at,
        ended_at=ended_at,
        refers=row.refers_id,
    )


def areas(codes: list[str]) -> tuple[Area, ...]:
    """Districts by their codes; codes that we do not know are left out."""
    known = {each.code: each for each in asking.atlas().known}
    return tuple(
        Area(
            code,
            f"{known[code].province_ko} {known[code].name_ko}",
            f"{known[code].name}, {known[code].province}",
        )
        for code in codes
        if code in known
    )


def sender() -> str:
    """Who we are in CAP: an address at our host."""
    return f"alerts@{urlsplit(settings.SITE_URL).hostname or 'localhost'}"


def identifier(alert_id: UUID) -> str:
    """An alert's name in CAP, unique for ever."""
    return f"KR-{urlsplit(settings.SITE_URL).hostname or 'localhost'}-{alert_id}"


def document(alert: Sent) -> Document:
    """An alert as CAP has it, in both languages."""
    referred = one_sent(alert.refers) if alert.refers else None
    return Document(
        identifier=identifier(alert.id),
        sender=sender(),
        sent_at=alert.sent_at.astimezone(SEOUL),
        act=ACTS[Act(alert.act)],
        exercise=alert.exercise,
        grade=alert.grade,
        effective_at=alert.sent_at.astimezone(SEOUL),
        expires_at=alert.expires_at.astimezone(SEOUL),
        areas=alert.areas,
        texts=tuple(_text(alert, language) for language in ("ko", "en")),
        references=(
            (Reference(sender(), identifier(referred.id), referred.sent_at.astimezone(SEOUL)),)
            if referred
            else ()
        ),
        web=f"{settings.SITE_URL}/ko/alerts/{alert.id}/" if settings.SITE_URL else "",
        contact="1339",
    )


def _text(alert: Sent, language: str) -> Text:
    korean = language == "ko"
    return Text(
        language="ko-KR" if korean else "en-US",
        event=EVENT[language],
        headline=alert.headline[language],
        description=alert.text[language],
        instruction=alert.instruction[language],
        sender_name=settings.SITE_NAMES[language],
        area_name=", ".join(area.name if korean else area.name_en for area in alert.areas),
    )
