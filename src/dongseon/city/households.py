"""Households: sizes, ages and sexes with a Korean structure, drawn before homes are built for them."""

from dataclasses import dataclass

import numpy as np

from dongseon.city import chance
from dongseon.records.columns import Bytes, Codes, Floats, Ints

# Share of households by size 1, 2, 3, 4, 5, 6. Korea, census 2020: 31.7, 28.0, 20.1, 15.6, 4.5 (5 and more).
SIZES = np.array([0.317, 0.280, 0.201, 0.156, 0.036, 0.010])

# Ages of those who live alone, by ten-year band from 15. Korea, census 2020, rounded.
ALONE_FROM = np.array([17, 20, 30, 40, 50, 60, 70, 80])
ALONE = np.array([0.01, 0.19, 0.17, 0.136, 0.156, 0.156, 0.11, 0.072])


@dataclass(frozen=True, slots=True, eq=False)
class Households:
    """Who lives with whom; members of a household are neighbouring rows."""

    size: Ints  # (h,)
    household: Codes  # (n,)
    age_years: Codes  # (n,)
    sex: Bytes  # (n,) 0 female, 1 male


def household_sizes(seed: int, people: int) -> Ints:
    """Sizes of all households, which together hold exactly the people: (h,)."""
    rng = chance.stream(seed, "households", "size")
    expected = float(SIZES @ np.arange(1, 7))
    count = int(people / expected * 1.05) + 50
    size = 1 + rng.choice(6, count, p=SIZES / SIZES.sum())
    total = np.cumsum(size)
    last = int(np.searchsorted(total, people))
    size = size[: last + 1]
    size[-1] -= total[last] - people
    return size.astype(np.int64)


def _spread(rng: np.random.Generator, low: Floats, high: Floats) -> Floats:
    return np.floor(low + rng.uniform(0, 1, len(low)) * (high - low))


def _parents(rng: np.random.Generator, count: int) -> Floats:
    """Ages of the elder partner in households with children of any age."""
    return np.floor(np.clip(rng.normal(47.5, 10.5, count), 24, 84))


def form_households(seed: int, people: int) -> Households:
    """Fill the households: singles, couples, parents with children, grandparents."""
    size = household_sizes(seed, people)
    count = len(size)
    rng = chance.stream(seed, "households", "members")
    first = np.cumsum(size) - size
    age = np.zeros(people)
    sex = rng.integers(0, 2, people).astype(np.int8)
    band = rng.choice(len(ALONE), count, p=ALONE / ALONE.sum())
    single = ALONE_FROM[band] + rng.uniform(0, 1, count) * np.where(band == 0, 3, 10)
    pair = np.where(
        rng.uniform(0, 1, count) < 0.62, rng.normal(65, 10.5, count), rng.normal(36, 8, count)
    )
    lone = rng.uniform(0, 1, count) < 0.24  # one parent and a child in a household of two
    head = np.where(
        size == 1,
        np.floor(single),
        np.where(size == 2, np.clip(pair, 21, 92), _parents(rng, count)),
    )
    age[first] = head
    mate = np.clip(head - np.floor(rng.normal(2.5, 3, count)), 19, 92)
    birth = np.clip(np.floor(rng.normal(31, 4.5, count)), 19, 42)
    child = np.clip(head - birth, 0, 42)
    for member in range(1, int(size.max())):
        has = size > member
        row = (first + member)[has]
        if member == 1:
            alone = lone[has] & (size[has] == 2)
            age[row] = np.where(alone, np.clip(head[has] - 30, 0, 55), mate[has])
            sex[row] = np.where(alone, sex[row], 1 - sex[first[has]])
        else:
            younger = np.clip(child[has] - 3 * (member - 2) + rng.integers(-1, 2, len(row)), 0, 42)
            elder = (member >= 4) | ((member == 3) & (rng.uniform(0, 1, len(row)) < 0.06))
            age[row] = np.where(elder, np.clip(head[has] + 29, 60, 95), younger)
    return Households(
        size=size,
        household=np.repeat(np.arange(count, dtype=np.int32), size),
        age_years=np.floor(age).astype(np.int32),
        sex=sex,
    )
