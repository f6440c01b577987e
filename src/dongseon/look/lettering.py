"""What can be printed: the font of paper, and texts made fit for it.

Signs that move other signs about (controls, marks of writing direction) are dropped, and a letter that the
font does not have is drawn as an empty box: `unprintable` says which.
"""

import unicodedata
from functools import cache
from importlib import resources
from io import BytesIO

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont

from dongseon.errors import DongseonError, InvalidInput

REGULAR, BOLD = "Pretendard", "Pretendard-Bold"
FONT_FOLDER = ("static", "vendor", "pretendard", "print")
MISSING_LETTER = "□"


def clean(text: str) -> str:
    """The text as it is printed: composed, on one line, without signs that move others."""
    kept = (
        " " if sign.isspace() else sign
        for sign in unicodedata.normalize("NFC", text)
        if sign.isspace() or unicodedata.category(sign) not in {"Cc", "Cf", "Cs", "Co", "Cn"}
    )
    return " ".join("".join(kept).split())


def unprintable(text: str) -> tuple[str, ...]:
    """The letters of a text that would be drawn as an empty box, each once."""
    known = letters()
    return tuple(sorted({sign for sign in clean(text) if ord(sign) not in known}))


def plain(text: str, field: str, longest: int) -> str:
    """The text as it is drawn. Raises InvalidInput naming the field if it is too long."""
    cleaned = clean(text)
    if len(cleaned) > longest:
        raise InvalidInput(f"{field}: {len(cleaned)} letters, and at most {longest} fit the paper")
    known = letters()
    return "".join(sign if ord(sign) in known else MISSING_LETTER for sign in cleaned)


@cache
def letters() -> frozenset[int]:
    """The letters that both weights of the font have. The first call reads the fonts from the package."""
    folder = resources.files("dongseon.look").joinpath(*FONT_FOLDER)
    drawn: list[frozenset[int]] = []
    for name, file in ((REGULAR, "Pretendard-Regular.ttf"), (BOLD, "Pretendard-Bold.ttf")):
        try:
            content = folder.joinpath(file).read_bytes()
        except FileNotFoundError:
            raise DongseonError(
                f"{'/'.join(FONT_FOLDER)}/{file} is missing: scripts/setup brings it in"
            ) from None
        font = TTFont(name, BytesIO(content))
        pdfmetrics.registerFont(font)
        drawn.append(frozenset(font.face.charToGlyph))
    return drawn[0] & drawn[1]
