"""Documents for paper: letters on A4, and sheets of labels. PDF by reportlab, set in Pretendard.

What is handed over is plain text, whoever wrote it: nothing in it is read as markup. Signs that move
other signs about (controls, marks of writing direction) are dropped, and a letter that the font does not
have is drawn as an empty box: `unprintable` says which, so that somebody can write a name in other letters.

Same letter, same bytes: no clock is read, and the file's own identifier is made from its content.
"""

import threading
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import Any, Literal, TypeAlias
from xml.sax.saxutils import escape

from reportlab.graphics.barcode.code128 import Code128
from reportlab.graphics.barcode.qr import QrCode
from reportlab.lib.colors import Color, HexColor, black
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import BaseDocTemplate, Frame, KeepTogether, PageTemplate, Spacer, Table
from reportlab.platypus.paragraph import Paragraph

from dongseon.errors import InvalidInput
from dongseon.look.lettering import BOLD, REGULAR, letters, plain
from dongseon.look.lettering import clean as clean
from dongseon.look.lettering import unprintable as unprintable
from dongseon.look.wording import Language

LONGEST_TEXT = 4_000  # letters of one paragraph: about a page
LONGEST_FACT = 600  # letters of one cell: a cell does not go over to the next page
MOST_LABELS = 2_000  # of one file

# One engine builds at a time: the fonts keep which of their letters a document uses.
_ENGINE = threading.Lock()

INK = black
GREY = HexColor("#58616a")
RULE = HexColor("#8a949e")
SHADE = HexColor("#f4f5f6")
WATERMARK = Color(0.62, 0.66, 0.70, alpha=0.22)


@dataclass(frozen=True, slots=True)
class Heading:
    """A line above a part of the text."""

    text: str


@dataclass(frozen=True, slots=True)
class Words:
    """A paragraph."""

    text: str


@dataclass(frozen=True, slots=True)
class Listed:
    """Points, one below the other, numbered or not."""

    items: tuple[str, ...]
    numbered: bool = False


@dataclass(frozen=True, slots=True)
class Facts:
    """Pairs of name and value, ruled like a form."""

    pairs: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Blanks:
    """Lines to be filled in by hand, each with its name in front: an acknowledgement of receipt."""

    title: str
    text: str
    names: tuple[str, ...]


Part: TypeAlias = Heading | Words | Listed | Facts | Blanks


@dataclass(frozen=True, slots=True)
class Signature:
    """Who answers for the letter: the day, the office, and what stands where the seal goes."""

    dated: str
    office: str
    seal: str = ""


@dataclass(frozen=True, slots=True)
class Letter:
    """An official letter of one language. All of it is plain text."""

    language: Language
    sender: str
    title: str
    parts: tuple[Part, ...]
    signature: Signature
    reference: str = ""  # the letter's number and day, at its head
    legal_basis: tuple[str, ...] = ()
    legal_title: str = ""
    contact: tuple[str, ...] = ()  # below the signature: whom to call
    foot: str = ""  # in the margin of each page, before its number
    watermark: str = ""


Symbology: TypeAlias = Literal["code128", "qr"]


@dataclass(frozen=True, slots=True)
class Label:
    """One label: its code as bars or dots, and a few lines."""

    code: str
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Sheet:
    """How labels lie on a page, in millimetres."""

    columns: int
    rows: int
    width_mm: float
    height_mm: float
    left_mm: float = 0
    top_mm: float = 0
    gap_x_mm: float = 0
    gap_y_mm: float = 0
    page_mm: tuple[float, float] = (210, 297)
    symbology: Symbology = "code128"


TUBE = Sheet(1, 1, 50, 25, page_mm=(50, 25))  # a printer of labels on a roll, one a page
A4_65 = Sheet(5, 13, 38.1, 21.2, 4.7, 10.7, 2.5, 0)  # the usual sheet of 65 labels


# ── letters ──────────────────────────────────────────────────────────────────────────────────


def letter(what: Letter) -> bytes:
    """A letter as PDF. Raises InvalidInput for a text that cannot fit."""
    with _ENGINE:
        pages = _built(what, 0)[1]
        return _built(what, pages)[0]


def _built(what: Letter, pages: int) -> tuple[bytes, int]:
    """The file, and how many pages it has. ``pages`` is what each page says of them."""
    letters()
    file = BytesIO()
    document = BaseDocTemplate(
        file,
        pagesize=A4,
        title=plain(what.title, "title", LONGEST_FACT),
        author=plain(what.sender, "sender", LONGEST_FACT),
        lang=what.language,
        invariant=1,
        allowSplitting=1,
    )
    frame = Frame(20 * mm, 20 * mm, A4[0] - 40 * mm, A4[1] - 36 * mm, 0, 0, 0, 0)
    document.addPageTemplates([PageTemplate("page", [frame], onPage=_margins(what, pages))])
    document.build(_story(what))
    return file.getvalue(), document.page


