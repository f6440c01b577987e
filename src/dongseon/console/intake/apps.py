"""The app as Django knows it."""

from django.apps import AppConfig


class IntakeConfig(AppConfig):
    """Intake."""

    name = "dongseon.console.intake"
    label = "intake"
