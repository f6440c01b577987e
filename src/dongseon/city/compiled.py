"""One typed door to numba, so that the kernels of the city keep their types."""

from collections.abc import Callable
from typing import Any, ParamSpec, TypeVar, cast

import numba

P = ParamSpec("P")
R = TypeVar("R")

# numba's type hints do not list the two options that leave out the wrappers, hence Any.
_INNER: dict[str, Any] = {
    "nogil": True,
    "error_model": "numpy",
    "no_cpython_wrapper": True,
    "no_cfunc_wrapper": True,
}


def compiled(function: Callable[P, R]) -> Callable[P, R]:
    """Compile a kernel on first call (cached on disk, releases the interpreter lock)."""
    return cast(Callable[P, R], numba.njit(cache=True, nogil=True)(function))


def inner(function: Callable[P, R]) -> Callable[P, R]:
    """Compile a kernel that only kernels call: without the door to Python it compiles much faster."""
    return cast(Callable[P, R], numba.njit(cache=True, **_INNER)(function))
