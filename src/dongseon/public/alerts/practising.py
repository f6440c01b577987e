"""Practice alerts, through the real actions: one that holds, one that is over, one that waits."""

from datetime import datetime, timedelta
from typing import Any

from django.contrib.auth.models import User

from dongseon.public.alerts import actions
from dongseon.public.alerts.models import Alert

KEPT = {
    "grade": "advisory",
    "exercise": False,
    "topic": "contacts_unknown",
    "areas": ["11680", "11650"],
}
TEXTS = (
    (
        ("○○상가 방문자 검사 안내", "Be tested if you were at the ○○ arcade"),
        (
            "[동선시] 어제 14:00~18:00 ○○상가 지하 1층을 방문하신 분은 증상이 없어도 가까운 선별진료소에서 검사받으시기 바랍니다. 문의 1339",
            "If you were in the basement of the ○○ arcade yesterday between 14:00 and 18:00, be tested at a screening clinic even without symptoms. Questions: 1339",
        ),
        (
            "검사 결과가 나올 때까지 집에 머물러 주십시오.",
            "Stay at home until you have the result.",
        ),
        24,
    ),
    (
        ("△△교회 예배 참석자 검사 안내", "Be tested if you attended the service"),
        (
            "[동선시] 지난 일요일 11:00 △△교회 예배에 참석하신 분은 보건소로 연락하시기 바랍니다. 문의 1339",
            "If you attended the 11:00 service of the △△ church last Sunday, call your health centre. Questions: 1339",
        ),
        ("", ""),
        1,
    ),
)


def main(told: dict[str, Any], now: datetime) -> dict[str, Any]:
    """Write and send them by two accounts; what is there is left alone."""
    if Alert.objects.exists():
        return {"alerts": 0}
    writer, _new = User.objects.get_or_create(username="press")
    second, _new = User.objects.get_or_create(username="second")
    for number, (headline, text, instruction, hours) in enumerate(TEXTS):
        at = daytime(now - timedelta(hours=30 * number + 1))
        alert_id = actions.write(
            by=writer.pk,
            now=at,
            values=KEPT
            | {
                "headline_ko": headline[0],
                "headline_en": headline[1],
                "text_ko": text[0],
                "text_en": text[1],
                "instruction_ko": instruction[0],
                "instruction_en": instruction[1],
                "sends_at": at,
                "expires_at": at + timedelta(hours=hours),
            },
        )
        actions.submit(by=writer.pk, now=at, alert_id=alert_id, seen=1)
        actions.approve(by=second.pk, now=at, alert_id=alert_id, seen=2)
        actions.send_due(now=at)
    return {"alerts": len(TEXTS)}


def daytime(at: datetime) -> datetime:
    """The moment itself, or noon of the day before where it lies in the night."""
    local = at.astimezone(actions.SEOUL)
    if 8 <= local.hour < 21:
        return at
    return (local - timedelta(days=1)).replace(hour=12, minute=0, second=0, microsecond=0)
