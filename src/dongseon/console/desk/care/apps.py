"""The app as Django knows it."""

from django.apps import AppConfig


class CarePagesConfig(AppConfig):
    """Pages of care."""

    name = "dongseon.console.desk.care"
    label = "desk_care"
