"""Exponentials and powers of many numbers at once, compiled into the processor's wide instructions.

``np.exp`` and ``**`` compile into one call a number; these loops hold arithmetic alone, so that several
numbers are worked on in one instruction. The formulas are those of fdlibm (Sun Microsystems, 1993):
reduction to a small interval, then a polynomial; both err by at most two units in the last place.
Numba keeps compiled code until the caller's own file changes: see ``kernels.py``.
"""

import numpy as np

from dongseon.itinerary.leaves import leaf, summing
from dongseon.records.columns import Floats

LEAST_EXPONENT = -700.0  # exp of anything below is nil for what is weighed here
# 1.5 x 2**52: adding it leaves the nearest whole number in the low bits
_ROUND = 6755399441055744.0
_LOG2_E = 1.4426950408889634
_LN2_HIGH, _LN2_LOW = 6.93147180369123816490e-01, 1.90821492927058770002e-10
_ROOT_HALF = 0x3FE6A09E667F3BCD  # the bits of sqrt(1/2)
# exp(r) = 1 + 2 r / (2 - R(r²)), |r| <= ln 2 / 2; fdlibm e_exp.c
_P1, _P2, _P3 = 1.66666666666666019037e-01, -2.77777777770155933842e-03, 6.61375632143793436117e-05
_P4, _P5 = -1.65339022054652515390e-06, 4.13813679705723846039e-08
# log(1 + f) by s = f / (2 + f); fdlibm e_log.c
_G1, _G2, _G3 = 6.666666666666735130e-01, 3.999999999940941908e-01, 2.857142874366239149e-01
_G4, _G5, _G6 = 2.222219843214978396e-01, 1.818357216161805012e-01, 1.531383769920937332e-01
_G7 = 1.479819860511658591e-01


@leaf
def exponentials(values: Floats, room: Floats) -> None:
    """exp of each value (in place), of those below ``LEAST_EXPONENT`` that of it. None above 700.

    room: as many numbers, to work in.
    """
    bits = room.view(np.int64)
    for i in range(values.size):
        held = max(values[i], LEAST_EXPONENT)
        values[i] = held
        room[i] = held * _LOG2_E + _ROUND
    for i in range(values.size):
        whole = room[i] - _ROUND
        high, low = values[i] - whole * _LN2_HIGH, whole * _LN2_LOW
        r = high - low
        t = r * r
        c = r - t * (_P1 + t * (_P2 + t * (_P3 + t * (_P4 + t * _P5))))
        values[i] = 1.0 - ((low - (r * c) / (2.0 - c)) - high)
    for i in range(values.size):  # 2**whole, its exponent put where a number has it
        bits[i] = (bits[i] + 1023) << 52
    for i in range(values.size):
        values[i] *= room[i]


@leaf
def logarithms(values: Floats, room: Floats) -> None:
    """Natural logarithm of each value (in place). All positive and normal.

    room: as many numbers, to work in.
    """
    bits, whole = values.view(np.int64), room.view(np.int64)
    for i in range(values.size):
        whole[i] = (bits[i] - _ROOT_HALF) >> 52
    for i in range(values.size):
        bits[i] -= whole[i] << 52
    for i in range(values.size):
        k = float(whole[i])
        f = values[i] - 1.0
        s = f / (2.0 + f)
        z = s * s
        tail = z * (_G1 + z * (_G2 + z * (_G3 + z * (_G4 + z * (_G5 + z * (_G6 + z * _G7))))))
        half = 0.5 * f * f
        values[i] = k * _LN2_HIGH - ((half - (s * (half + tail) + k * _LN2_LOW)) - f)


@leaf
def raise_to(values: Floats, exponent: float, room: Floats) -> None:
    """Each positive value to the power of ``exponent`` (in place); room: as many numbers."""
    logarithms(values, room)
    for i in range(values.size):
        values[i] *= exponent
    exponentials(values, room)


@summing
def total_of(values: Floats) -> float:
    """The sum, added up in whatever order is quickest: the same for as many values, not for parts."""
    total = 0.0
    for i in range(values.size):
        total += values[i]
    return total


@summing
def total_between(values: Floats, begin: int, end: int) -> float:
    """``total_of(values[begin:end])`` without the cost of a slice; begin, end: unsigned."""
    total = 0.0
    for i in range(begin, end):
        total += values[i]
    return total


@summing
def multiplied(values: Floats, by: Floats) -> float:
    """Multiply each value (in place) and return what ``total_of`` gives then."""
    total = 0.0
    for i in range(values.size):
        product = values[i] * by[i]
        values[i] = product
        total += product
    return total
