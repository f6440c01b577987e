"""The app as Django knows it."""

from django.apps import AppConfig


class PolicyConfig(AppConfig):
    """Policy."""

    name = "dongseon.console.policy"
    label = "policy"
