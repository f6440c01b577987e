"""The app as Django knows it."""

from django.apps import AppConfig


class RegistryConfig(AppConfig):
    """Registry."""

    name = "dongseon.console.registry"
    label = "registry"
