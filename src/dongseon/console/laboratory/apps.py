"""The app as Django knows it."""

from django.apps import AppConfig


class LaboratoryConfig(AppConfig):
    """The laboratory."""

    name = "dongseon.console.laboratory"
    label = "laboratory"
