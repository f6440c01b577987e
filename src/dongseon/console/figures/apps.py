"""The app as Django knows it."""

from django.apps import AppConfig


class FiguresConfig(AppConfig):
    """Figures."""

    name = "dongseon.console.figures"
    label = "figures"
