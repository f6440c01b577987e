"""The app as Django knows it."""

from django.apps import AppConfig


class MessagePagesConfig(AppConfig):
    """Pages of text messages."""

    name = "dongseon.console.desk.messages"
    label = "desk_messages"
