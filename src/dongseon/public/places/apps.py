"""The app of places."""

from django.apps import AppConfig


class PlacesConfig(AppConfig):
    """Places where somebody could have been exposed."""

    name = "dongseon.public.places"
    label = "places"
