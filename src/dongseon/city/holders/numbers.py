"""Numbers of phones and cards: unlike any in use, unique, random, fixed for a person.

A keyed permutation (a Feistel network with cycle walking, Black & Rogaway 2002) turns a person's row
into a number, so that no two persons share one and a row cannot be guessed from it.
"""

import numpy as np

from dongseon.city import chance
from dongseon.city.compiled import compiled
from dongseon.records.columns import Ints

CARDS = 2  # a person has at most
_ROUNDS = 6
_PHONES, _CARDS = 10_000_000, 100_000_000


@compiled
def _permuted(key: np.uint64, value: int, half_bits: int, below: int) -> int:
    """A permutation of the numbers below ``below``, by walking on until the result lies there."""
    size = 1 << half_bits
    while True:
        left, right = value // size, value % size
        for turn in range(_ROUNDS):
            left, right = right, (left + chance.integer(key, right, turn, size)) % size
        value = left * size + right
        if value < below:
            return value


@compiled
def _all_permuted(key: np.uint64, values: Ints, half_bits: int, below: int) -> Ints:
    out = np.empty(len(values), dtype=np.int64)
    for row in range(len(values)):
        out[row] = _permuted(key, values[row], half_bits, below)
    return out


def phones(persons: Ints, *, seed: int) -> list[str]:
    """Phone numbers of these persons, 010-0xxx-xxxx: no Korean mobile number begins so."""
    drawn = _all_permuted(chance.key(seed, "phone"), persons.astype(np.int64), 12, _PHONES)
    return [f"010-0{n // 10_000:03d}-{n % 10_000:04d}" for n in drawn.tolist()]


def cards(persons: Ints, which: Ints, *, seed: int) -> list[str]:
    """Masked numbers of these persons' first (0) or second (1) payment card."""
    values = persons.astype(np.int64) * CARDS + which
    drawn = _all_permuted(chance.key(seed, "card"), values, 14, _CARDS)
    return [f"9410-{n // 10_000:04d}-****-{n % 10_000:04d}" for n in drawn.tolist()]


def transit_cards(persons: Ints, *, seed: int) -> list[str]:
    """Masked numbers of these persons' transit cards."""
    drawn = _all_permuted(chance.key(seed, "transit card"), persons.astype(np.int64), 14, _CARDS)
    return [f"1010-{n // 10_000:04d}-****-{n % 10_000:04d}" for n in drawn.tolist()]
