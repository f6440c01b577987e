"""What imports and exports hold, and when it ends."""

from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from dongseon.console.audit import actions as audit
from dongseon.console.audit.types import Actor, Subject
from dongseon.console.intake import sealing
from dongseon.console.intake.models import Export, Import, Piece
from dongseon.console.keeping import Holding, Keeper, Spared, Whose


def erase_imports(
    *, by: Actor, now: datetime, before: datetime, spared: Whose, limit: int
) -> tuple[UUID, ...]:
    """Imports uploaded before a time: rows and keys. Nobody's file needs them: records are elsewhere."""
    old = Import.objects.filter(uploaded_at__lt=before).order_by("uploaded_at", "id")
    gone = tuple(old.values_list("id", flat=True)[:limit])
    for import_id in gone:
        sealing.destroy(import_id)
    Import.objects.filter(pk__in=gone).delete()
    if gone:
        subjects = [Subject("import", import_id) for import_id in gone]
        audit.record(by=by, now=now, act="intake.erase", subjects=subjects, why="retention.export")
    return gone


def erase_exports(
    *, by: Actor, now: datetime, before: datetime, spared: Whose, limit: int
) -> tuple[UUID, ...]:
    """Exports begun before a time: rows, pieces and keys. They are copies: nobody's file needs them."""
    old = Export.objects.filter(begun_at__lt=before).order_by("begun_at", "id")
    gone = tuple(old.values_list("id", flat=True)[:limit])
    for export_id in gone:
        sealing.destroy(export_id)
    Piece.objects.filter(export__in=gone).delete()
    Export.objects.filter(pk__in=gone).delete()
    if gone:
        subjects = [Subject("export", export_id) for export_id in gone]
        audit.record(
            by=by, now=now, act="intake.erase_exports", subjects=subjects, why="retention.export"
        )
    return gone


KEEPER = Keeper(
    holdings=(
        Holding(
            models=("intake.Import",),
            what=_("Files that were brought for import, and what was wrong with them"),
            rule="retention.export",
            counted_from=_(
                "the day they were brought; the file itself goes as soon as it is imported"
            ),
            erase=erase_imports,
            spared=Spared.NOBODY,
        ),
        Holding(
            models=("intake.Export", "intake.Piece"),
            what=_("Lists that were taken out as a file made in the background"),
            rule="retention.export",
            counted_from=_("the day they were begun"),
            erase=erase_exports,
            spared=Spared.NOBODY,
        ),
    ),
    not_personal={"intake.SavedMapping": "names of columns, and who keeps a list"},
)
