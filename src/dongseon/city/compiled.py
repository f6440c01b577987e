"""One typed door to numba, so that the kernels of the city keep their types."""

from collections.abc import Callable
from typing import ParamSpec, TypeVar, cast

import numba

P = ParamSpec("P")
R = TypeVar("R")


def compiled(function: Callable[P, R]) -> Callable[P, R]:
    """Compile a kernel on first call (cached on disk, releases the interpreter lock)."""
    return cast(Callable[P, R], numba.njit(cache=True, nogil=True)(function))


def inner(function: Callable[P, R]) -> Callable[P, R]:
    """Compile a kernel that only kernels call: without the door to Python it compiles much faster."""
    options = {"nogil": True, "no_cpython_wrapper": True, "no_cfunc_wrapper": True}
    return cast(Callable[P, R], numba.njit(cache=True, error_model="numpy", **options)(function))
