"""The app as Django knows it."""

from django.apps import AppConfig


class IsolationPagesConfig(AppConfig):
    """Pages of isolation and quarantine."""

    name = "dongseon.console.desk.isolation"
    label = "isolation_pages"
