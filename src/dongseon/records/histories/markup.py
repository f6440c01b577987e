"""XML read element by element, refusing document types and entities."""

from collections.abc import Iterator
from xml.parsers import expat

from dongseon.errors import InvalidInput
from dongseon.records.histories import decoding

DEPTH = 200  # levels of nesting; assumption: folders in folders, never that deep
CHUNK = 1 << 16  # characters given to the parser at a time


class Element:
    """One XML element, with what is in it. Names come without their namespace prefix."""

    __slots__ = ("attributes", "children", "line", "pieces", "tag")

    def __init__(self, tag: str, attributes: dict[str, str], line: int) -> None:
        self.tag = tag
        self.attributes = attributes
        self.line = line  # 1-based, where it begins
        self.children: list[Element] = []
        self.pieces: list[str] = []

    @property
    def text(self) -> str:
        """Its own text, without blanks around it."""
        return "".join(self.pieces).strip()

    def child(self, tag: str) -> "Element | None":
        """The first direct child of that name."""
        return next((child for child in self.children if child.tag == tag), None)

    def text_of(self, *path: str) -> str:
        """Text of the element at the end of a path of child names, "" if it is not there."""
        found: Element | None = self
        for tag in path:
            found = found and found.child(tag)
        return found.text if found else ""

    def walk(self) -> Iterator["Element"]:
        """This element and all below it, in the order of the file."""
        waiting = [self]
        while waiting:
            element = waiting.pop()
            yield element
            waiting.extend(reversed(element.children))


class Reader:
    """Keeps the elements of the wanted names, and nothing of the rest of the document."""

    def __init__(self, file: str, wanted: frozenset[str]) -> None:
        self.file = file
        self.wanted = wanted
        self.done: list[Element] = []
        self._open: list[Element] = []
        self._depth = 0
        self._parser = expat.ParserCreate()
        self._parser.buffer_text = True
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._parser.CharacterDataHandler = self._text
        self._parser.StartDoctypeDeclHandler = self._doctype

    def read(self, text: str) -> Iterator[Element]:
        """The wanted elements as they are completed. Raises InvalidInput."""
        stripped = text.lstrip()  # some writers put a blank line before the declaration
        skipped = text[: len(text) - len(stripped)].count("\n")
        try:
            for start in range(0, len(stripped) + 1, CHUNK):
                self._parser.Parse(stripped[start : start + CHUNK], False)
                yield from self._take(skipped)
            self._parser.Parse("", True)
        except expat.ExpatError as fault:
            raise InvalidInput(
                f"{self.file}: line {fault.lineno + skipped}: cut off or damaged XML "
                f"({expat.errors.messages[fault.code]}); expected {decoding.EXPECTED}"
            ) from None

    def _take(self, skipped: int) -> list[Element]:
        taken, self.done = self.done, []
        if skipped:
            for element in taken:
                for inner in element.walk():
                    inner.line += skipped
        return taken

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        self._depth += 1
        if self._depth > DEPTH:
            raise InvalidInput(f"{self.file}: XML nested too deep to be a location history")
        tag = name.rpartition(":")[2] if ":" in name else name
        if self._open or tag in self.wanted:
            element = Element(tag, attributes, self._parser.CurrentLineNumber)
            if self._open:
                self._open[-1].children.append(element)
            self._open.append(element)

    def _end(self, name: str) -> None:
        self._depth -= 1
        if self._open:
            element = self._open.pop()
            if not self._open:
                self.done.append(element)

    def _text(self, text: str) -> None:
        if self._open:
            self._open[-1].pieces.append(text)

    def _doctype(self, name: str, system: str | None, public: str | None, internal: int) -> None:
        raise InvalidInput(
            f"{self.file}: line {self._parser.CurrentLineNumber}: XML with a document type "
            f"(DOCTYPE {name}); location histories have none, and it can hide an attack; refused"
        )


def elements(file: str, text: str, wanted: frozenset[str]) -> Iterator[Element]:
    """The wanted elements of an XML text, none of them within another. Raises InvalidInput."""
    return Reader(file, wanted).read(text)
