"""The app of open data."""

from django.apps import AppConfig


class OpenDataConfig(AppConfig):
    """Files, feeds, charts to embed."""

    name = "dongseon.public.opendata"
    label = "opendata"