def _margins(what: Letter, pages: int) -> Callable[[Canvas, Any], None]:
    foot = plain(what.foot, "foot", LONGEST_FACT)
    across = plain(what.watermark, "watermark", 40)

    def draw(canvas: Canvas, document: Any) -> None:  # reportlab's own template: it ships no types
        canvas.saveState()
        if across:
            canvas.saveState()
            canvas.setFillColor(WATERMARK)
            canvas.translate(A4[0] / 2, A4[1] / 2)
            canvas.rotate(45)
            canvas.setFont(BOLD, min(84, 1_000 / len(across)))
            canvas.drawCentredString(0, -20, across)
            canvas.restoreState()
        canvas.setFont(REGULAR, 8)
        canvas.setFillColor(GREY)
        canvas.drawString(20 * mm, 11 * mm, foot)
        canvas.drawRightString(A4[0] - 20 * mm, 11 * mm, f"{document.page} / {pages}")
        canvas.restoreState()

    return draw


def _style(name: str, size: float, **more: Any) -> ParagraphStyle:  # what reportlab's style takes
    return ParagraphStyle(
        name, **({"fontName": REGULAR, "fontSize": size, "leading": size * 1.5} | more)
    )


STYLES = {
    "sender": _style("sender", 13, fontName=BOLD, alignment=1),
    "reference": _style("reference", 9, textColor=GREY, alignment=1),
    "title": _style("title", 20, fontName=BOLD, leading=27, alignment=1, spaceBefore=14),
    "heading": _style("heading", 11.5, fontName=BOLD, spaceBefore=10, spaceAfter=3),
    "words": _style("words", 10.5, spaceAfter=5),
    "point": _style("point", 10.5, leftIndent=15, bulletIndent=2, spaceAfter=2.5),
    "name": _style("name", 10, fontName=BOLD),
    "value": _style("value", 10),
    "small": _style("small", 9, spaceAfter=2),
    "dated": _style("dated", 11, alignment=1, spaceBefore=18),
    "office": _style("office", 17, fontName=BOLD, leading=24, alignment=1),
    "contact": _style("contact", 9.5, alignment=1, textColor=GREY),
}


def _paragraph(
    text: str, style: str, longest: int = LONGEST_TEXT, bullet: str | None = None
) -> Any:
    return Paragraph(escape(plain(text, style, longest)), STYLES[style], bulletText=bullet)


def _story(what: Letter) -> list[Any]:
    story = [_paragraph(what.sender, "sender", LONGEST_FACT)]
    if what.reference:
        story.append(_paragraph(what.reference, "reference", LONGEST_FACT))
    story += [_paragraph(what.title, "title", LONGEST_FACT), Spacer(1, 10)]
    kept: list[Any] = []
    for part in what.parts:
        drawn = _part(part)
        if isinstance(part, Blanks):
            kept += drawn
        else:
            story += drawn
    if what.legal_basis:
        story.append(_paragraph(what.legal_title, "heading"))
        story += [_paragraph(line, "small") for line in what.legal_basis]
    story.append(KeepTogether(_signature(what)))
    if kept:
        story += [Spacer(1, 14), KeepTogether(kept)]
    return story


def _part(part: Part) -> list[Any]:
    match part:
        case Heading(text):
            return [_paragraph(text, "heading")]
        case Words(text):
            return [_paragraph(text, "words")]
        case Listed(items, numbered):
            return [
                _paragraph(item, "point", bullet=f"{at}." if numbered else "·")
                for at, item in enumerate(items, 1)
            ]
        case Facts(pairs):
            return [_ruled(pairs), Spacer(1, 8)]
        case Blanks(title, text, names):
            return [
                _paragraph(title, "heading"),
                _paragraph(text, "words"),
                _ruled([(name, "") for name in names], row_mm=9),
            ]


def _ruled(pairs: Sequence[tuple[str, str]], *, row_mm: float | None = None) -> Any:
    rows = [
        [_paragraph(name, "name", LONGEST_FACT), _paragraph(value, "value", LONGEST_FACT)]
        for name, value in pairs
    ]
    height = None if row_mm is None else [row_mm * mm] * len(rows)
    table = Table(rows, [45 * mm, A4[0] - 85 * mm], height)
    table.setStyle(
        [
            ("GRID", (0, 0), (-1, -1), 0.5, RULE),
            ("BACKGROUND", (0, 0), (0, -1), SHADE),
            ("VALIGN", (0, 0), (-1, -1), "MIDDLE"),
            ("TOPPADDING", (0, 0), (-1, -1), 4),
            ("BOTTOMPADDING", (0, 0), (-1, -1), 5),
        ]
    )
    return table


