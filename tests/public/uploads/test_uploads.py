"""What editors upload can be read by everybody, run by nobody, and guessed by nobody before it is told."""

import io
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client, override_settings
from PIL import Image as Pillow
from wagtail.documents import get_document_model
from wagtail.documents.forms import get_document_form
from wagtail.images import get_image_model
from wagtail.images.forms import get_image_form

from dongseon.errors import InvalidInput
from dongseon.public.uploads import kinds
from dongseon.public.uploads.keeping import Unguessable

SCRIPT = b"<script>fetch('/cms/account/')</script>"


def zipped() -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        archive.writestr("a.txt", "a")
    return made.getvalue()


def png(width: int = 4, height: int = 4) -> bytes:
    made = io.BytesIO()
    Pillow.new("1", (width, height)).save(made, "PNG")
    return made.getvalue()


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.html", SCRIPT),
        ("a.svg", b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>"),
        ("a.js", b"alert(1)"),
        ("a.pdf", SCRIPT),
        ("a.pdf.html", b"%PDF-1.7"),
        ("a.docx", b"%PDF-1.7"),
        ("a.hwp", b"PK\x03\x04"),
        ("a.txt", b"\x00\x01binary"),
        ("a.csv", b"\xff\xfe<\x00s\x00"),
        ("a", b"text"),
        ("a.zip", b"PK\x03\x04" + b"0" * kinds.LARGEST_DOCUMENT),
    ],
)
def test_a_document_that_is_not_what_its_name_says_is_refused(name: str, content: bytes) -> None:
    with pytest.raises(InvalidInput, match=r"expected|no |larger"):
        kinds.check_document(name, content)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("보도자료.PDF", b"%PDF-1.7 ..."),
        ("a.hwp", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1..."),
        ("a.xlsx", zipped()),
        ("a.csv", "날짜,수\n2020-05-06,3\n".encode()),
    ],
)
def test_what_offices_hand_out_is_taken(name: str, content: bytes) -> None:
    kinds.check_document(name, content)


def test_the_editors_forms_refuse_pages_scripts_and_pictures_that_unfold(db: None) -> None:
    document = get_document_form(get_document_model())
    image = get_image_form(get_image_model())
    for name, content in (("a.html", SCRIPT), ("a.pdf", SCRIPT)):
        assert document({"title": "a"}, {"file": SimpleUploadedFile(name, content)}).errors["file"]
    svg = SimpleUploadedFile("a.svg", b"<svg xmlns='http://www.w3.org/2000/svg'/>", "image/svg+xml")
    assert image({"title": "a"}, {"file": svg}).errors["file"]
    bomb = SimpleUploadedFile("a.png", png(10_000, 5_000), "image/png")
    assert image({"title": "a"}, {"file": bomb}).errors["file"]
    assert not image({"title": "a"}, {"file": SimpleUploadedFile("a.png", png())}).errors.get(
        "file"
    )


def test_an_upload_lies_under_a_name_that_nobody_can_guess(tmp_path: Path) -> None:
    kept = Unguessable(location=tmp_path)
    first, second = (kept.save("documents/plan.pdf", ContentFile(b"%PDF-")) for _each in range(2))
    assert first != second
    assert Path(first).match("documents/plan.*.pdf")
    assert kept.get_available_name("images/plan.width-400.png") == "images/plan.width-400.png"
    longest = kept.get_available_name("documents/" + "가" * 200 + ".pdf", max_length=100)
    assert len(longest) <= 100
    assert longest.endswith(".pdf")


@pytest.fixture
def laid(db: None, tmp_path: Path) -> Iterator[Path]:
    """Files of every folder, where the site looks for uploads."""
    for name, content in (
        ("documents/a.pdf", b"%PDF-1.7" + SCRIPT),
        ("documents/a.html", SCRIPT),
        ("images/a.png", png()),
        ("original_images/a.png", png()),
    ):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(content)
    with override_settings(MEDIA_ROOT=tmp_path):
        yield tmp_path


def got(path: str) -> tuple[int, dict[str, str]]:
    """Status and headers of an answer that is read to its end."""
    answer = Client().get(path)
    b"".join(answer)
    answer.close()
    return answer.status_code, dict(answer.headers)


@pytest.mark.usefixtures("laid")
def test_nothing_that_was_uploaded_runs_in_a_readers_browser() -> None:
    _status, paper = got("/media/documents/a.pdf")
    assert paper["Content-Type"] == "application/pdf"
    assert paper["Content-Disposition"] == "attachment"
    assert "sandbox" in paper["Content-Security-Policy"]
    assert paper["X-Content-Type-Options"] == "nosniff"
    assert got("/media/images/a.png")[1]["Content-Type"] == "image/png"
    assert got("/media/documents/a.html")[0] == 404


@pytest.mark.usefixtures("laid")
def test_readers_get_no_original_with_the_place_where_it_was_taken() -> None:
    """A camera writes the position into a picture; what pages show is drawn anew without it."""
    assert not settings.EDITING
    assert got("/media/original_images/a.png")[0] == 404
    assert got("/media/documents/../../secrets/django.key")[0] in (400, 404)


def test_a_page_that_links_to_a_document_is_shown_to_readers(db: None) -> None:
    """Wagtail would name its own view, which readers do not have: the page would have failed."""
    document = get_document_model()(title="a")
    document.file.save("a.pdf", ContentFile(b"%PDF-"), save=True)
    assert document.url.startswith("/media/documents/a.")
