"""What the pages' memory tells a doorway that asks to hold an answer too: whose it is, and for how long."""

ASKING, TOLD = "Dongseon-Holding", "Dongseon-Held"  # headers between our own processes
ASKED = "HTTP_DONGSEON_HOLDING"  # the same, as WSGI names it


def write(generation: bytes, fresh_s: float, stale_s: float) -> str:
    """The header's value: generation, and for how long it is fresh and may be shown at all, s."""
    return f"{generation.hex()} {max(0.0, fresh_s):.3f} {max(0.0, stale_s):.3f}"


def read(value: str) -> tuple[bytes, float, float]:
    """The same, read. Raises ValueError."""
    generation, fresh_s, stale_s = value.split(" ")
    return bytes.fromhex(generation), float(fresh_s), float(stale_s)
