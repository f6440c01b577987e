"""The app as Django knows it."""

from django.apps import AppConfig


class CasesConfig(AppConfig):
    """Cases."""

    name = "dongseon.console.cases"
    label = "cases"
