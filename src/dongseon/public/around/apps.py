"""The app of looking around a place: its style sheet and script, no table."""

from django.apps import AppConfig


class AroundConfig(AppConfig):
    """What clinics and masks share."""

    name = "dongseon.public.around"
    label = "around"
