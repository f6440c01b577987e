"""The app as Django knows it: the frame of every page. Each subject below is an app of its own."""

from django.apps import AppConfig


class DeskConfig(AppConfig):
    """The desk."""

    name = "dongseon.console.desk"
    label = "desk"
