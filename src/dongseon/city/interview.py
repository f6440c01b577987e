"""What people say when asked where they were: rounded, forgotten, shifted by a day, now and then untrue.

Forgetting grows with the days since and is worse for short and minor visits; what lies between two
remembered stays at one place melts into them. A minority replaces a place by "at home", as do the
protagonists of a scenario. The numbers are in docs/method/sensors.md.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import numpy as np

from dongseon.city import chance
from dongseon.city.sensors import habits as customs
from dongseon.city.sensors import stays as chosen
from dongseon.city.sensors.rows import taken
from dongseon.city.sensors.stays import Luck, Stays
from dongseon.city.types import Clock, Epidemic, Population, Visits, World
from dongseon.records.columns import Bools, Codes, Floats, Ints

DAY_S = 86_400
MINUTE_S = 60

TRUE, LIE, OMISSION, DAY_SHIFT, MISTAKEN = range(5)
STORIES = ("true", "lie", "omission", "day_shift", "mistaken_place")

ASKED_DAYS = 14  # look-back of the interview, as of the app's watch and the incubation maximum
FADING_ROUTINE_PER_DAY = 0.008  # home, work and school (assumption)
FADING_PER_DAY = 0.045  # everything else: half is gone after about a fortnight (assumption)
SHORT_POWER = 0.6  # a visit of 6 min is forgotten 4 times as often as one of 60 (assumption)
SHIFT_SAME_DAY, SHIFT_PER_DAY = 0.002, 0.005  # told for the day before or after (assumption)
MISTAKEN_SHARE = 0.02  # another place of the same kind nearby is named (assumption)
MISTAKEN_M = 600.0
ROUNDING_MIN = (10, 30, 60)
ROUNDING_FRESH = (0.55, 0.35, 0.10)  # shares on the same day (assumption)
ROUNDING_OLD = (0.15, 0.45, 0.40)  # shares a fortnight later (assumption)
DOUBT_S, DOUBT_PER_DAY_S = 240.0, 60.0  # sd of a remembered time before rounding (assumption)
NAMED_ROUTINE = 0.92  # home and work are named so that the place is known (assumption)
NAMED, NAMED_FADING_PER_DAY = (
    0.85,
    0.035,
)  # share of other places named, and its fading (assumption)
# Two stays at one place with no more between them become one statement (assumption)
MELTS_S = 5_400
LIARS = 0.08  # of persons replace one place by "at home" (assumption)
SHAME = {  # liking to hide a kind of place (assumption)
    "club": 6.0,
    "karaoke": 4.0,
    "bar": 3.0,
    "sauna": 2.0,
    "church": 2.0,
    "pc_cafe": 2.0,
    "academy": 1.0,
    "gym": 1.0,
    "cafe": 0.5,
    "restaurant": 0.5,
}
ENGLISH_SPEAKERS = 0.12  # of persons are interviewed in English (assumption)


@dataclass(frozen=True, slots=True)
class Statement:
    """One sentence of one person, or (story OMISSION) a visit that was not told."""

    person: int  # row of the population
    from_s: int  # as told, since Clock.start
    to_s: int
    place: int  # as told, -1 = only described in place_text
    place_text: str
    text: str
    asked_s: int
    story: int  # index into STORIES; truth, not handed over
    true_place: int
    true_from_s: int
    true_to_s: int


def asked_at_s(epidemic: Epidemic, clock: Clock, persons: Codes, *, seed: int) -> Ints:
    """When each person is interviewed: hours after the confirmation, or on the last morning."""
    end_s = clock.days * DAY_S
    confirmed = np.full(len(persons), -1, dtype=np.int64)
    row_of = {int(p): row for row, p in enumerate(epidemic.person)}
    for i, person in enumerate(persons.tolist()):
        if person in row_of:
            confirmed[i] = epidemic.confirmed_s[row_of[person]]
    luck = chance.uniforms(chance.key(seed, "interview", "asked"), persons.astype(np.int64), 0)
    after = confirmed + 3_600 + (6 * 3_600 * luck).astype(np.int64)
    last = end_s - 14 * 3_600 + (4 * 3_600 * luck).astype(np.int64)
    asked = _by_day(np.where(confirmed < 0, last, after))
    return np.asarray(np.minimum(asked, end_s) // 60 * 60)


def _by_day(time_s: Ints) -> Ints:
    """The same time, or the next morning at nine when it lies in the night."""
    day, within = np.divmod(time_s, DAY_S)
    morning = np.where(within < 8 * 3_600, day, day + 1) * DAY_S + 9 * 3_600 + within % 3_600
    at_night = (within < 8 * 3_600) | (within >= 21 * 3_600)
    return np.asarray(np.where(at_night, morning, time_s))


def _routine(own: Stays, population: Population) -> Bools:
    home, work = population.home[own.person], population.work[own.person]
    return np.asarray((own.place == home) | (own.place == work))


def _forgotten(own: Stays, days_ago: Floats, routine: Bools, forgets: Floats, luck: Luck) -> Bools:
    """Which visits do not come to mind."""
    minutes = np.maximum((own.end_s - own.start_s) / MINUTE_S, 1.0)
    first = np.minimum(forgets[own.place] * (60.0 / minutes) ** SHORT_POWER, 0.95)
    fading = np.where(routine, FADING_ROUTINE_PER_DAY, FADING_PER_DAY)
    return np.asarray(luck.uniform("forgotten") >= (1.0 - first) * np.exp(-fading * days_ago))


def _hidden(
    own: Stays, world: World, population: Population, concealed: Mapping[int, set[int]], seed: int
) -> Bools:
    """Which visits are lied about: a scenario's, and one place of each liar."""
    out = np.array(
        [
            p in concealed.get(w, ())
            for w, p in zip(own.person.tolist(), own.place.tolist(), strict=True)
        ],
        dtype=np.bool_,
    )
    liar_key, which_key = (
        chance.key(seed, "interview", "liar"),
        chance.key(seed, "interview", "hides"),
    )
    labels = world.places.category.labels
    shame = np.array([SHAME.get(label, 0.0) for label in labels] + [0.0])
    routine = _routine(own, population)
    for who in np.unique(own.person).tolist():
        if who in concealed or chance.uniform(liar_key, who, 0) >= LIARS:
            continue
        rows = np.flatnonzero((own.person == who) & ~routine)
        places = np.unique(own.place[rows])
        weight = shame[world.places.category.codes[places]]
        if weight.sum() > 0.0:
            place = places[chance.pick(np.cumsum(weight), chance.uniform(which_key, who, 0))]
            out[rows[own.place[rows] == place]] = True
    return out


