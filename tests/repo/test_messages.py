"""scripts/messages: every text of the pages reaches the catalogues, and no translation is lost."""

import importlib.util
import sys
from importlib.machinery import SourceFileLoader
from pathlib import Path
from types import ModuleType

import pytest


@pytest.fixture(scope="module")
def messages(root: Path) -> ModuleType:
    pytest.importorskip("django", reason="install dongseon[console] to gather the pages' texts")
    pytest.importorskip("babel", reason="install dongseon[dev] to gather the pages' texts")
    loader = SourceFileLoader("messages", str(root / "scripts/messages"))
    spec = importlib.util.spec_from_loader("messages", loader)
    assert spec is not None
    module = importlib.util.module_from_spec(spec)
    before, sys.dont_write_bytecode = sys.dont_write_bytecode, True
    try:
        loader.exec_module(module)
    finally:
        sys.dont_write_bytecode = before
    return module


TEMPLATE = """{% comment %}A piece (with an odd bracket.{% endcomment %}{% load i18n %}<p>it's {{ x }}
      {% translate "Deeply indented" %}
  {% translate "Less" as title %}</p>
{% blocktranslate trimmed with name=x.name %}
  Written by {{ name }}
  today{% endblocktranslate %}
{% blocktranslate count n=n %}one case{% plural %}{{ n }} cases{% endblocktranslate %}
{% translate "May" context "month" %}
{% include "a.html" with text=_("In an argument") %}
"""


def test_texts_of_templates_are_found(messages: ModuleType) -> None:
    found = set(messages.texts_in(messages.python_of(TEMPLATE)))
    assert found == {
        (None, "Deeply indented"),
        (None, "Less"),
        (None, "Written by %(name)s today"),
        (None, ("one case", "%(n)s cases")),
        ("month", "May"),
        (None, "In an argument"),
    }


def test_texts_of_python_are_found_lazy_or_not(messages: ModuleType) -> None:
    source = (
        "from django.utils.translation import gettext_lazy as _, ngettext_lazy\n"
        "A = _('lazy')\nB = ngettext_lazy('%(n)d day', '%(n)d days', 'n')\n"
        "C = gettext('now' ' and here')\nfor _ in range(3): pass\n"
    )
    assert list(messages.texts_in(source)) == [
        (None, "lazy"),
        (None, ("%(n)d day", "%(n)d days")),
        (None, "now and here"),
    ]


def test_a_translation_outlives_its_text_until_it_is_tidied_away(
    messages: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Somebody runs it while a page is half written: nobody's Korean may vanish."""
    path = tmp_path / "ko" / "LC_MESSAGES" / "django.po"
    messages.update(path, "ko", {(None, "Cases"): None, (None, "Contacts"): None})
    filled = path.read_text(encoding="utf-8").replace(
        'msgid "Cases"\nmsgstr ""', 'msgid "Cases"\nmsgstr "환자"'
    )
    path.write_text(filled, encoding="utf-8")
    messages.update(path, "ko", {(None, "Contacts"): None})
    assert '#~ msgstr "환자"' in path.read_text(encoding="utf-8")
    messages.update(path, "ko", {(None, "Cases"): None, (None, "Contacts"): None})
    assert messages.read(path, "ko").get("Cases").string == "환자"

    monkeypatch.setattr(sys, "argv", ["messages", "--tidy"])
    messages.update(path, "ko", {(None, "Contacts"): None})
    assert "환자" not in path.read_text(encoding="utf-8")


def test_the_same_texts_give_the_same_file(messages: ModuleType, tmp_path: Path) -> None:
    path = tmp_path / "ko" / "LC_MESSAGES" / "django.po"
    texts = {(None, "Cases"): None, (None, ("a", "b")): None}
    messages.update(path, "ko", texts)
    first = path.read_bytes()
    messages.update(path, "ko", dict(reversed(texts.items())))
    assert path.read_bytes() == first
