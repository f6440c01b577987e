"""The app of the dashboard."""

from django.apps import AppConfig


class DashboardConfig(AppConfig):
    """Figures of the day."""

    name = "dongseon.public.dashboard"
    label = "dashboard"
