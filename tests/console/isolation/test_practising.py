"""The demonstration: every page of isolation has something on it."""

from datetime import datetime, timedelta

import pytest
from tests.console import cast
from tests.console.cast import Player
from tests.console.isolation.people import case_by, contact_by

from dongseon.console.isolation import lists, watching
from dongseon.console.registry.types import Identity
from dongseon.console.workflows import practising_isolation


@pytest.mark.django_db
def test_the_demonstration_fills_every_list(
    officer: Player, investigator: Player, now: datetime
) -> None:
    case_id = case_by(investigator, now)
    for at in range(8):
        identity = Identity(name="가나다라마바사아"[at] * 2, phones=(f"0105555000{at}",))
        met = now.date() - timedelta(days=30 if at else 1)  # long ago, as in an old list
        contact_by(investigator, now, case_id=case_id, identity=identity, met=met)
    made = practising_isolation.fill(
        officer=officer.actor, investigator=investigator.actor, now=now
    )
    assert made == 8
    [load] = lists.loads(area=cast.MAPO)
    assert (load.people, load.symptomatic) == (8, 1)
    assert watching.needs(area=cast.MAPO)
    assert watching.breaches(area=cast.MAPO, lost=False)
    assert watching.breaches(area=cast.MAPO, lost=True)
    assert watching.complaints(area=cast.MAPO)
    assert watching.facilities(area=cast.MAPO)
