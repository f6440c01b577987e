"""Alerts as the centre for cell broadcast takes them: the columns of the national open data (FIELD §6.5). Pure."""

from collections.abc import Iterable
from zoneinfo import ZoneInfo

from dongseon.public.alerts.queries import Sent

SEOUL = ZoneInfo("Asia/Seoul")
COLUMNS = ("create_date", "location_id", "location_name", "md101_sn", "msg", "send_platform")


def rows(alerts: Iterable[Sent]) -> list[dict[str, str]]:
    """One row an alert; its districts are joined with commas, as the national data has them."""
    return [
        {
            "create_date": alert.sent_at.astimezone(SEOUL).strftime("%Y/%m/%d %H:%M:%S"),
            "location_id": ",".join(area.code for area in alert.areas),
            "location_name": ",".join(area.name for area in alert.areas),
            "md101_sn": str(alert.number),
            "msg": alert.text["ko"],
            "send_platform": "cbs",
        }
        for alert in alerts
    ]
