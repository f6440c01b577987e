"""Rows are cut into files by key: each row into one, and all of a person's or place's into the same."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from dongseon import lake
from dongseon.lake import sorting, workshop
from dongseon.lake.kinds import KINDS
from dongseon.lake.manifest import BY_PERSON, BY_PLACE
from dongseon.lake.sorting import Numbered
from dongseon.lake.workshop import PART_ROWS, Workshop

PEOPLE, ROWS_EACH = 300, 40
FILES = 3


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Workshop]:
    lake.create(tmp_path / "lake", timezone="Asia/Seoul")
    with workshop.open_workshop(tmp_path / "lake") as opened:
        yield opened


def laid(shop: Workshop, *, numbered: bool) -> Numbered:
    """Three hundred people at seven places; their names need quoting."""
    shop.run(
        f"CREATE TABLE told AS SELECT 'it''s ' || lpad((i % {PEOPLE})::VARCHAR, 4, '0') AS person_id,"
        f" 'place ' || (i % 7) AS place_id, i FROM range({PEOPLE * ROWS_EACH}) t(i)"
    )
    types = dict.fromkeys(workshop.KEY.values(), sorting.TEXT)
    if numbered:
        for column in types:
            rows = PEOPLE * ROWS_EACH
            types[column] = sorting.enumerated(shop, "told", column=column, rows=rows)
        assert sorting.TEXT not in types.values()
    typed = ", ".join(f"{column}::{kind} AS {column}" for column, kind in types.items())
    shop.run(f"CREATE TABLE there AS SELECT {typed}, i FROM told")
    return Numbered("there", KINDS["connection"], types)


@pytest.mark.parametrize("numbered", [False, True])
@pytest.mark.parametrize("order", [BY_PERSON, BY_PLACE])
def test_each_row_is_in_one_file_and_a_key_is_never_cut(
    shop: Workshop, order: str, *, numbered: bool
) -> None:
    rows = laid(shop, numbered=numbered)
    keys = sorting.cuts(shop, rows, order=order, count=FILES * PART_ROWS)
    assert len(keys) == FILES - 1
    seen: list[set[str]] = []
    counted = 0
    for low, high in zip(("", *keys), (*keys, ""), strict=True):
        chosen = rows.between(order, low, high)
        found = shop.table(f"SELECT {workshop.KEY[order]}::VARCHAR AS key FROM there {chosen}")
        counted += len(found)
        seen.append(set(found["key"].to_pylist()))
    assert counted == PEOPLE * ROWS_EACH
    assert sum(map(len, seen)) == len(set.union(*seen))
    assert all(seen)


def test_numbers_cut_where_texts_would(shop: Workshop) -> None:
    rows = laid(shop, numbered=True)
    by_number = sorting.cuts(shop, rows, order=BY_PERSON, count=FILES * PART_ROWS)
    kind = rows.types["person_id"]
    places = [
        shop.value(f"SELECT enum_range(NULL::{kind})[{int(number) + 1}]")[0] for number in by_number
    ]
    low = rows.between(BY_PERSON, by_number[0], "")
    assert shop.value(f"SELECT min(person_id)::VARCHAR FROM there {low}") == (places[0],)
