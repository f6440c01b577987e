"""Who looked is read by the persons concerned: no act is told by its name in the code."""

import re
from pathlib import Path

from django.utils import translation

import dongseon.console
from dongseon.console.desk.audit import wording
from dongseon.console.desk.people import wording as personal

ROOT = Path(str(dongseon.console.__file__)).parent
NAMED = re.compile(r'act="([a-z_]+\.[a-z_]+)"')


def acts() -> set[str]:
    """Every act that the code names outright."""
    files = (file for file in ROOT.rglob("*.py") if "migrations" not in file.parts)
    return {act for file in files for act in NAMED.findall(file.read_text(encoding="utf-8"))}


def test_every_act_has_words() -> None:
    found = acts()
    assert len(found) > 100
    assert sorted(found - set(wording.ACTS) - set(personal.ACTS)) == []


def test_whoever_reads_who_looked_reads_words() -> None:
    with translation.override("ko"):
        assert personal.act_said("investigations.see_objections") == "이의 열람"
        assert personal.act_said("people.see") != wording.act_said("people.see")


def test_an_act_without_words_is_told_by_what_it_is_about() -> None:
    assert personal.act_said("isolation.something_new") == "People at home"