def _neighbour(world: World, place: int, draw: float) -> int:
    """Another place of the same category nearby, or the place itself."""
    code = world.places.category.codes
    away = np.hypot(
        world.place_x_m - world.place_x_m[place], world.place_y_m - world.place_y_m[place]
    )
    near = np.flatnonzero((code == code[place]) & (away < MISTAKEN_M))
    near = near[near != place]
    return int(near[int(draw * len(near))]) if len(near) else place


@dataclass(frozen=True, slots=True)
class _Memory:
    """One remembered stretch before it is put into words."""

    person: int
    from_s: int
    to_s: int
    place: int
    row: int  # of the stays, for chance
    story: int
    true_place: int
    true_from_s: int
    true_to_s: int


def _melted(memories: list[_Memory]) -> list[_Memory]:
    """Neighbouring stretches at one place told as one, whatever was forgotten in between.

    Lies keep their own line, so that what was said instead can be pointed at.
    """
    out: list[_Memory] = []
    for memory in memories:
        last = out[-1] if out else None
        if (
            last is not None
            and last.story == memory.story == TRUE
            and (last.person, last.place) == (memory.person, memory.place)
            and memory.from_s - last.to_s <= MELTS_S
        ):
            out[-1] = replace(last, to_s=memory.to_s, true_to_s=memory.true_to_s)
        else:
            out.append(memory)
    return out


