"""The app as Django knows it."""

from django.apps import AppConfig


class ProgramPagesConfig(AppConfig):
    """Pages about programs."""

    name = "dongseon.console.desk.programs"
    label = "desk_programs"
