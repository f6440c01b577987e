"""The app as Django knows it."""

from django.apps import AppConfig


class RetentionConfig(AppConfig):
    """Retention."""

    name = "dongseon.console.retention"
    label = "retention"
