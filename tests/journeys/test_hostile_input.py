"""What strangers hand over: broken, absurd and hostile bundles through the whole program.

Unusable input ends with status 2 and one clear line. A bad row is rejected with its place, and the rest
is traced. Whatever the input, nothing is written outside ``--out`` and no script in the report lives.
"""

import csv
import json
import os
import re
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from html.parser import HTMLParser
from pathlib import Path

import pytest

from dongseon import cli

Change = Callable[[Path], None]


@dataclass(frozen=True)
class Run:
    """One run of the program: how it ended, what it said and what it wrote."""

    status: int
    said: dict[str, object]  # the JSON object
    warned: str  # standard error
    out: Path

    def rejects(self) -> list[dict[str, str]]:
        with (self.out / "rejects.csv").open(encoding="utf-8", newline="") as file:
            return list(csv.DictReader(file))


@pytest.fixture
def trace(bundle: Path, capsys: pytest.CaptureFixture[str]) -> Callable[..., Run]:
    """Trace a person of the bundle and hold the run against what holds for any input."""

    def run(*words: str, person: str = "P1") -> Run:
        out = bundle.parent / "out"
        before = shape_of(bundle.parent, out)
        asked = words or ("--person", person)
        status = cli.run(["trace", str(bundle), *asked, "--out", str(out), "--json"])
        said, warned = capsys.readouterr()
        assert shape_of(bundle.parent, out) == before, "something was written outside --out"
        for report in out.rglob("report.html"):
            assert_inert(report.read_text(encoding="utf-8"))
        if status == 2:
            assert warned.startswith("dongseon: ")
            assert warned.count("\n") == 1
        return Run(status, json.loads(said), warned, out)

    return run


def shape_of(folder: Path, out: Path) -> dict[str, int]:
    """Names and sizes of all that lies beside the results."""
    return {
        str(path.relative_to(folder)): path.lstat().st_size
        for path in folder.rglob("*")
        if path.is_file() and not path.is_relative_to(out)
    }


