"""How often somebody may ask: a bucket for each, filled at a steady rate."""

from datetime import datetime


class Rates:
    """Buckets by name. Each holds a minute's worth; a request takes one."""

    def __init__(self, per_min: int) -> None:
        self._per_min = per_min
        self._left: dict[str, tuple[float, datetime]] = {}

    def take(self, name: str, now: datetime) -> bool:
        """Whether one more is allowed now."""
        left, before = self._left.get(name, (float(self._per_min), now))
        passed_s = max((now - before).total_seconds(), 0.0)
        left = min(left + passed_s * self._per_min / 60.0, float(self._per_min))
        allowed = left >= 1.0
        self._left[name] = (left - 1.0 if allowed else left, now)
        return allowed
