"""One typed door to numba, so that the kernels of the city keep their types and their cache stays true."""

import ast
import hashlib
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from typing import Any, ParamSpec, TypeVar, cast

import numba
from numba import types
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
        cache._source_stamp = _stamp(Path(function.__code__.co_filename))  # noqa: SLF001
        inside.get_call_template = _widening(inside.get_call_template)
    return kernel


def _widening(template: Callable[..., Any]) -> Callable[..., Any]:
    """Look a kernel up by wide types only.

    numba would compile it anew for every constant (as a type of its own) and for 32-bit integers.
    """

    def look_up(args: tuple[Any, ...], kws: dict[str, Any]) -> Any:  # Any: numba's types
        return template(tuple(_wide(a) for a in args), {k: _wide(v) for k, v in kws.items()})

    return look_up


def _wide(given: Any) -> Any:
    unliteral: Callable[[Any], Any] = types.unliteral
    plain = unliteral(given)
    return types.int64 if plain in (types.int8, types.int16, types.int32) else plain


@lru_cache
def _stamp(source: Path) -> str:
    """Digest of a source and of all it imports from this package, directly or not."""
    digest = hashlib.blake2b(digest_size=16)
    seen: set[Path] = set()
    ahead = [source]
    while ahead:
        file = ahead.pop()
        if file not in seen:
            seen.add(file)
            ahead += _imported(file)
    for file in sorted(seen):
        digest.update(file.name.encode() + b"\0" + file.read_bytes())
    return digest.hexdigest()


@lru_cache
def _imported(source: Path) -> tuple[Path, ...]:
    """Sources of this package that a source names in its imports."""
    package = Path(__file__).parents[1]
    out = []
    for node in ast.walk(ast.parse(source.read_bytes())):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith(package.name):
            place = package.parent.joinpath(*(node.module or "").split("."))
            named = [place / f"{alias.name}.py" for alias in node.names]
            out += [file for file in (place.with_suffix(".py"), *named) if file.is_file()]
    return tuple(out)
