"""The app as Django knows it."""

from django.apps import AppConfig


class RosterConfig(AppConfig):
    """Roster."""

    name = "dongseon.console.roster"
    label = "roster"