class Page(HTMLParser):
    """Every tag of a page with its attributes, as a browser would see them."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str]]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, {name: value or "" for name, value in attrs}))


def assert_inert(text: str) -> None:
    """No script, no handler, nothing that runs, fetches or frames; and a policy that says so."""
    tags = Page(text).tags
    assert any(a.get("http-equiv") == "Content-Security-Policy" for _, a in tags)
    assert not {tag for tag, _ in tags} & {
        "script",
        "iframe",
        "object",
        "embed",
        "base",
        "form",
        "img",
    }
    assert not [(tag, name) for tag, a in tags for name in a if name.startswith("on")]
    links = [value for _, a in tags for name, value in a.items() if name in ("href", "src")]
    assert not [link for link in links if not link.startswith(("#", "data:image/"))]


def add(name: str, *lines: str) -> Change:
    """Append rows to a file."""

    def change(bundle: Path) -> None:
        with (bundle / name).open("a", encoding="utf-8", newline="") as file:
            file.writelines(line + "\n" for line in lines)

    return change


def append(name: str, content: bytes) -> Change:
    """Append bytes to a file."""

    def change(bundle: Path) -> None:
        path = bundle / name
        path.write_bytes(path.read_bytes() + content)

    return change


def put(name: str, content: bytes | str) -> Change:
    """Replace a file."""

    def change(bundle: Path) -> None:
        raw = content.encode() if isinstance(content, str) else content
        (bundle / name).write_bytes(raw)

    return change


def drop(*names: str) -> Change:
    """Remove files."""

    def change(bundle: Path) -> None:
        for name in names:
            (bundle / name).unlink()

    return change


def everything(bundle: Path) -> None:
    """Remove all files."""
    for path in bundle.iterdir():
        path.unlink()


def whole_folder(bundle: Path) -> None:
    """Remove the folder."""
    shutil.rmtree(bundle)


def file_instead_of_folder(bundle: Path) -> None:
    """Put a file where the bundle should be."""
    shutil.rmtree(bundle)
    bundle.write_text("not a folder", encoding="utf-8")


def link_out(bundle: Path) -> None:
    """Replace a file by a link that leaves the bundle."""
    outside = bundle.parent / "outside.csv"
    shutil.move(bundle / "card.csv", outside)
    (bundle / "card.csv").symlink_to(outside)


def dangling_link(bundle: Path) -> None:
    """Replace a file by a link that leads nowhere."""
    (bundle / "card.csv").unlink()
    (bundle / "card.csv").symlink_to(bundle / "nowhere.csv")


def pipe(bundle: Path) -> None:
    """Replace a file by a pipe, which a reader would wait at for ever."""
    (bundle / "gps.csv").unlink()
    os.mkfifo(bundle / "gps.csv")


def folder_named_as_a_file(bundle: Path) -> None:
    """Replace a file by a folder of its name."""
    (bundle / "gps.csv").unlink()
    (bundle / "gps.csv").mkdir()


def only_headers(bundle: Path) -> None:
    """Keep the header of every source."""
    for name in ("base_station", "gps", "card", "transit", "check_in", "cctv", "interview"):
        path = bundle / f"{name}.csv"
        path.write_text(path.read_text(encoding="utf-8").split("\n")[0] + "\n", encoding="utf-8")


def swap_encoding(name: str, encoding: str) -> Change:
    """Write a file in another encoding."""

    def change(bundle: Path) -> None:
        text = (bundle / name).read_text(encoding="utf-8")
        (bundle / name).write_bytes(text.encode(encoding))

    return change


ELF = b"\x7fELF\x02\x01\x01\x00" + bytes(range(256)) * 4
PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + bytes(range(256))

UNUSABLE: dict[str, tuple[Change, str]] = {
    "no such folder": (whole_folder, r"bundle.*no such folder"),
    "a file instead of a folder": (file_instead_of_folder, "bundle"),
    "an empty folder": (everything, r"persons\.csv"),
    "no persons": (drop("persons.csv"), r"persons\.csv"),
    "no source": (
        drop(
            "base_station.csv",
            "gps.csv",
            "card.csv",
            "transit.csv",
            "check_in.csv",
            "cctv.csv",
            "interview.csv",
        ),
        r"source",
    ),
    "an empty file": (put("persons.csv", ""), r"persons\.csv"),
    "an empty source": (put("card.csv", b""), r"card\.csv"),
    "an executable named gps.csv": (put("gps.csv", ELF), r"gps\.csv"),
    "a picture named card.csv": (put("card.csv", PNG), r"card\.csv"),
    "a NUL byte": (add("card.csv", "4000-1,2020-05-02T13:00:00,ca\0fe,1,"), r"card\.csv.*NUL"),
    "a wrong header": (put("card.csv", "name,colour\nA,red\n"), r"card\.csv.*card"),
    "rows without a header": (put("gps.csv", "010,2020-05-02T10:00:00,127,37,5\n"), r"gps\.csv"),
    "a broken bundle.toml": (put("bundle.toml", "timezone = \n"), r"bundle\.toml"),
    "an unknown zone": (put("bundle.toml", 'timezone = "Asia/Atlantis"\n'), "Asia/Atlantis"),
    "a zone with a path trick": (
        put("bundle.toml", 'timezone = "../../etc/passwd"\n'),
        r"timezone",
    ),
    "a period that ends before it begins": (
        put(
            "bundle.toml",
            "period_from = 2020-05-03T00:00:00+09:00\nperiod_to = 2020-05-02T00:00:00+09:00\n",
        ),
        "period_to",
    ),
    "an unknown encoding in a profile": (
        add("bundle.toml", "[profile.card]", 'encoding = "klingon"'),
        "klingon",
    ),
    "a profile of a column that is not there": (
        add("bundle.toml", "[profile.card]", 'columns = { card = "카드번호" }'),
        r"card\.csv.*카드번호|카드번호.*card\.csv",
    ),
    "a link out of the bundle": (link_out, r"card\.csv.*link"),
    "a link to nowhere": (dangling_link, r"card\.csv.*link"),
    "a pipe": (pipe, r"gps\.csv.*plain file"),
    "a folder named gps.csv": (folder_named_as_a_file, r"gps\.csv.*plain file"),
}


@pytest.mark.parametrize("name", UNUSABLE)
def test_unusable_input_ends_with_one_clear_line(
    name: str, bundle: Path, trace: Callable[..., Run]
) -> None:
    change, told = UNUSABLE[name]
    change(bundle)
    run = trace()
    assert run.status == 2
    assert re.search(told, run.warned)
    assert set(run.said) == {"error"}
    assert not run.out.exists()


REJECTED: dict[str, tuple[Change, str, str]] = {  # change, file, column of the reject
    "24:30": (add("card.csv", "4000-1,2020-05-02T24:30:00,cafe,1,"), "card.csv", "at"),
    "the 30th of February": (
        add("card.csv", "4000-1,2020-02-30T12:00:00,cafe,1,"),
        "card.csv",
        "at",
    ),
    "the year 16000": (
        add("gps.csv", "01000000001,16000-01-01T00:00:00,127,37,5"),
        "gps.csv",
        "at",
    ),
    "no time": (add("check_in.csv", "01000000001,,cafe"), "check_in.csv", "at"),
    "a time that is a word": (add("check_in.csv", "01000000001,noon,cafe"), "check_in.csv", "at"),
    "an end before the start": (
        add("base_station.csv", "01000000001,2020-05-02T12:00:00,2020-05-02T11:00:00,S1"),
        "base_station.csv",
        "to",
    ),
    "swapped coordinates": (
        add("gps.csv", "01000000001,2020-05-02T11:00:00,37.5,127.04,10"),
        "gps.csv",
        "lat",
    ),
    "a longitude that is NaN": (
        add("gps.csv", "01000000001,2020-05-02T11:00:00,NaN,37.5,10"),
        "gps.csv",
        "lon",
    ),
    "a latitude of 1e309": (
        add("gps.csv", "01000000001,2020-05-02T11:00:00,127.0,1e309,10"),
        "gps.csv",
        "lat",
    ),
    "a longitude of 181 degrees": (
        add("gps.csv", "01000000001,2020-05-02T11:00:00,181,37.5,10"),
        "gps.csv",
        "lon",
    ),
    "a place that is in no list": (
        add("card.csv", "4000-1,2020-05-02T13:00:00,atlantis,1,"),
        "card.csv",
        "place_id",
    ),
    "a base station that is in no list": (
        add("base_station.csv", "01000000001,2020-05-02T12:00:00,,S99"),
        "base_station.csv",
        "base_station_id",
    ),
    "a kind of tap that is none": (
        add("transit.csv", "T1,2020-05-02T09:00:00,jump,stop1,7,1"),
        "transit.csv",
        "kind",
    ),
    "a confidence of one and a half": (
        add("cctv.csv", "P1,2020-05-02T13:00:00,2020-05-02T13:05:00,cafe,1.5"),
        "cctv.csv",
        "confidence",
    ),
    "a place without extent": (
        add("places.csv", "hole,Hole,shop,127.04,37.5,-5,true,,,"),
        "places.csv",
        "radius_m",
    ),
    "a place given twice": (
        add("places.csv", "cafe,Other,bar,127.05,37.51,10,true,,,"),
        "places.csv",
        "place_id",
    ),
    "a person given twice": (
        add("persons.csv", "P1,01000000077,,,,,,,"),
        "persons.csv",
        "person_id",
    ),
    "a sector without reach": (
        add("base_stations.csv", "S9,127.0,37.5,0,120,0"),
        "base_stations.csv",
        "range_m",
    ),
    "a line of ten megabytes": (
        add("card.csv", "4000-1,2020-05-02T13:00:00," + "x" * 10_000_000 + ",1,"),
        "card.csv",
        "",
    ),
    "a statement of nobody": (
        add("interview.csv", ",2020-05-02T08:00:00,2020-05-02T09:00:00,cafe,,x,"),
        "interview.csv",
        "person_id",
    ),
    "bytes of no known encoding": (
        append("card.csv", b"4000-1,2020-05-02T13:00:00,caf\xff\x81\x20,1,\n"),
        "card.csv",
        "place_id",
    ),
    "too few cells": (add("card.csv", "4000-1"), "card.csv", ""),
    "too many cells": (add("card.csv", "4000-1,2020-05-02T13:00:00,cafe,1,,,,,9"), "card.csv", ""),
}


@pytest.mark.parametrize("name", REJECTED)
def test_a_bad_row_is_rejected_with_its_place_and_the_rest_is_traced(
    name: str, bundle: Path, trace: Callable[..., Run]
) -> None:
    change, file, column = REJECTED[name]
    change(bundle)
    line = (bundle / file).read_bytes().count(b"\n")
    run = trace()
    assert run.status == 0
    (reject,) = run.rejects()
    assert (reject["file"], int(reject["line"])) == (file, line)
    assert not column or reject["column"] == column
    assert reject["reason"]
    assert len(reject["value"]) < 1_000
    assert json.loads((run.out / "itinerary.json").read_text(encoding="utf-8"))["stays"]


READ: dict[str, Change] = {
    "as it is": lambda bundle: None,
    "with a byte-order mark": swap_encoding("card.csv", "utf-8-sig"),
    "in CP949": swap_encoding("card.csv", "cp949"),
    "in UTF-16 with a byte-order mark": swap_encoding("card.csv", "utf-16"),
    "with carriage returns": put(
        "card.csv", "card,at,place_id\r\n4000-1,2020-05-02T12:30:00,cafe\r\n"
    ),
    "with semicolons": put("card.csv", "card;at;place_id\n4000-1;2020-05-02T12:30:00;cafe\n"),
    "with a stranger's file": put("notes.docx", PNG),
    "with unknown columns": put(
        "card.csv", "card,at,place_id,colour\n4000-1,2020-05-02T12:30:00,cafe,=red()\n"
    ),
}


@pytest.mark.parametrize("name", READ)
def test_an_unusual_file_is_read(name: str, bundle: Path, trace: Callable[..., Run]) -> None:
    READ[name](bundle)
    run = trace()
    assert run.status == 0
    assert run.rejects() == []


def test_no_evidence_at_all_is_said(bundle: Path, trace: Callable[..., Run]) -> None:
    only_headers(bundle)
    run = trace()
    assert run.status == 0
    document = json.loads((run.out / "itinerary.json").read_text(encoding="utf-8"))
    assert document["gaps"] == [document["period"]]
    assert not [stay for stay in document["stays"] if stay["evidence"]]


def test_a_person_who_is_not_there_is_named(trace: Callable[..., Run]) -> None:
    run = trace(person="P404")
    assert run.status == 2
    assert "P404" in run.warned


@pytest.mark.parametrize(
    "name",
    [
        "<script>alert(1)</script>",
        '"><img src=x onerror=alert(1)>',
        "</style><svg onload=alert(1)>",
        "javascript:alert(1)",
        "{{ 991*991 }}{% raw %}",
        "]]><!--",
        "\u202egnp.exe",
        "\x1b[2J\x1b]0;owned\x07",
    ],
)
def test_markup_in_names_and_statements_stays_text(
    name: str, bundle: Path, trace: Callable[..., Run]
) -> None:
    cell = '"' + name.replace('"', '""') + '"'
    add("places.csv", f"evil,{cell},{cell},127.0406,37.5005,10,true,,,")(bundle)
    add("card.csv", "4000-1,2020-05-02T19:30:00,evil,1,")(bundle)
    add("interview.csv", f"P1,2020-05-02T19:20:00,2020-05-02T20:00:00,,{cell},{cell},")(bundle)
    run = trace()
    assert run.status == 0
    page = (run.out / "report.html").read_text(encoding="utf-8")
    assert name not in page or not set(name) & set("<>\x1b")
    assert "982081" not in page


@pytest.mark.parametrize("formula", ['=HYPERLINK("http://x")', "+1", "-1+1", "@SUM(A1)"])
def test_a_formula_in_the_evidence_is_not_run_by_a_spreadsheet(
    formula: str, bundle: Path, trace: Callable[..., Run]
) -> None:
    cell = '"' + formula.replace('"', '""') + '"'
    add("places.csv", f"{cell},Trap,bar,127.0406,37.5005,10,true,,,")(bundle)
    add("card.csv", f"4000-1,2020-05-02T20:00:00,{cell},1,", f"4000-1,{cell},cafe,1,")(bundle)
    add("check_in.csv", f"01000000002,2020-05-02T20:05:00,{cell}")(bundle)
    run = trace()
    assert run.status == 0
    for path in run.out.glob("*.csv"):
        with path.open(encoding="utf-8", newline="") as file:
            cells = {cell for row in csv.reader(file) for cell in row}
        assert formula not in cells, path.name
    assert [reject["value"] for reject in run.rejects()] == ["'" + formula]


@pytest.mark.parametrize(
    "person_id", ["../../escaped", "/etc/escaped", "a/../../b", "..", "C:\\escaped", "x" * 300]
)
def test_no_trick_in_an_id_leads_out_of_the_results(
    person_id: str, bundle: Path, trace: Callable[..., Run]
) -> None:
    add("persons.csv", f"{person_id},01000000003,,,2020-05-02T08:00:00,,,home2,")(bundle)
    run = trace("--all-cases")
    assert run.status == 0
    folders = [path for path in run.out.iterdir() if path.is_dir()]
    assert len(folders) == 2
    traced = {
        json.loads((folder / "itinerary.json").read_text(encoding="utf-8"))["person_id"]
        for folder in folders
    }
    assert traced == {"P1", person_id}


def test_two_hundred_thousand_rows_are_traced(bundle: Path, trace: Callable[..., Run]) -> None:
    rows = [
        f"01000000001,2020-05-02T{h:02}:{m:02}:{s:02}.{f},127.0{400 + (h + m + s) % 3},37.5000,12"
        for h in range(9, 18)
        for m in range(60)
        for s in range(60)
        for f in range(7)
    ][:200_000]
    add("gps.csv", *rows)(bundle)
    run = trace()
    assert run.status == 0
    assert run.rejects() == []


def test_rows_given_twice_and_rows_outside_the_period_are_counted(
    bundle: Path, trace: Callable[..., Run]
) -> None:
    add("card.csv", "4000-1,2020-05-02T12:30:00,cafe,5500,false")(bundle)
    add("card.csv", "4000-1,2020-06-02T12:30:00,cafe,5500,false")(bundle)
    run = trace()
    assert (run.said["duplicates"], run.said["outside_period"]) == (1, 1)
    assert run.rejects() == []
