"""The app as Django knows it."""

from django.apps import AppConfig


class ProgramsConfig(AppConfig):
    """Programs."""

    name = "dongseon.console.programs"
    label = "programs"
