"""The app of public masks."""

from django.apps import AppConfig


class MasksConfig(AppConfig):
    """Shops, what they have, and who may say so."""

    name = "dongseon.public.masks"
    label = "masks"
