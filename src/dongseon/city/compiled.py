"""One typed door to numba, so that the kernels of the city keep their types."""

from collections.abc import Callable
from typing import ParamSpec, TypeVar, cast

import numba

P = ParamSpec("P")
R = TypeVar("R")


def compiled(function: Callable[P, R]) -> Callable[P, R]:
    """Compile a kernel on first call (cached on disk, releases the interpreter lock)."""
    return cast(Callable[P, R], numba.njit(cache=True, nogil=True)(function))
