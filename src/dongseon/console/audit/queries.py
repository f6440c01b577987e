"""Reading the log, and holding a proof of a look against what is to be seen."""

from collections.abc import Collection

from dongseon.console.audit import actions
from dongseon.console.audit.models import Entry
from dongseon.console.audit.types import Look, Subject


class NotWrittenDown(PermissionError):
    """Personal data were to be seen without the look being in the log of this transaction."""


def require(look: Look, subjects: Collection[Subject], fields: Collection[str]) -> None:
    """Raise NotWrittenDown unless the look covers all this, and was made in this transaction."""
    if look.transaction != actions.current_transaction():
        raise NotWrittenDown("the look was written down in another transaction")
    if not look.subjects.issuperset(subjects) or not look.fields.issuperset(fields):
        raise NotWrittenDown("the look that was written down does not cover this")


def written_in_this_transaction() -> bool:
    """Whether the log has any entry of the transaction under way."""
    return Entry.objects.filter(transaction=actions.current_transaction()).exists()
