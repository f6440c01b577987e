"""The holders of a demonstration: the same city lived again for its telcos, card companies and check-ins.

Their records are moved by whole weeks, as the line lists are, so that the outbreak is of these days; what
would lie in the future is left out. Each holder is a process of its own on a port of its own.
"""

import csv
import io
import json
import os
import re
import shutil
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np

from dongseon.city.holders import dumps, moving
from dongseon.cli import city, line_lists, terminal
from dongseon.holder import fleet, setup
from dongseon.holder.setup import NewHolder
from dongseon.ledger import read_verifier_key
from dongseon.mandate import keys
from dongseon.records import times
from dongseon.records.columns import INTERVIEW, Evidence

DAY = re.compile(r"(\d{1,2})월 (\d{1,2})일")
TITLES = {  # invented
    "narae": "나래텔레콤",
    "hanbit": "한빛모바일",
    "onnuri": "온누리통신",
    "haneul": "하늘카드",
    "baram": "바람카드",
    "naru": "나루 전자출입명부",
}
KINDS = {"base_station": "connection", "card": "approval", "check_in": "check_in"}
LATE_MIN = {"base_station": 15, "card": 2_880, "check_in": 60}  # min; cards took two days by hand


@dataclass(frozen=True, slots=True)
class Holders:
    """The holders of a demonstration, not yet running."""

    folder: Path
    made: tuple[NewHolder, ...]
    authorities: Path  # keys of invented organisations


def prepare(
    out: Path,
    *,
    people: int,
    days: int,
    seed: int,
    scenario: str,
    shift: np.timedelta64,
    now: datetime,
) -> Holders:
    """Make the holders below `out`; those of an earlier demonstration are replaced."""
    folder = out / "holders"
    if folder.exists():
        shutil.rmtree(folder)
    asked = {"people": people, "days": days, "seed": seed, "scenario": scenario}
    city.begin(folder, asked)
    city.draw(folder, people=people, days=days, seed=seed, scenario=scenario, workers=workers())
    drawn = json.loads((folder / city.DRAWN).read_text(encoding="utf-8"))
    believed, made = city.authorities(folder), []
    with terminal.progress() as advance:
        for number, (name, files) in enumerate(drawn["dumps"].items()):
            advance("Filling the holders", number / len(drawn["dumps"]))
            dump = folder / f"{dumps.FILES[name]}.parquet"
            moving.gather(
                [folder / path for path in files], dump, shift.astype(timedelta), until=now
            )
            made.append(
                setup.set_up(
                    folder / name,
                    name,
                    dumps=[dump],
                    organisations=believed,
                    categories={} if name in dumps.TELCOS else drawn["categories"],
                    timezone=drawn["timezone"],
                    now=now,
                )
            )
        advance("Filling the holders", 1.0)
    return Holders(folder, tuple(made), folder / "authorities")


def workers() -> int:
    """Processes that live the city."""
    return min(os.cpu_count() or 1, 8)


def tell_console(holders: Holders, data: Path, first_port: int) -> None:
    """Write what the console knows of them: addresses and keys, and the organisations in its practice."""
    lines = []
    for number, holder in enumerate(holders.made):
        file = dumps.FILES[holder.name]
        public = keys.encode(read_verifier_key(holder.public_key).public_key)
        lines += [
            f"[{holder.name}]",
            f'name = "{TITLES.get(holder.name, holder.name)}"',
            f'url = "http://{fleet.ADDRESS}:{first_port + number}"',
            f'kinds = ["{KINDS[file]}"]',
            f'key = "{public}"',
            f"answers_within_min = {LATE_MIN[file]}",
            "",
        ]
    (data / "holders.toml").write_text("\n".join(lines), encoding="utf-8")
    believed = holders.made[0].data / "organisations.toml"
    shutil.copyfile(believed, data / "organisations.toml")
    shutil.copytree(holders.authorities, data / "authorities", dirs_exist_ok=True)


# ── whom the night is about ──────────────────────────────────────────────────────────────────


def subject(
    evidence: Evidence, person_id: str, bundle: Path, *, shift: np.timedelta64
) -> dict[str, Any]:
    """What is known of somebody when the test comes back positive, for the console: a JSON object.

    Numbers, days, and what was told in the interview; nothing of what holders have.
    """
    persons, row = evidence.persons, evidence.persons.index(person_id)
    return {
        "name": "윤도현",
        "phone": persons.phone[row],
        "cards": list(persons.cards[row]),
        "onset_on": line_lists.day(persons.onset[row], shift),
        "sampled_on": line_lists.day(persons.sampled[row], shift),
        "home_place_id": persons.home_place_id[row],
        "stays": told(evidence, person_id, shift),
        "places": (bundle / "places.csv").read_text(encoding="utf-8"),
        "base_stations": (bundle / "base_stations.csv").read_text(encoding="utf-8"),
    }


def told(evidence: Evidence, person_id: str, shift: np.timedelta64) -> list[dict[str, str]]:
    """The stays that the person told of, moved."""
    records, found = evidence.records, []
    for row in np.flatnonzero(records.source == INTERVIEW).tolist():
        if records.person[row] != person_id:
            continue
        begin, end = records.start[row] + shift, records.end[row] + shift
        place = int(records.place[row])
        if end <= begin:
            continue
        found.append(
            {
                "from": times.to_datetime(begin).astimezone(UTC).isoformat(),
                "to": times.to_datetime(end).astimezone(UTC).isoformat(),
                "place_id": evidence.places.place_id[place] if place >= 0 else "",
                "place": evidence.places.name[place] if place >= 0 else "",
                "statement": redated(records.text[row], begin - shift, shift),
            }
        )
    return found


def redated(text: str, at: np.datetime64, shift: np.timedelta64) -> str:
    """A statement whose days are moved too. `at`: when it speaks of, before the move."""
    year = at.astype("datetime64[Y]").astype(int) + 1970

    def later(said: re.Match[str]) -> str:
        moved = np.datetime64(date(year, int(said[1]), int(said[2]))) + shift
        day = moved.astype("datetime64[D]").astype(date)
        return f"{day.month}월 {day.day}일"

    return DAY.sub(later, text)


def without(lists: line_lists.LineLists, person_id: str) -> line_lists.LineLists:
    """The line lists without somebody who is reported at the desk, and without contacts of theirs."""
    lines = lists.cases.split(b"\r\n")
    kept = [line for line in lines if not line.startswith(person_id.encode() + b",")]
    rows = list(csv.DictReader(io.StringIO(lists.contacts.decode("utf-8-sig"))))
    met = [row for row in rows if row["관련확진자"] != person_id]
    return line_lists.LineLists(b"\r\n".join(kept), line_lists.as_csv(met) if met else b"")
