"""The app as Django knows it."""

from django.apps import AppConfig


class CareConfig(AppConfig):
    """Care."""

    name = "dongseon.console.care"
    label = "care"