def _remembered(
    own: Stays, world: World, population: Population, forgotten: Bools, hidden: Bools, luck: Luck
) -> tuple[list[_Memory], list[int]]:
    """What comes to mind, in order, and the rows that do not."""
    routine = _routine(own, population)
    mistaken = (luck.uniform("mistaken") < MISTAKEN_SHARE) & ~routine & ~hidden
    other = luck.uniform("other")
    memories, lost = [], []
    for row in range(len(own)):
        who, place = int(own.person[row]), int(own.place[row])
        start_s, end_s = int(own.start_s[row]), int(own.end_s[row])
        if hidden[row]:
            told, story = int(population.home[who]), LIE
        elif forgotten[row]:
            lost.append(row)
            continue
        else:
            told = _neighbour(world, place, float(other[row])) if mistaken[row] else place
            story = TRUE if told == place else MISTAKEN
        memories.append(_Memory(who, start_s, end_s, told, row, story, place, start_s, end_s))
    return _melted(memories), lost


def _round_s(time_s: float, step_s: int) -> int:
    return int(np.floor(time_s / step_s + 0.5)) * step_s


@dataclass(frozen=True, slots=True, eq=False)
class _Draws:
    """Luck of each stay, by what is decided."""

    rounding: Floats
    doubt_from: Floats
    doubt_to: Floats
    shifted: Floats
    way: Floats
    named: Floats


def _told_times(memory: _Memory, days_ago: float, draws: _Draws) -> tuple[int, int]:
    """From and to as told: doubted, then rounded to 10, 30 or 60 minutes."""
    age = min(days_ago / ASKED_DAYS, 1.0)
    shares = (1.0 - age) * np.array(ROUNDING_FRESH) + age * np.array(ROUNDING_OLD)
    step_s = (
        MINUTE_S * ROUNDING_MIN[chance.pick(np.cumsum(shares), float(draws.rounding[memory.row]))]
    )
    doubt_s = DOUBT_S + DOUBT_PER_DAY_S * days_ago
    from_s = _round_s(memory.from_s + doubt_s * draws.doubt_from[memory.row], step_s)
    to_s = _round_s(memory.to_s + doubt_s * draws.doubt_to[memory.row], step_s)
    return from_s, max(to_s, from_s + step_s)


def _shift_s(memory: _Memory, days_ago: float, routine: bool, draws: _Draws) -> int:
    """A whole day too early or too late, for what is no routine."""
    share = SHIFT_SAME_DAY + SHIFT_PER_DAY * days_ago
    if routine or memory.story != TRUE or draws.shifted[memory.row] >= share:
        return 0
    return -DAY_S if draws.way[memory.row] < 0.5 or days_ago < 1.0 else DAY_S


def _words(
    world: World, clock: Clock, memory: _Memory, times: tuple[int, int], named: bool, english: bool
) -> tuple[str, str]:
    """The description of the place when it is not named, and the sentence."""
    category = world.places.category[memory.place]
    district_en, district_ko = world.districts[int(world.district[memory.place])]
    habit = customs.habit_of(category)
    at_home = category == "home"
    if english:
        vague = "home" if at_home else f"a {category.replace('_', ' ')} somewhere in {district_en}"
    else:
        vague = habit.korean if at_home else f"{district_ko} 쪽 {habit.korean}"
    place = vague if at_home or not named else _name(world, memory.place, english) or vague
    first, last = (clock.start + timedelta(seconds=t) for t in times)
    return ("" if named else vague), _sentence(first, last, place, english)


def _name(world: World, place: int, english: bool) -> str:
    """A place's name in one language; names are written "English (Korean)"."""
    name, _, korean = world.places.name[place].partition(" (")
    return name if english or not korean else korean.removesuffix(")")


def _sentence(first: datetime, last: datetime, place: str, english: bool) -> str:
    nights = (last.date() - first.date()).days
    if english:
        where = "at home" if place == "home" else f"at {place}"
        until = f"{last:%H:%M}" + (f" on {last.month}/{last.day}" if nights else "")
        return f"On {first.month}/{first.day} I was {where} from about {first:%H:%M} to {until}."
    day = ("", "다음 날 ")[nights] if nights < 2 else f"{last.month}월 {last.day}일 "
    return (
        f"{first.month}월 {first.day}일 {_korean_hour(first)}쯤부터 {day}{_korean_hour(last)}쯤까지 "
        f"{place}에 있었습니다."
    )


