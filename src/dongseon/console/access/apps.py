"""The app as Django knows it."""

from django.apps import AppConfig


class AccessConfig(AppConfig):
    """Access."""

    name = "dongseon.console.access"
    label = "access"
