"""Messages about orders: each once, in the language kept for the person, and kept as service of the letter."""

from collections.abc import Collection
from datetime import date, datetime
from uuid import UUID

from dongseon.console.audit.types import HOUSE, Actor
from dongseon.console.cases import numbers
from dongseon.console.isolation import queries, serving
from dongseon.console.isolation.following import Reminded
from dongseon.console.isolation.letters import CURRENT, Letters
from dongseon.console.isolation.rules import Kind
from dongseon.console.isolation.types import Way
from dongseon.console.messages import actions as messages
from dongseon.console.messages import many
from dongseon.console.messages import queries as sent
from dongseon.console.messages.many import Receiver
from dongseon.console.messages.types import MessageRow

LETTER_OF = {Kind.CONTACT: Letters.CONTACT, Kind.ENTRANT: Letters.ENTRANT, Kind.CASE: Letters.CASE}


def tell_issued(*, by: Actor, now: datetime, order_id: UUID) -> None:
    """Tell somebody of their order; the message is kept as a service of the letter."""
    row = queries.order(order_id, area=by.area).row
    values = {"number": numbers.write(row.number)}
    if row.period.last is not None:
        values |= {"first": row.period.first.isoformat(), "last": row.period.last.isoformat()}
    text = "isolation_case" if row.kind is Kind.CASE else "isolation_order"
    _tell(by, now, order_id, row.person_id, text, values, CURRENT[LETTER_OF[row.kind]], "issued")


def tell_held(
    *, now: datetime, order_id: UUID, area: str, specimen_id: UUID, sampled_on: date
) -> None:
    """Tell somebody that a specimen is tested again and that they stay at home until then; once a specimen."""
    message_id = messages.send(
        by=HOUSE,
        now=now,
        person_id=queries.order(order_id, area="").row.person_id,
        area=area,
        text="result_provisional",
        values={"sampled_on": sampled_on.isoformat()},
        key=f"provisional:{specimen_id}",
    )
    template = CURRENT[Letters.PROVISIONAL]
    _served(by=HOUSE, now=now, order_id=order_id, template=template, message_id=message_id)


def tell_extended(*, by: Actor, now: datetime, order_id: UUID) -> None:
    """Tell somebody of a new last day."""
    row = queries.order(order_id, area=by.area).row
    if row.period.last is None:
        return
    values = {"number": numbers.write(row.number), "last": row.period.last.isoformat()}
    _tell(
        by, now, order_id, row.person_id, "isolation_extended", values,
        CURRENT[Letters.EXTENSION], f"extended:{row.period.last}",
    )  # fmt: skip


def tell_released(*, by: Actor, now: datetime, order_id: UUID) -> None:
    """Tell somebody that their order is over."""
    row = queries.order(order_id, area=by.area).row
    values = {"number": numbers.write(row.number)}
    _tell(
        by, now, order_id, row.person_id, "isolation_over", values,
        CURRENT[Letters.RELEASE], "over",
    )  # fmt: skip


def tell_answered(*, by: Actor, now: datetime, order_id: UUID, complaint_id: UUID) -> None:
    """Tell somebody that their objection was answered."""
    row = queries.order(order_id, area=by.area).row
    values = {"number": numbers.write(row.number)}
    _tell(
        by, now, order_id, row.person_id, "isolation_answered", values,
        CURRENT[Letters.ANSWER], f"answered:{complaint_id}",
    )  # fmt: skip


def tell_test(*, by: Actor, now: datetime, order_id: UUID, booking_id: UUID, on: date) -> None:
    """Tell somebody that a test is booked for them."""
    row = queries.order(order_id, area=by.area).row
    messages.send(
        by=by,
        now=now,
        person_id=row.person_id,
        area=row.area,
        text="isolation_test",
        values={"on": on.isoformat()},
        key=f"isolation:test:{booking_id}",
    )


def remind(*, now: datetime, people: Collection[Reminded]) -> int:
    """Remind people of the day's questions, each once a day; how many were not reminded before."""
    to = [
        Receiver(one.person_id, one.area, f"isolation:remind:{one.order_id}:{one.on}")
        for one in people
    ]
    return many.send_many(by=HOUSE, now=now, text="isolation_reminder", to=to)


def _tell(
    by: Actor,
    now: datetime,
    order_id: UUID,
    person_id: UUID,
    text: str,
    values: dict[str, str],
    template: str,
    what: str,
) -> None:
    """Send it, and keep it as service of the letters of that template. Nobody is told twice."""
    message_id = messages.send(
        by=by,
        now=now,
        person_id=person_id,
        text=text,
        values=values,
        key=f"isolation:{what}:{order_id}",
    )
    _served(by=by, now=now, order_id=order_id, template=template, message_id=message_id)


def _served(*, by: Actor, now: datetime, order_id: UUID, template: str, message_id: UUID) -> None:
    """Keep a message as service of the letter of a template, if one was written."""
    letters = [one for one in queries.papers(order_id) if one.template == template]
    if letters:
        serving.serve(
            by=by, now=now, paper_id=letters[0].id, way=Way.MESSAGE, message_id=message_id
        )


def receipts(message_ids: Collection[UUID], person_id: UUID) -> dict[UUID, MessageRow]:
    """What became of messages by which letters were served."""
    found = sent.messages_of([person_id])
    return {one.id: one for one in found if one.id in message_ids}
