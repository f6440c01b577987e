"""The app of these pages."""

from django.apps import AppConfig


class ChainPagesConfig(AppConfig):
    """The page of chains."""

    name = "dongseon.console.desk.chain"
    label = "chain_pages"
