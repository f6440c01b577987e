"""Segments are read as hl7apy reads them, without its object for each component."""

from collections.abc import Iterator

import pytest
from hl7apy.core import Segment
from hl7apy.parser import parse_message
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.console.laboratory import hl7

from dongseon.console.laboratory.hl7 import segments
from dongseon.console.laboratory.hl7.types import Rejected

HEAD = "MSH|^~\\&|LIS|LAB|DONGSEON|KDCA|20200506113000+0900||ORU^R01^ORU_R01|M1|P|2.5.1"
# No escapes: hl7apy writes a lone backslash as \E\, which says the same.
CELLS = st.text(alphabet="A1 ^~&F가", max_size=8)


def by_hl7apy(text: str) -> Iterator[tuple[str, dict[int, list[str]]]]:
    """Every segment's name, and the repetitions of its fields."""
    for segment in parse_message(text, find_groups=False).children:
        assert isinstance(segment, Segment)
        fields: dict[int, list[str]] = {}
        for child in segment.children:
            fields.setdefault(int(child.name.rpartition("_")[2]), []).append(plain(child.to_er7()))
        yield str(segment.name), fields


def plain(text: str) -> str:
    """Without blanks around it and without components that say nothing at its end: as it is read."""
    parts = ("&".join(map(str.strip, part.split("&"))).rstrip("&") for part in text.split("^"))
    return "^".join(parts).rstrip("^")


def by_us(text: str) -> list[tuple[str, dict[int, list[str]]]]:
    return [
        (line.name, {place: list(map(plain, said)) for place, said in line.fields.items()})
        for line in segments.lines_of(text, segments.header_of(text))
    ]


def test_a_message_of_a_laboratory_is_read_as_hl7apy_reads_it() -> None:
    text = hl7.oru("12345", name="김^서연~Kim^Seoyeon", phone="01012345678").decode()
    ours, theirs = by_us(text), list(by_hl7apy(text))
    assert ours[1:] == theirs[1:]
    assert {place: said for place, said in ours[0][1].items() if place > 2} == {
        place: said for place, said in theirs[0][1].items() if place > 2
    }  # the first two are the signs themselves


@settings(max_examples=40, deadline=None)
@given(name=st.sampled_from(["PID", "OBR", "OBX", "SPM"]), cells=st.lists(CELLS, max_size=14))
def test_whatever_a_field_says_it_is_read_as_hl7apy_reads_it(name: str, cells: list[str]) -> None:
    text = f"{HEAD}\r{'|'.join([name, *cells])}"
    assert by_us(text)[1:] == list(by_hl7apy(text))[1:]


@pytest.mark.parametrize("name", ["and", "OB", "ABC", "Z1", "OBXX"])
def test_a_segment_that_the_standard_does_not_have_is_no_segment(name: str) -> None:
    with pytest.raises(Rejected, match="cannot_be_read"):
        segments.lines_of(f"{HEAD}\r{name}|1", segments.header_of(HEAD))


@pytest.mark.parametrize("name", ["OBX", "obx", "ZQ1"])
def test_a_segment_of_the_standard_or_of_a_sender_is_one(name: str) -> None:
    found = segments.lines_of(f"{HEAD}\r{name}|1", segments.header_of(HEAD))
    assert [line.name for line in found] == ["MSH", name.upper()]
