"""A draft of a release: places told and untold, a stay at home that nobody is told of, a correction."""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, time, timedelta
from uuid import UUID

from tests.console.cast import Player

from dongseon.console.audit.types import Actor
from dongseon.console.publishing import actions
from dongseon.console.tracing.types import AcceptedStay
from dongseon.console.workflows import practising_publishing, publishing

HOSTILE = "<b onclick=alert(1)>노래방</b>"
BEGINS, ENDS = time(10, tzinfo=UTC), time(11, tzinfo=UTC)  # in the evening in Seoul
PLACES = (("노래연습장", "karaoke"), ("Café On (카페 온)", "cafe"), ("우리 집", "home"))
LATER = (HOSTILE, "karaoke")  # met after the owners of the others were told


def lay(
    players: Mapping[str, Player], now: datetime, case_ids: Iterable[UUID]
) -> Mapping[str, str]:
    """Draft, tell the owners, and draft again with a place whose owner still waits."""
    by = players["press.ko"].actor
    told = [
        stay_of(case_id, number, place, now)
        for case_id in case_ids
        for number, place in enumerate(PLACES)
    ]
    draw(by, now, told)
    practising_publishing.tell_owners(by=by, now=now)
    actions.correct(
        by=by,
        now=now,
        on=now.date(),
        ko="어제의 목록에 적힌 시간이 잘못되었습니다.",
        en="A time on yesterday’s list was wrong.",
    )
    later = stay_of(told[0].case_id, len(PLACES), LATER, now)
    return {"draft_id": str(draw(by, now, [*told, later])), "place_id": later.place_id}


def draw(by: Actor, now: datetime, stays: Iterable[AcceptedStay]) -> UUID:
    """A draft from these stays."""
    return publishing.draft(by=by, now=now, draw=lambda **_: tuple(stays))


def stay_of(case_id: UUID, number: int, place: tuple[str, str], now: datetime) -> AcceptedStay:
    """An hour on the evening before yesterday's."""
    name, kind = place
    day = now.date() - timedelta(days=2)
    end = datetime.combine(day, ENDS)
    return AcceptedStay(
        stay_id=f"{case_id}-{number}",
        case_id=case_id,
        place_id=f"P-PUBLIC-{number}",
        name=name,
        category=kind,
        lon_deg=126.93,
        lat_deg=37.56,
        indoor=True,
        capacity=400,
        start=datetime.combine(day, BEGINS),
        end=end,
        everybody_known=False,
        home=kind == "home",
        workplace=False,
        decided_at=end,
    )
