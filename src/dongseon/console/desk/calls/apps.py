"""The app as Django knows it."""

from django.apps import AppConfig


class CallPagesConfig(AppConfig):
    """Pages of calls."""

    name = "dongseon.console.desk.calls"
    label = "desk_calls"
