"""Chance by name: every draw is a function of a seed, a name and a counter, never of what was drawn before.

Two doors. ``stream`` gives a numpy generator for work done once, in one place and in one order.
``key`` with ``uniform``, ``normal``, ``integer`` and ``pick`` gives draws that a kernel can make in any
order, by any worker: the value belongs to ``(key, a, b)``, where ``a`` is usually a person or row and
``b`` the number of the draw. Adding a name moves no other name's draws.
"""

import hashlib
import math

import numpy as np
from numpy.typing import NDArray

from dongseon.city.compiled import compiled
from dongseon.records.columns import Floats

_GOLDEN = np.uint64(0x9E3779B97F4A7C15)  # 2**64 / golden ratio: SplitMix64's increment
_SECOND = np.uint64(0xD1342543DE82EF95)  # odd multiplier of a 64-bit LCG (Steele & Vigna 2021)
_MIX_A = np.uint64(0xBF58476D1CE4E5B9)  # SplitMix64 finaliser, Stafford's variant 13
_MIX_B = np.uint64(0x94D049BB133111EB)
_S30 = np.uint64(30)
_S27 = np.uint64(27)
_S31 = np.uint64(31)
_S11 = np.uint64(11)
_UNIT = 2.0**-53


def _digest(seed: int, name: tuple[str | int, ...]) -> bytes:
    text = "\x1f".join([str(int(seed)), *(f"{type(part).__name__}:{part}" for part in name)])
    return hashlib.blake2b(text.encode(), digest_size=16).digest()


def stream(seed: int, *name: str | int) -> np.random.Generator:
    """A generator of its own for this seed and name (Philox, keyed by a BLAKE2b digest)."""
    return np.random.Generator(np.random.Philox(key=int.from_bytes(_digest(seed, name), "little")))


def key(seed: int, *name: str | int) -> np.uint64:
    """The key of a named source of counter-based chance, to be handed to a kernel."""
    return np.uint64(int.from_bytes(_digest(seed, name)[:8], "little"))


@compiled
def bits(key: np.uint64, a: int, b: int) -> np.uint64:
    """64 random bits that belong to (key, a, b): three rounds of the SplitMix64 finaliser."""
    z = key
    for word in (np.uint64(a) * _GOLDEN + _GOLDEN, np.uint64(b) * _SECOND + _GOLDEN, _MIX_A):
        z = z ^ word
        z = (z ^ (z >> _S30)) * _MIX_A
        z = (z ^ (z >> _S27)) * _MIX_B
        z = z ^ (z >> _S31)
    return z


@compiled
def uniform(key: np.uint64, a: int, b: int) -> float:
    """A number in [0, 1) that belongs to (key, a, b)."""
    return float(bits(key, a, b) >> _S11) * _UNIT


@compiled
def integer(key: np.uint64, a: int, b: int, below: int) -> int:
    """A whole number in [0, below) that belongs to (key, a, b)."""
    return int(uniform(key, a, b) * below)


@compiled
def normal(key: np.uint64, a: int, b: int) -> float:
    """A standard normal number that belongs to (key, a, b) (Box-Muller; draws of b never collide)."""
    word = bits(key, a, b)
    radius = float((word >> _S11) + np.uint64(1)) * _UNIT  # in (0, 1]
    angle = uniform(word, a, b)
    return math.sqrt(-2.0 * math.log(radius)) * math.cos(2.0 * math.pi * angle)


@compiled
def pick_between(cumulative: Floats, low: int, high: int, draw: float) -> int:
    """Row in [low, high) chosen by a draw in [0, 1); the sum of weights starts anew at low."""
    high -= 1
    target = draw * cumulative[high]
    while low < high:
        middle = (low + high) // 2
        if cumulative[middle] > target:
            high = middle
        else:
            low = middle + 1
    return low


@compiled
def pick(cumulative: Floats, draw: float) -> int:
    """Index chosen by a draw in [0, 1) from cumulative weights (k,), whose last is their sum."""
    return pick_between(cumulative, 0, len(cumulative), draw)


@compiled
def uniforms(key: np.uint64, a: NDArray[np.int64], b: int) -> Floats:
    """``uniform`` for each row of a: (n,)."""
    out = np.empty(len(a))
    for row in range(len(a)):
        out[row] = uniform(key, a[row], b)
    return out
