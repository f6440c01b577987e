"""Card approvals: habits, second cards, cards lent in the family, late posting, cancellations.

Online payments are not among them. The numbers are in docs/method/sensors.md.
"""

from dataclasses import dataclass

import numpy as np

from dongseon.city import chance
from dongseon.city.sensors import habits as customs
from dongseon.city.sensors import stays as chosen
from dongseon.city.sensors.habits import ON_ARRIVAL, PlaceHabits
from dongseon.city.sensors.rows import joined, taken
from dongseon.city.sensors.stays import Luck, Stays
from dongseon.city.types import Population, Visits, World
from dongseon.records.columns import Bools, Bytes, Codes, Ints, read_only

OWN, FAMILY, LATE, CANCELLED, ORDERED = range(5)  # how an approval came about
STORIES = ("own", "card_by_family", "late_posting", "cancelled", "cancelled_order")

CASH_PERSONS = 0.12  # of adults pay by card a quarter as often (assumption)
CASH_FACTOR = 0.25
SECOND_CARD = 0.45  # of adults own one, used for a third of their payments (assumption)
SECOND_USE = 0.33
CHILD_YEARS = 14  # younger ones have no card (assumption)
LENDERS = 0.12  # of adults in shared households lend a card (assumption)
BORROWED = 0.20  # of the borrower's payments are made with it (assumption)
LATE_SHARE = 0.03  # of approvals are posted late (assumption)
LATE_MEDIAN_S = 3_000.0  # by so much (assumption)
LATE_LOG_SD = 0.9  # (assumption)
MISKEYED = 0.010  # of payments are approved, cancelled, approved again (assumption)
# A payment: an order elsewhere that the person cancels and never fetches (assumption)
ORDERS = 0.010
PRICE_LOG_SD = 0.55  # (assumption)
FEW_MINUTES_S = 300.0  # payments lie so near to arrival or leaving (assumption)
NEAR_M = 2_500.0  # orders are placed with shops so near (assumption)


@dataclass(frozen=True, slots=True, eq=False)
class Approvals:
    """Card approvals as the card company books them, by owner, then time of booking."""

    person: Codes  # (n,) owner of the card
    card: Bytes  # (n,) 0 = first, 1 = second card
    at_s: Codes  # (n,) booked, since Clock.start
    place: Codes  # (n,) merchant
    amount_won: Codes  # (n,)
    cancelled: Bytes  # (n,) 1 = cancelled later
    story: Bytes  # (n,) index into STORIES; truth, not handed over
    paid_s: Codes  # (n,) when it was really paid; truth
    payer: Codes  # (n,) who stood at the till; truth, -1 = nobody

    def __post_init__(self) -> None:
        for codes in (self.person, self.at_s, self.place, self.amount_won, self.paid_s, self.payer):
            read_only(codes)
        for small in (self.card, self.cancelled, self.story):
            read_only(small)

    def __len__(self) -> int:
        return len(self.person)


def has_second_card(population: Population, persons: Codes, *, seed: int) -> Bools:
    """Who owns a second card."""
    luck = chance.uniforms(chance.key(seed, "card", "second"), persons.astype(np.int64), 0)
    return (luck < SECOND_CARD) & (population.age_years[persons] >= CHILD_YEARS)


def lenders_of(population: Population, persons: Codes, *, seed: int) -> dict[int, int]:
    """Whose card each person of these households also uses: borrower to owner."""
    people = chosen.household_of(population, persons)
    key = chance.key(seed, "card", "lent")
    grown = population.age_years[people] >= CHILD_YEARS
    lends = (chance.uniforms(key, people.astype(np.int64), 0) < LENDERS) & grown
    which = chance.uniforms(key, people.astype(np.int64), 1)
    out: dict[int, int] = {}
    for row in np.flatnonzero(lends):
        same = population.household[people] == population.household[people[row]]
        others = people[same & grown & (people != people[row])]
        if len(others):
            out.setdefault(int(others[int(which[row] * len(others))]), int(people[row]))
    return out


def _paid(own: Stays, habit: PlaceHabits, population: Population, luck: Luck, seed: int) -> Bools:
    """Which visits were paid by card there and then."""
    cash = chance.uniforms(chance.key(seed, "card", "cash"), own.person.astype(np.int64), 0)
    factor = np.where(cash < CASH_PERSONS, CASH_FACTOR, 1.0)
    factor = np.where(population.age_years[own.person] < CHILD_YEARS, 0.0, factor)
    worker = population.work[own.person] == own.place  # who works there pays nothing there
    return np.asarray((luck.uniform("paid") < habit.card[own.place] * factor) & ~worker)


def _till_s(own: Stays, pays: Codes, luck: Luck) -> Ints:
    """When they stood at the till: soon after arrival or before leaving, always inside the visit."""
    away = np.minimum(FEW_MINUTES_S * luck.uniform("till"), 0.8 * (own.end_s - own.start_s))
    away = np.maximum(away, 1.0).astype(np.int64)
    inside = np.where(pays == ON_ARRIVAL, own.start_s + away, own.end_s - away)
    return np.asarray(np.clip(inside, own.start_s, own.end_s - 1), dtype=np.int64)


def _amount(place: Codes, habit: PlaceHabits, luck: Luck) -> Codes:
    raw = np.maximum(habit.price_won[place], 1_000.0) * np.exp(PRICE_LOG_SD * luck.normal("price"))
    return (np.round(raw / 100.0) * 100.0).astype(np.int32)


