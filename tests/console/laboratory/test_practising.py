"""The demonstration's laboratory: something on every list."""

from datetime import UTC, datetime, timedelta

from tests.console import cast

from dongseon.console.laboratory import inbox, listing
from dongseon.console.laboratory.types import Side, Work
from dongseon.console.workflows import practising_laboratory


def test_the_demonstration_has_work_for_everybody(db: None) -> None:
    players = cast.cast("nurse", "laboratory")
    now = datetime.now(UTC) - timedelta(minutes=1)
    practising_laboratory.fill(
        now=now, nurse=players["nurse"].actor, laboratory=players["laboratory"].actor
    )
    for kind in (Work.TO_SEND, Work.ON_THE_WAY, Work.TO_TEST, Work.TO_VERIFY, Work.HELD):
        assert listing.count(area=cast.MAPO, kind=kind, side=Side.SITE).rows, kind
        if kind is not Work.TO_SEND:
            assert listing.count(area=cast.SEOUL, kind=kind, side=Side.LABORATORY).rows, kind
    assert inbox.how_many(cast.SEOUL)[0] == 1
