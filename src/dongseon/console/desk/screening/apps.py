"""The app as Django knows it."""

from django.apps import AppConfig


class ScreeningDeskConfig(AppConfig):
    """The pages of screening."""

    name = "dongseon.console.desk.screening"
    label = "screening_desk"