def _payments(
    world: World, population: Population, visits: Visits, payers: Codes, *, seed: int
) -> tuple[Stays, Ints, Codes]:
    """The visits of payers that were paid by card, when, and how much."""
    own = chosen.stays(visits, payers)
    habit = customs.place_habits(world)
    luck = Luck(seed, "card", own.ticket)
    paid = np.flatnonzero(_paid(own, habit, population, luck, seed))
    till = _till_s(own, habit.pays[own.place], luck)[paid]
    amount = _amount(own.place, habit, luck)[paid]
    return taken(own, paid), till, amount


def _booked(
    owner: Codes, paid: tuple[Stays, Ints, Codes], story: int, *, population: Population, seed: int
) -> Approvals:
    """Payments as approvals on the owners' cards, some booked late."""
    own, till, amount = paid
    luck = Luck(seed, "card", own.ticket)
    second = has_second_card(population, owner, seed=seed) & (luck.uniform("second") < SECOND_USE)
    late = luck.uniform("late") < LATE_SHARE
    delay = 600.0 + LATE_MEDIAN_S * np.exp(LATE_LOG_SD * luck.normal("delay"))
    booked = till + np.where(late, np.minimum(delay, 43_200.0), 0.0).astype(np.int64)
    return Approvals(
        person=owner.astype(np.int32),
        card=second.astype(np.int8),
        at_s=booked.astype(np.int32),
        place=own.place,
        amount_won=amount,
        cancelled=np.zeros(len(own), dtype=np.int8),
        story=np.where(late & (story == OWN), LATE, story).astype(np.int8),
        paid_s=till.astype(np.int32),
        payer=own.person,
    )


def _miskeyed(own: Approvals, tickets: Ints, *, seed: int) -> Approvals:
    """First tries with a wrong amount, cancelled, a minute or two before the approval that stands."""
    luck = Luck(seed, "card", tickets)
    rows = np.flatnonzero((luck.uniform("miskeyed") < MISKEYED) & (own.story == OWN))
    first = taken(own, rows)
    before = (40.0 + 90.0 * luck.uniform("again")[rows]).astype(np.int32)
    return Approvals(
        first.person, first.card, first.at_s - before, first.place, first.amount_won * 10,
        np.ones(len(rows), dtype=np.int8), np.full(len(rows), CANCELLED, dtype=np.int8),
        first.paid_s - before, first.payer,
    )  # fmt: skip


def _orders(world: World, own: Approvals, tickets: Ints, *, seed: int) -> Approvals:
    """Orders placed from afar with another shop and cancelled: nobody was at the till."""
    luck = Luck(seed, "card", tickets)
    rows = np.flatnonzero((luck.uniform("ordered") < ORDERS) & (own.story == OWN))
    base = taken(own, rows)
    sells = np.flatnonzero(customs.place_habits(world).card > 0.5).astype(np.int32)
    which, shift = luck.uniform("shop")[rows], luck.uniform("order time")[rows]
    shop = np.empty(len(rows), dtype=np.int32)
    for i, here in enumerate(base.place):
        away = np.hypot(
            world.place_x_m[sells] - world.place_x_m[here],
            world.place_y_m[sells] - world.place_y_m[here],
        )
        near = sells[(away < NEAR_M) & (sells != here)]
        shop[i] = near[int(which[i] * len(near))] if len(near) else here
    at_s = base.paid_s - (1_800.0 + 5_400.0 * shift).astype(np.int32)
    return Approvals(
        base.person, base.card, at_s.astype(np.int32), shop, base.amount_won,
        np.ones(len(rows), dtype=np.int8), np.full(len(rows), ORDERED, dtype=np.int8),
        at_s.astype(np.int32), np.full(len(rows), -1, dtype=np.int32),
    )  # fmt: skip


def _lent(
    world: World,
    population: Population,
    visits: Visits,
    owner_of: dict[int, int],
    *,
    seed: int,
) -> Approvals:
    """What members of the household paid with another's card."""
    payers = np.array(sorted(owner_of), dtype=np.int32)
    own, till, amount = _payments(world, population, visits, payers, seed=seed)
    rows = _borrowed(own, seed=seed)
    owner = np.array([owner_of[p] for p in own.person[rows].tolist()], dtype=np.int32)
    paid = (taken(own, rows), till[rows], amount[rows])
    return _booked(owner, paid, FAMILY, population=population, seed=seed)


def _borrowed(own: Stays, *, seed: int) -> Bools:
    """Which payments a borrower makes with the other's card."""
    return Luck(seed, "card", own.ticket).uniform("borrowed") < BORROWED


def approvals(
    world: World, population: Population, visits: Visits, persons: Codes, *, seed: int
) -> Approvals:
    """Approvals on the cards of these persons (rows of the population).

    A person's rows depend on that person's visits, and those of the household member who borrows the
    card: ``visits`` must hold the households of these persons (``stays.household_of``), or cards look
    as if nobody borrowed them.
    """
    persons = np.asarray(persons, dtype=np.int32)
    owner_of = lenders_of(population, persons, seed=seed)
    own, till, amount = _payments(world, population, visits, persons, seed=seed)
    mine = ~(np.isin(own.person, list(owner_of)) & _borrowed(own, seed=seed))
    own = taken(own, mine)
    paid = (own, till[mine], amount[mine])
    booked = _booked(own.person, paid, OWN, population=population, seed=seed)
    wanted = set(persons.tolist())
    lent = {payer: owner for payer, owner in owner_of.items() if owner in wanted}
    every = joined(
        [
            booked,
            _lent(world, population, visits, lent, seed=seed),
            _miskeyed(booked, own.ticket, seed=seed),
            _orders(world, booked, own.ticket, seed=seed),
        ]
    )
    return taken(every, np.lexsort((every.place, every.at_s, every.person)))
