"""The app of releases."""

from django.apps import AppConfig


class ReleasesConfig(AppConfig):
    """What the console has released."""

    name = "dongseon.public.releases"
    label = "releases"
