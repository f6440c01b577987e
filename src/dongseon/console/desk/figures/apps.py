"""The app as Django knows it."""

from django.apps import AppConfig


class FigurePagesConfig(AppConfig):
    """Pages of the daily report."""

    name = "dongseon.console.desk.figures"
    label = "desk_figures"
