"""The app as Django knows it."""

from django.apps import AppConfig


class ScreeningConfig(AppConfig):
    """Screening."""

    name = "dongseon.console.screening"
    label = "screening"
