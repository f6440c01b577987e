"""The app as Django knows it."""

from django.apps import AppConfig


class PublishingPagesConfig(AppConfig):
    """The pages of publishing."""

    name = "dongseon.console.desk.publishing"
    label = "publishing_desk"
