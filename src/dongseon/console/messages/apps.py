"""The app as Django knows it."""

from django.apps import AppConfig


class MessagesConfig(AppConfig):
    """Messages."""

    name = "dongseon.console.messages"
    label = "sms"  # "messages" is Django's own
