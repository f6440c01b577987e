"""One typed door to numba, so that the kernels of the city keep their types and their cache stays true."""

import hashlib
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from typing import Any, ParamSpec, TypeVar, cast

import numba
from numba.core.registry import CPUDispatcher

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
    return _stamped(cast(Callable[P, R], numba.njit(cache=True, nogil=True)(function)), function)


def inner(function: Callable[P, R]) -> Callable[P, R]:
    """Compile a kernel that only kernels call: without the door to Python it compiles much faster."""
    return _stamped(cast(Callable[P, R], numba.njit(cache=True, **_INNER)(function)), function)


def _stamped(kernel: Callable[P, R], function: Callable[P, R]) -> Callable[P, R]:
    """Tie the kernel's cache to all the code it may have inlined.

    numba drops a cached kernel when its own file changes, not when a kernel or constant that it took
    from another file does; old machine code would then give old results without a word.
    """
    if isinstance(kernel, CPUDispatcher):  # a plain function when compilation is off
        inside: Any = kernel  # numba offers no public way to its cache
        cache = inside._cache._cache_file  # noqa: SLF001
        cache._source_stamp = _stamp(Path(function.__code__.co_filename).parent)  # noqa: SLF001
    return kernel


@lru_cache
def _stamp(folder: Path) -> str:
    """Digest of the sources a kernel in a folder can depend on: the room's, the ground's, its own."""
    room = Path(__file__).parent
    digest = hashlib.blake2b(digest_size=16)
    for place in sorted({room, room / "ground", folder}):
        for source in sorted(place.glob("*.py")):
            digest.update(source.name.encode() + b"\0" + source.read_bytes())
    return digest.hexdigest()
