"""The register of places while it is being written: columns gathered part by part, then joined."""

from dataclasses import dataclass, fields

import numpy as np

from dongseon.records.columns import Codes, Floats, Ints

_ALPHABET = np.frombuffer(b"ABCDEFGHJKLMNPQRSTUVWXYZ23456789", dtype=np.uint8)  # no I, O, 0, 1


@dataclass(frozen=True, slots=True, eq=False)
class Part:
    """Some places of one kind, as columns of equal length."""

    name: list[str]  # (n,) English (Korean)
    category: Codes  # (n,) index into trades.CATEGORIES
    x_m: Floats  # (n,)
    y_m: Floats  # (n,)
    radius_m: Floats  # (n,)
    capacity: Ints  # (n,)
    staff: Ints  # (n,)
    opens_min: Codes  # (n,)
    closes_min: Codes  # (n,)
    building: Ints  # (n,) -1 = none
    floor: Codes  # (n,)
    district: Ints  # (n,)
    group: Ints  # (n,) -1 = alone
    grade: Codes  # (n,) school year of a class, 0 = none


def join(parts: list[Part]) -> Part:
    """All parts below one another."""
    columns = {
        field.name: np.concatenate([getattr(part, field.name) for part in parts])
        for field in fields(Part)
        if field.name != "name"
    }
    return Part(name=[text for part in parts for text in part.name], **columns)


def random_ids(rng: np.random.Generator, count: int, *, prefix: str, length: int) -> list[str]:
    """Distinct random texts: a prefix and some letters and digits that cannot be misread."""
    codes = np.unique(rng.integers(0, 1 << 5 * length, count + count // 8 + 64))
    codes = rng.permutation(codes)[:count]
    shifts = np.arange(length, dtype=np.int64) * 5
    letters = _ALPHABET[(codes[:, None] >> shifts) & 31]
    texts = np.ascontiguousarray(letters).view(f"S{length}").ravel().astype(f"U{length}")
    return [prefix + text for text in texts.tolist()]
