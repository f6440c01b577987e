"""Pages that editors write, in the kinds that all sections share. Sections add kinds of their own."""

import re
from datetime import UTC, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext, gettext_lazy
from wagtail.admin.panels import FieldPanel
from wagtail.fields import RichTextField, StreamField
from wagtail.models import Page
from wagtail.search import index

from dongseon.public.dashboard import figures
from dongseon.public.pages import blocks, translations
from dongseon.public.releases import queries

LINK = re.compile(r"/(?![/\\])\S*|https://[^\s\\@]+")  # //x and /\x lead to other sites


class HomePage(Page):
    """The first page of a language: what is urgent, today's figures, the ways to the sections."""

    urgent = models.CharField(
        max_length=200,
        blank=True,
        help_text=gettext_lazy("One sentence in red above everything. Empty: nothing is urgent."),
    )
    urgent_link = models.CharField(
        max_length=300, blank=True, help_text=gettext_lazy("Where it leads: a path of this site.")
    )
    intro = RichTextField(features=blocks.RICH, blank=True)

    content_panels = [
        *Page.content_panels,
        FieldPanel("urgent"),
        FieldPanel("urgent_link"),
        FieldPanel("intro"),
    ]
    max_count_per_parent = None
    parent_page_types = ["wagtailcore.Page"]
    template = "pages/home.html"

    def clean(self) -> None:
        """Refuse a link that leads nowhere: a script in it would run in the browser of whoever looks it over."""
        super().clean()
        if self.urgent_link and not LINK.fullmatch(self.urgent_link):
            raise ValidationError(
                {"urgent_link": gettext("A path of this site, /ko/…, or an address with https://.")}
            )

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """What the template is given."""
        context = super().get_context(request, *args, **kwargs)
        release = queries.figures()
        context["release"] = release
        context["tiles"] = figures.tiles(release) if release else ()
        context["places"] = queries.count(datetime.now(UTC))
        return translations.noted(self, request, context)


class SectionPage(Page):
    """A section's first page: what it is about, and the pages in it."""

    intro = RichTextField(features=blocks.RICH, blank=True)
    body = StreamField(blocks.BODY, blank=True)
    checked_on = models.DateField(
        null=True,
        blank=True,
        help_text=gettext_lazy("When somebody last made sure that this is still so."),
    )

    content_panels = [
        *Page.content_panels,
        FieldPanel("intro"),
        FieldPanel("body"),
        FieldPanel("checked_on"),
    ]
    search_fields = [*Page.search_fields, index.SearchField("intro"), index.SearchField("body")]
    template = "pages/section.html"

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """What the template is given."""
        context = super().get_context(request, *args, **kwargs)
        context["children"] = self.get_children().live().public().specific()
        return translations.noted(self, request, context)


class TextPage(Page):
    """A page of text."""

    intro = RichTextField(features=blocks.RICH, blank=True)
    body = StreamField(blocks.BODY, blank=True)
    checked_on = models.DateField(
        null=True,
        blank=True,
        help_text=gettext_lazy("When somebody last made sure that this is still so."),
    )

    content_panels = [
        *Page.content_panels,
        FieldPanel("intro"),
        FieldPanel("body"),
        FieldPanel("checked_on"),
    ]
    search_fields = [*Page.search_fields, index.SearchField("intro"), index.SearchField("body")]
    template = "pages/text.html"

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """What the template is given."""
        return translations.noted(self, request, super().get_context(request, *args, **kwargs))
