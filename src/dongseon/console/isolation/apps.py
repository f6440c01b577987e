"""The app as Django knows it."""

from django.apps import AppConfig


class IsolationConfig(AppConfig):
    """Isolation and quarantine."""

    name = "dongseon.console.isolation"
    label = "isolation"
