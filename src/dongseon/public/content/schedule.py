"""What the clock publishes and takes down."""

from datetime import datetime

from wagtail.models import Page, Revision

from dongseon.public.content.models import Question


def due(now: datetime) -> bool:
    """Whether a page or an answer goes live or expires now."""
    return bool(
        Revision.objects.filter(approved_go_live_at__lte=now).exists()
        or Page.objects.filter(live=True, expire_at__lte=now).exists()
        or Question.objects.filter(live=True, expire_at__lte=now).exists()
    )
