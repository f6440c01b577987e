"""The app as Django knows it."""

from django.apps import AppConfig


class InvestigationsConfig(AppConfig):
    """Investigations."""

    name = "dongseon.console.investigations"
    label = "investigations"
