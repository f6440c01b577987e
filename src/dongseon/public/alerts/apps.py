"""The app of alerts."""

from django.apps import AppConfig


class AlertsConfig(AppConfig):
    """Alerts, the rules about them, and who sent what."""

    name = "dongseon.public.alerts"
    label = "alerts"
