"""What there is to be found: pages, clinics, answered questions, alerts; read together, kept for a moment."""

import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime

from django.urls import reverse
from django.utils import timezone
from django.utils.html import strip_tags
from django.utils.translation import override
from wagtail.fields import StreamField
from wagtail.models import Page
from wagtail.rich_text import RichText

from dongseon.public.alerts import queries as alerts
from dongseon.public.clinics import queries as clinics
from dongseon.public.content.models import Question
from dongseon.public.content.searching import Document

KEPT_S = 20.0  # s: how long what was read is searched again
MOST_QUESTIONS = 2_000
TEXTS = ("intro", "summary", "amount", "apply_at", "search_description")


class Shelf:
    """All documents, read anew when they are older than KEPT_S."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._documents: tuple[Document, ...] = ()
        self._read_at = float("-inf")

    def documents(self) -> tuple[Document, ...]:
        """What is public now, or was some seconds ago."""
        with self._lock:
            if time.monotonic() - self._read_at > KEPT_S:
                self._documents = tuple(everything(datetime.now(UTC)))
                self._read_at = time.monotonic()
            return self._documents


SHELF = Shelf()


def everything(now: datetime) -> Iterator[Document]:
    """All that is public."""
    yield from pages()
    for language in ("ko", "en"):
        with override(language):
            yield from of_clinics(now, language)
            yield from of_alerts(language)
    yield from questions()


def pages() -> Iterator[Document]:
    """Every page that is live."""
    for page in Page.objects.live().public().filter(depth__gt=1).specific().iterator():
        day = getattr(page, "day", None) or (
            timezone.localdate(page.last_published_at) if page.last_published_at else None
        )
        yield Document(
            "page", page.locale.language_code, page.title, text_of(page), page.url or "", day
        )


def text_of(page: Page) -> str:
    """All words of a page."""
    found = [strip_tags(str(getattr(page, name, "") or "")) for name in TEXTS]
    for field in page._meta.get_fields():  # noqa: SLF001 — Django documents _meta as public
        if isinstance(field, StreamField):
            stream = getattr(page, field.name)
            found += [_plain(text) for text in stream.stream_block.get_searchable_content(stream)]
    return " ".join(filter(None, found))


def _plain(text: object) -> str:
    return strip_tags(text.source if isinstance(text, RichText) else str(text))


def of_clinics(now: datetime, language: str) -> Iterator[Document]:
    """Every clinic that is shown."""
    for clinic in clinics.clinics(now):
        text = f"{clinic.province} {clinic.district} {clinic.address} {clinic.phone} {clinic.note}"
        address = f"{reverse('clinics')}?place={clinic.name}"
        yield Document("clinic", language, clinic.name, text, address, clinic.checked_on)


def of_alerts(language: str) -> Iterator[Document]:
    """Every alert that was sent."""
    for alert in alerts.sent():
        yield Document(
            "alert",
            language,
            alert.headline[language],
            f"{alert.text[language]} {alert.instruction[language]}",
            reverse("alert", args=[alert.id]),
            timezone.localdate(alert.sent_at),
        )


def questions() -> Iterator[Document]:
    """Every question that is answered."""
    rows = Question.objects.filter(live=True).order_by("-first_published_at")[:MOST_QUESTIONS]
    for row in rows:
        day = timezone.localdate(row.first_published_at) if row.first_published_at else None
        with override(row.language):
            address = f"{reverse('questions')}#q{row.pk}"
        yield Document("question", row.language, row.question, strip_tags(row.answer), address, day)
