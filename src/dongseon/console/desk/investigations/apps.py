"""The app as Django knows it."""

from django.apps import AppConfig


class InvestigationsDeskConfig(AppConfig):
    """The pages of investigations."""

    name = "dongseon.console.desk.investigations"
    label = "investigations_desk"
