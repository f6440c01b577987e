"""The method page names every parameter of the sensors with the value that the code has."""

import re
from pathlib import Path

import pytest

from dongseon.city import interview
from dongseon.city.holders import area, registry, sheets
from dongseon.city.sensors import air, cards, cctv, entry, gps, habits, telco, transit, ways

PAGE = Path(__file__).resolve().parents[2] / "docs" / "method" / "sensors.md"
INNER = {  # table sizes, codes and constants of nature: no choice about the world
    "air": {"CELL_M", "NEAR", "HEARD"},
    "cards": {"OWN", "FAMILY", "LATE", "CANCELLED", "ORDERED"},
    "gps": {"RADIUS_68", "DRAWS"},
    "telco": {"DRAWS"},
    "transit": {"BOARD", "ALIGHT"},
    "ways": {"STAY"},
    "interview": {"TRUE", "LIE", "OMISSION", "DAY_SHIFT", "MISTAKEN", "MINUTE_S"},
    "sheets": {"ENOUGH_ROWS"},
}
IMPORTED = {"DAY_S", "ON_ARRIVAL", "BUS", "SUBWAY", "WALK"}
PREFIXED = {"area", "registry", "sheets"}


def written(value) -> str:
    if isinstance(value, tuple):
        return " / ".join(written(part) for part in value)
    if isinstance(value, float) and not (value == int(value) and abs(value) >= 1):
        return f"{value:.4g}"
    return f"{int(value):,}"


def parameters(module):
    name = module.__name__.rsplit(".", 1)[-1]
    source = Path(module.__file__).read_text(encoding="utf-8")
    own = re.findall(r"^([A-Z][A-Z0-9_]+)(?:, ([A-Z][A-Z0-9_]+))? = ", source, re.MULTILINE)
    for constant in sorted({part for pair in own for part in pair if part}):
        value = getattr(module, constant)
        plain = isinstance(value, int | float) or (
            isinstance(value, tuple) and all(isinstance(part, int | float) for part in value)
        )
        if plain and constant not in INNER.get(name, set()) | IMPORTED:
            yield f"{name}.{constant}" if name in PREFIXED else constant, value


@pytest.mark.parametrize(
    "module",
    [air, cards, cctv, entry, gps, telco, transit, ways, interview, area, registry, sheets],
    ids=lambda module: module.__name__.rsplit(".", 1)[-1],
)
def test_every_parameter_stands_on_the_page_with_its_value(module):
    page = PAGE.read_text(encoding="utf-8")
    missing = [
        f"{name} = {written(value)}"
        for name, value in parameters(module)
        if f"| `{name}` | {written(value)} |" not in page
    ]
    assert not missing


def test_every_habit_stands_on_the_page():
    page = PAGE.read_text(encoding="utf-8")
    for habit in (*habits.HABITS, habits.OTHER):
        line = (
            f"| {habit.category} | {habit.card:g} | {'leaving' if habit.pays else 'arrival'} | "
            f"{habit.price_won:,.0f} | {habit.check_in:g} | {habit.cctv:g} | {habit.forgotten:g} | "
            f"{'yes' if habit.crowded else ''} |"
        )
        assert line in page
