"""The app as Django knows it."""

from django.apps import AppConfig


class PublishingConfig(AppConfig):
    """Publishing."""

    name = "dongseon.console.publishing"
    label = "publishing"
