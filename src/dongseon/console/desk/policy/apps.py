"""The app as Django knows it."""

from django.apps import AppConfig


class PolicyDeskConfig(AppConfig):
    """The pages of policy."""

    name = "dongseon.console.desk.policy"
    label = "policy_desk"