def _signature(what: Letter) -> list[Any]:
    signed = what.signature
    office = f"{signed.office}  {signed.seal}" if signed.seal else signed.office
    return [
        _paragraph(signed.dated, "dated", LONGEST_FACT),
        Spacer(1, 6),
        _paragraph(office, "office", LONGEST_FACT),
        *(_paragraph(line, "contact", LONGEST_FACT) for line in what.contact),
    ]


# ── labels ───────────────────────────────────────────────────────────────────────────────────


def labels(what: Collection[Label], sheet: Sheet = TUBE) -> bytes:
    """Labels as PDF, row by row. Raises InvalidInput for a code that bars cannot say."""
    if not 0 < len(what) <= MOST_LABELS:
        raise InvalidInput(f"labels: {len(what)}, and from 1 to {MOST_LABELS} go into one file")
    with _ENGINE:
        letters()
        file = BytesIO()
        size = (sheet.page_mm[0] * mm, sheet.page_mm[1] * mm)
        canvas = Canvas(file, pagesize=size, invariant=1)
        each = sheet.columns * sheet.rows
        for at, label in enumerate(what):
            if at and at % each == 0:
                canvas.showPage()
            row, column = divmod(at % each, sheet.columns)
            left = sheet.left_mm + column * (sheet.width_mm + sheet.gap_x_mm)
            top = sheet.top_mm + row * (sheet.height_mm + sheet.gap_y_mm)
            canvas.saveState()
            canvas.translate(left * mm, size[1] - (top + sheet.height_mm) * mm)
            _draw_label(canvas, label, sheet)
            canvas.restoreState()
        canvas.save()
        return file.getvalue()


MARGIN_MM = 2.0  # quiet zone of Code 128: ten bars of 0.2 mm
LINE_MM = 3.1  # of 7 points
THINNEST_BAR_MM = 0.15  # below it a hand scanner reads nothing a 300 dpi printer drew


def _draw_label(canvas: Canvas, label: Label, sheet: Sheet) -> None:
    if not label.code.isascii() or not label.code.isprintable() or not 1 <= len(label.code) <= 40:
        raise InvalidInput(f"code {label.code!r}: 1 to 40 plain letters and digits, please")
    inner = sheet.width_mm - 2 * MARGIN_MM
    lines = [plain(line, "label", LONGEST_FACT) for line in label.lines]
    text_mm = LINE_MM * len(lines) + 0.8  # some air below the code
    high = sheet.height_mm - 2 * MARGIN_MM - text_mm
    if high < 5:  # a hand scanner wants 5 mm
        raise InvalidInput(f"labels: {len(lines)} lines leave no room for the code")
    _draw_code(canvas, label.code, sheet.symbology, inner * mm, high * mm, text_mm * mm)
    canvas.setFillColor(INK)
    for at, line in enumerate(lines):
        canvas.setFont(BOLD if at == 0 else REGULAR, 7)
        y_mm = MARGIN_MM + LINE_MM * (len(lines) - at - 1) + 0.4
        canvas.drawCentredString(sheet.width_mm / 2 * mm, y_mm * mm, _cut(line, inner * mm))


def _draw_code(
    canvas: Canvas, code: str, symbology: Symbology, wide: float, high: float, above: float
) -> None:
    """The code, in points, centred over ``wide`` and standing on ``above`` the margin."""
    foot = MARGIN_MM * mm + above
    if symbology == "qr":
        side = min(high, wide)
        dots = QrCode(code, width=side, height=side, qrBorder=1)
        dots.drawOn(canvas, MARGIN_MM * mm + (wide - side) / 2, foot)
        return
    bars = Code128(code, barWidth=1, barHeight=high, quiet=0)
    thin = min(0.5 * mm, wide / bars.width)
    if thin < THINNEST_BAR_MM * mm:
        raise InvalidInput(f"code {code!r}: too long for bars on so narrow a label")
    bars = Code128(code, barWidth=thin, barHeight=high, quiet=0)
    bars.drawOn(canvas, MARGIN_MM * mm + (wide - bars.width) / 2, foot)


def _cut(line: str, wide: float) -> str:
    """The line, cut where the label ends."""
    while line and pdfmetrics.stringWidth(line, BOLD, 7) > wide:
        line = line[:-1]
    return line
