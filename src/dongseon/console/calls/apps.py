"""The app as Django knows it."""

from django.apps import AppConfig


class CallsConfig(AppConfig):
    """Calls."""

    name = "dongseon.console.calls"
    label = "calls"
