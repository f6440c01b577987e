"""What was measured is written with machine, commit and seeds."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from dongseon.bench import recording
from dongseon.errors import InvalidInput

NOW = datetime(2020, 5, 6, 7, 8, 9, tzinfo=UTC)


def test_a_record_says_where_and_of_what(tmp_path: Path) -> None:
    path = recording.record(
        tmp_path / "new", "stays", {"best_peer": None}, asked={"seeds": (1, 2)}, now=NOW
    )
    told = json.loads(path.read_text(encoding="utf-8"))
    assert path.name == "stays.json"
    assert told["figures"] == {"best_peer": None}
    assert told["asked"] == {"seeds": [1, 2]}
    assert told["measured_at"] == "2020-05-06T07:08:09+00:00"
    assert told["machine"]["cores"] >= 1
    assert told["machine"]["python"].startswith("3.")
    assert "commit" in told


def test_a_folder_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(InvalidInput, match=r"file/stays\.json: cannot be written"):
        recording.record(tmp_path / "file", "stays", {}, asked={}, now=NOW)
