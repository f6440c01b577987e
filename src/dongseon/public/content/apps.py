"""The app of editors' pages."""

from django.apps import AppConfig


class ContentConfig(AppConfig):
    """Kinds of pages, questions from the public, search."""

    name = "dongseon.public.content"
    label = "content"
