"""How functions are compiled that only compiled functions call.

numba counts the references to every array that a function is given, when it begins and again when it
ends. A scene has some fifty arrays, and the chain calls a dozen functions a minute: the counting took
several times as long as the loops. Whoever allocates nothing needs no counts, so these functions are
compiled without. What they must not do: make an array, copy one into a part of another with ``[:]``
(numba refuses both), or give an array back to a function that counts (nothing refuses that: whoever got
it would free it).
"""

from collections.abc import Callable
from typing import Any, ParamSpec, TypeVar, cast

from numba import njit

P = ParamSpec("P")
R = TypeVar("R")

# numba's type hints do not list the option that leaves out the counts, hence Any
_UNCOUNTED: dict[str, Any] = {"cache": True, "error_model": "numpy", "_nrt": False}


def leaf(function: Callable[P, R]) -> Callable[P, R]:
    """Compile a function that allocates nothing, to be called."""
    return cast(Callable[P, R], njit(**_UNCOUNTED)(function))


def inlined(function: Callable[P, R]) -> Callable[P, R]:
    """The same, to become part of whatever calls it."""
    return cast(Callable[P, R], njit(forceinline=True, **_UNCOUNTED)(function))


def summing(function: Callable[P, R]) -> Callable[P, R]:
    """The same, its sums added up in whatever order is quickest."""
    options = {**_UNCOUNTED, "fastmath": {"reassoc", "nsz"}}
    return cast(Callable[P, R], njit(forceinline=True, **options)(function))
