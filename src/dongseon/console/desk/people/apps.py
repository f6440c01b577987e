"""The app as Django knows it."""

from django.apps import AppConfig


class PeopleDeskConfig(AppConfig):
    """The pages of people."""

    name = "dongseon.console.desk.people"
    label = "people_desk"
