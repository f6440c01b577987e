"""The app as Django knows it."""

from django.apps import AppConfig


class LaboratoryPagesConfig(AppConfig):
    """The pages of the laboratory."""

    name = "dongseon.console.desk.laboratory"
    label = "laboratory_desk"
