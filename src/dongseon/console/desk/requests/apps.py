"""The app as Django knows it."""

from django.apps import AppConfig


class RequestsDeskConfig(AppConfig):
    """The pages of data requests."""

    name = "dongseon.console.desk.requests"
    label = "requests_desk"
