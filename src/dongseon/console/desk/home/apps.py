"""The app as Django knows it."""

from django.apps import AppConfig


class HomeConfig(AppConfig):
    """The first screen."""

    name = "dongseon.console.desk.home"
    label = "home"
