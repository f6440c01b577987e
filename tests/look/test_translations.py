"""Both languages say everything that the pages and the vocabulary ask for."""

import ast
import re
from gettext import GNUTranslations
from importlib import resources
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from jinja2 import Environment

from dongseon.errors import DongseonError
from dongseon.look import vocabulary, wording
from dongseon.look.wording import Words

LOOK = Path(str(resources.files("dongseon.look")))
PLACEHOLDER = re.compile(r"%\((\w+)\)s")


def messages_in_templates() -> set[str]:
    """Every message of the templates, singular forms."""
    environment = Environment(extensions=["jinja2.ext.i18n"], autoescape=True)
    found = set()
    for template in sorted((LOOK / "templates").glob("*.j2")):
        for _, _, message in environment.extract_translations(template.read_text("utf-8")):  # type: ignore[attr-defined]
            found.add(message[0] if isinstance(message, tuple) else message)
    return found


def messages_in_modules() -> set[str]:
    """Every text given to ``_``, ``gettext`` or ``ngettext`` in the room's modules."""
    found = set()
    for module in sorted(LOOK.glob("*.py")):
        for node in ast.walk(ast.parse(module.read_text("utf-8"))):
            if not isinstance(node, ast.Call) or not node.args:
                continue
            name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")  # fmt: skip
            first = node.args[0]
            if name in {"_", "gettext", "ngettext"} and isinstance(first, ast.Constant):
                found.add(str(first.value))
    return found


def korean_texts() -> dict[str, str]:
    """Message -> Korean."""
    catalogue = wording.translations("ko")
    assert isinstance(catalogue, GNUTranslations)
    texts: dict[object, str] = catalogue._catalog  # type: ignore[attr-defined]
    return {key[0] if isinstance(key, tuple) else str(key): text for key, text in texts.items()}


def test_every_message_is_translated_into_korean() -> None:
    asked = messages_in_templates() | messages_in_modules()
    assert len(asked) > 100
    assert not sorted(asked - {key for key, text in korean_texts().items() if text})


def test_no_translation_is_left_over() -> None:
    asked = messages_in_templates() | messages_in_modules()
    assert not sorted(set(korean_texts()) - asked - {""})


def test_every_translation_can_be_filled_in() -> None:
    for message, text in korean_texts().items():
        if not message:
            continue
        assert set(PLACEHOLDER.findall(text)) == set(PLACEHOLDER.findall(message))
        if PLACEHOLDER.search(message):
            assert text % dict.fromkeys(PLACEHOLDER.findall(message), "7")


def test_words_that_are_not_listed_are_shown_as_they_came() -> None:
    words = Words("ko", wording.translations("ko"), ZoneInfo("Asia/Seoul"))
    assert vocabulary.category(words, "karaoke") == "노래방"
    assert vocabulary.category(words, "찜질방") == "찜질방"
    assert vocabulary.tier(words, "very_close") == "very close"
    assert vocabulary.mode(words, "subway") == "지하철"


def test_an_unknown_language_fails_clearly() -> None:
    with pytest.raises(DongseonError, match=r"dongseon\.mo is missing from the installation"):
        wording.translations("tlh")  # type: ignore[arg-type]
