"""The app of these pages."""

from django.apps import AppConfig


class ContactPagesConfig(AppConfig):
    """Pages of contacts."""

    name = "dongseon.console.desk.contacts"
    label = "contact_pages"
