"""Put the same questions to a lake by one engine, in a process of its own; the answers go to a folder.

python asking.py LAKE ENGINE MASTER OUT
"""

import sys
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from dongseon import lake

ZONE = "UTC"
WINDOW = lake.Window(
    lake.instant("2020-05-01T05:00:00", timezone=ZONE),
    lake.instant("2020-05-03T22:30:00", timezone=ZONE),
)
AREAS = pa.table({"area_place": ["s0", "s1", "s2", "s3"], "area": ["A", "A", "B", "강남"]})


def ask(desk: lake.Desk) -> dict[str, pa.Table]:
    """Every question, of several kinds."""
    slices = desk.person_slice(["p001", "nobody"], WINDOW, kinds=["visit", "check_in"])
    return {
        **{f"slice_{kind}": table for kind, table in slices.items()},
        "rows_at": desk.rows_at(["s1", "none"], WINDOW, kind="visit"),
        "present": desk.present_at(["s1", "s2"], WINDOW, kind="visit", least_stay_s=36_000),
        "present_span": desk.present_at(["s1"], WINDOW, kind="connection", least_stay_s=3_600),
        "contacts_of_many": desk.contacts_of([f"p{n:03d}" for n in range(0, 60, 3)], WINDOW),
        "flow_of_areas": desk.flow_counts(WINDOW, kind="visit", step_s=3_600, areas=AREAS),
    }


def main(folder: Path, engine: str, master: str, out: Path) -> None:
    """Ask, and write each answer."""
    out.mkdir()
    with lake.open_desk(folder, engine=engine, master=master, memory="1GB") as desk:
        for name, table in ask(desk).items():
            pq.write_table(table, out / f"{name}.parquet")


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2], sys.argv[3], Path(sys.argv[4]))