def _korean_hour(time: datetime) -> str:
    return f"{time.hour}시" + (f" {time.minute}분" if time.minute else "")


def _spoken(
    memories: list[_Memory],
    world: World,
    population: Population,
    clock: Clock,
    asked_s: Mapping[int, int],
    draws: _Draws,
    seed: int,
) -> Iterator[Statement]:
    speaker = chance.key(seed, "interview", "language")
    for memory in memories:
        who, asked = memory.person, asked_s[memory.person]
        days_ago = (asked - memory.from_s) / DAY_S
        routine = memory.place in (population.home[who], population.work[who])
        shift_s = _shift_s(memory, days_ago, routine, draws)
        from_s, to_s = (t + shift_s for t in _told_times(memory, days_ago, draws))
        from_s, to_s = max(from_s, 0), min(to_s, asked)
        if to_s <= from_s:  # told of a day before the first, or after the asking
            yield _untold(who, memory.true_place, memory.true_from_s, memory.true_to_s, asked)
            continue
        share = (
            NAMED_ROUTINE if routine else NAMED * float(np.exp(-NAMED_FADING_PER_DAY * days_ago))
        )
        named = bool(draws.named[memory.row] < share)
        english = chance.uniform(speaker, who, 0) < ENGLISH_SPEAKERS
        vague, text = _words(world, clock, memory, (from_s, to_s), named, english)
        yield Statement(
            who, from_s, to_s, memory.place if named else -1, vague, text, asked,
            DAY_SHIFT if shift_s else memory.story,
            memory.true_place, memory.true_from_s, memory.true_to_s,
        )  # fmt: skip


def _untold(who: int, place: int, from_s: int, to_s: int, asked_s: int) -> Statement:
    """A visit that no sentence tells of."""
    return Statement(who, from_s, to_s, -1, "", "", asked_s, OMISSION, place, from_s, to_s)


def _within(own: Stays, asked_s: Ints) -> Stays:
    """Stays that lie in the look-back of the interview, cut at its moment."""
    begun = (own.start_s < asked_s - 600) & (own.end_s > asked_s - ASKED_DAYS * DAY_S)
    kept = np.flatnonzero(begun)
    cut = taken(own, kept)
    return replace(cut, end_s=np.minimum(cut.end_s, asked_s[kept]))


def statements(
    world: World,
    population: Population,
    clock: Clock,
    visits: Visits,
    persons: Codes,
    asked_s: Ints,
    *,
    seed: int,
    concealed: Mapping[int, set[int]] | None = None,
) -> tuple[Statement, ...]:
    """What these persons (rows of the population) say about the fortnight before they are asked.

    ``asked_s`` (n,) is when each is asked; ``concealed`` maps a person to the places (rows) that person
    says nothing true about. Omitted visits come along with story OMISSION and no words: they are truth.
    """
    persons = np.asarray(persons, dtype=np.int32)
    when = dict(zip(persons.tolist(), asked_s.tolist(), strict=True))
    own = chosen.stays(visits, persons)
    own = _within(own, np.array([when[p] for p in own.person.tolist()], dtype=np.int64))
    asked = np.array([when[p] for p in own.person.tolist()], dtype=np.int64)
    luck = Luck(seed, "interview", own.ticket)
    habit = customs.place_habits(world)
    routine = _routine(own, population)
    days_ago = (asked - own.start_s) / DAY_S
    hidden = _hidden(own, world, population, concealed or {}, seed)
    forgotten = _forgotten(own, days_ago, routine, habit.forgotten, luck)
    memories, lost = _remembered(own, world, population, forgotten, hidden, luck)
    draws = _Draws(
        luck.uniform("rounding"), luck.normal("from"), luck.normal("to"),
        luck.uniform("shifted"), luck.uniform("way"), luck.uniform("named"),
    )  # fmt: skip
    told = _spoken(memories, world, population, clock, when, draws, seed)
    untold = (
        _untold(
            int(own.person[row]),
            int(own.place[row]),
            int(own.start_s[row]),
            int(own.end_s[row]),
            int(asked[row]),
        )
        for row in lost
    )
    return (*told, *untold)
