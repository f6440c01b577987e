"""The app as Django knows it."""

from django.apps import AppConfig


class CasesDeskConfig(AppConfig):
    """The pages of cases."""

    name = "dongseon.console.desk.cases"
    label = "cases_desk"
