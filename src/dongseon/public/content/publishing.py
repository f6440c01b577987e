"""What a finished workflow does: it publishes, in nobody's own right.

No editor may publish; the second person's approval is what publishes. Wagtail would ask for that
person's right to publish, which would let them do it alone.
"""

from datetime import datetime
from typing import Any

from django.db import transaction
from wagtail.models import Page, Revision

from dongseon.public.content.models import Question
from dongseon.public.front import turning


def finish(workflow_state: Any, user: Any = None) -> None:  # Any: Wagtail ships no types
    """Publish what was approved; who approved it stands in the workflow's own log."""
    workflow_state.content_object.get_latest_revision().publish()
    transaction.on_commit(turning.advance)  # pages in memory are of before


def due(now: datetime) -> bool:
    """Whether a page or an answer goes live or expires now."""
    return (
        Revision.objects.filter(approved_go_live_at__lte=now).exists()
        or Page.objects.filter(live=True, expire_at__lte=now).exists()
        or Question.objects.filter(live=True, expire_at__lte=now).exists()
    )
