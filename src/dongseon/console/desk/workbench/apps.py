"""The app of these pages."""

from django.apps import AppConfig


class WorkbenchPagesConfig(AppConfig):
    """Pages of a case's itinerary."""

    name = "dongseon.console.desk.workbench"
    label = "workbench_pages"
