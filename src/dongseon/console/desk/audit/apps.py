"""The app as Django knows it."""

from django.apps import AppConfig


class AuditPagesConfig(AppConfig):
    """Pages of the audit."""

    name = "dongseon.console.desk.audit"
    label = "desk_audit"
