"""A terminal is told what was found, and never what to do."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console

from dongseon.cli import terminal


@given(st.text())
def test_no_character_reaches_a_terminal_that_it_would_obey(text: str) -> None:
    shown = terminal.plain(text)
    assert shown.isprintable()
    assert len(shown) == len(text)


def test_korean_and_signs_stay_as_they_are() -> None:
    assert terminal.plain("동선 “Club A” – 3층 😀") == "동선 “Club A” – 3층 😀"


def test_a_warning_is_one_line_on_standard_error(capsys: pytest.CaptureFixture[str]) -> None:
    terminal.warn("card.csv: line 3\nhas \x1b[31mred")
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err == "dongseon: card.csv: line 3 has \N{REPLACEMENT CHARACTER}[31mred\n"


def test_an_answer_for_machines_is_one_json_object(capsys: pytest.CaptureFixture[str]) -> None:
    terminal.answer({"이름": 1.5}, as_json=True, show=lambda console: console.print("not shown"))
    said = capsys.readouterr()
    assert json.loads(said.out) == {"이름": 1.5}
    assert said.err == ""


def test_an_answer_for_people_is_drawn(capsys: pytest.CaptureFixture[str]) -> None:
    terminal.answer({"x": 1}, as_json=False, show=lambda console: console.print("drawn"))
    assert capsys.readouterr().out == "drawn\n"


def test_progress_is_silent_where_nobody_watches(capsys: pytest.CaptureFixture[str]) -> None:
    with terminal.progress() as advance:
        advance("reading", 0.5)
        advance("reading", 1.0)
    assert capsys.readouterr() == ("", "")


def test_markup_in_a_cell_is_text(capsys: pytest.CaptureFixture[str]) -> None:
    Console(width=80).print(terminal.table("Places", ["name"], [["[red]bar[/red]"]]))
    assert "[red]bar[/red]" in capsys.readouterr().out
