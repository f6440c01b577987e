"""What a finished workflow does: it publishes, in nobody's own right.

No editor may publish; the second person's approval is what publishes. Wagtail would ask for that
person's right to publish, which would let them do it alone. Wagtail imports this while it makes its
own models: no model may be imported here.
"""

from typing import Any

from django.db import transaction

from dongseon.public.front import turning


def finish(workflow_state: Any, user: Any = None) -> None:  # Any: Wagtail ships no types
    """Publish what was approved; who approved it stands in the workflow's own log."""
    workflow_state.content_object.get_latest_revision().publish()
    transaction.on_commit(turning.advance)  # pages in memory are of before
