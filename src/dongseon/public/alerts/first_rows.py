"""The rules that the site begins with. Where no source gives a value or a day, it says assumption."""

from typing import Any, NamedTuple


class First(NamedTuple):
    """A row as the first migration writes it."""

    name: str
    valid_from: str  # local day, ISO 8601
    value: dict[str, Any]
    decided_by: str
    source: str


MOIS = "Ministry of the Interior and Safety"
BANNED = ["case_counts", "no_new_cases", "paths", "measures", "hygiene", "promotion"]

FIRST_ROWS = (
    First(
        "alerts-2020",
        "2020-01-01",
        {"banned": ["promotion"], "once_a_day": [], "quiet_from": None, "quiet_until": None},
        MOIS,
        "Cell broadcast by ministry, local governments and operators; that promotion was never meant: assumption",
    ),
    First(
        "alerts-2021-04-01",
        "2021-04-01",
        {"banned": BANNED, "once_a_day": [], "quiet_from": "22:00", "quiet_until": "07:00"},
        MOIS,
        "Guidance on emergency texts, in force from 31 March or 1 April 2021 (sources differ): contacts that "
        "cannot be found, mass infection, measures beyond the central ones; not from 22:00 to 07:00",
    ),
    First(
        "alerts-2021-04-07",
        "2021-04-07",
        {
            "banned": [topic for topic in BANNED if topic != "case_counts"],
            "once_a_day": ["case_counts"],
            "quiet_from": "22:00",
            "quiet_until": "07:00",
        },
        MOIS,
        "Softened six days later: once a day; that this means the numbers of cases: assumption",
    ),
)
