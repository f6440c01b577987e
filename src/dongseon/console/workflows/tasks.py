"""Jobs that cross contexts. Arguments are identifiers, never anything that names somebody."""

from collections.abc import Collection
from datetime import UTC, datetime
from uuid import UUID

from procrastinate.contrib.django import app

from dongseon.console.workflows import (
    duplicates,
    exporting_long,
    importing,
    linking,
    reconstructing,
    who_was_there,
)


@app.task(name="workflows.run_import", pass_context=False)
def run_import(import_id: str) -> None:
    """Go on with an import. A job reads the clock, as a door does."""
    importing.run(now=datetime.now(UTC), import_id=UUID(import_id), later=_compare)


@app.task(name="workflows.run_export", pass_context=False)
def run_export(export_id: str) -> None:
    """Go on with a file that is taken out."""
    exporting_long.run(now=datetime.now(UTC), export_id=UUID(export_id))


@app.task(name="workflows.find_duplicates", pass_context=False)
def find_duplicates(case_ids: list[str]) -> None:
    """Look for others like these cases."""
    duplicates.find(now=datetime.now(UTC), case_ids=[UUID(case_id) for case_id in case_ids])


@app.task(name=reconstructing.JOB, pass_context=False)
def reconstruct(case_id: str) -> None:
    """Make the itinerary of a case from all that is there now."""
    reconstructing.run(now=datetime.now(UTC), case_id=UUID(case_id))


@app.task(name=who_was_there.JOB, pass_context=False)
def rank_those_there(case_id: str) -> None:
    """Rank everybody whom holders saw where a case was."""
    who_was_there.run(now=datetime.now(UTC), case_id=UUID(case_id))


@app.task(name=who_was_there.NAMES_JOB, pass_context=False)
def take_identities(case_id: str) -> None:
    """Take in who holders say that candidates of a case are."""
    who_was_there.take(now=datetime.now(UTC), case_id=UUID(case_id))


@app.task(name=linking.JOB, pass_context=False)
def link_cases() -> None:
    """Seek links and clusters among all cases that have an itinerary."""
    linking.run(now=datetime.now(UTC))


def _compare(case_ids: Collection[UUID]) -> None:
    """A job that looks for others like these cases, in the transaction that made them."""
    find_duplicates.defer(case_ids=[str(case_id) for case_id in case_ids])
