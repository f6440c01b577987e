"""The app as Django knows it."""

from django.apps import AppConfig


class AuditConfig(AppConfig):
    """Audit."""

    name = "dongseon.console.audit"
    label = "audit"
