"""The app of tracing."""

from django.apps import AppConfig


class TracingConfig(AppConfig):
    """Tables of tracing."""

    name = "dongseon.console.tracing"
    label = "tracing"
