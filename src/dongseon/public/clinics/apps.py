"""The app of screening clinics."""

from django.apps import AppConfig


class ClinicsConfig(AppConfig):
    """Clinics, their hours and their waiting."""

    name = "dongseon.public.clinics"
    label = "clinics"
