"""What the editors' door has besides Wagtail's own: questions, clinics, alerts, both languages side by side."""

from typing import Any

from django.urls import URLPattern, URLResolver, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet

from dongseon.public.alerts import editing as alert_views
from dongseon.public.clinics.models import Clinic
from dongseon.public.content import editing
from dongseon.public.content.models import Question


class Questions(SnippetViewSet):
    """Questions from the public: read, answered, looked over, published."""

    model = Question
    icon = "help"
    menu_label = _("Questions")
    menu_order = 210
    add_to_admin_menu = True
    list_display = ("__str__", "language", "asked_at", "live", "set_aside")
    list_filter = ("language", "live", "set_aside")
    ordering = ("-asked_at",)
    list_per_page = 50
    copy_view_enabled = False


class Clinics(SnippetViewSet):
    """Screening clinics."""

    model = Clinic
    icon = "site"
    menu_label = _("Clinics")
    menu_order = 220
    add_to_admin_menu = True
    list_display = ("name", "kind", "province", "district", "phone", "shown")
    list_filter = ("kind", "province", "shown", "placed_exactly")
    search_fields = ("name", "name_en", "address")
    search_backend_name = None
    ordering = ("province", "district", "name")
    list_per_page = 50


register_snippet(Questions)
register_snippet(Clinics)


def admin_urls() -> list[URLPattern | URLResolver]:
    """Addresses below /cms/."""
    return [
        path("languages/", editing.languages, name="editors-languages"),
        path("languages/<int:page_id>/", editing.side_by_side, name="editors-side-by-side"),
        path("alerts/", alert_views.listed, name="editors-alerts"),
        path("alerts/new/", alert_views.new, name="editors-alert-new"),
        path("alerts/<uuid:alert_id>/", alert_views.one, name="editors-alert"),
        path("alerts/<uuid:alert_id>/edit/", alert_views.edit, name="editors-alert-edit"),
        path("alerts/<uuid:alert_id>/<str:act>/", alert_views.act, name="editors-alert-act"),
    ]


class AlertsItem(MenuItem):
    """The menu's line for alerts, for those who may write or approve them."""

    def is_shown(self, request: Any) -> bool:
        """Whether somebody may do anything there."""
        return bool(
            request.user.has_perm("alerts.add_alert")
            or request.user.has_perm("alerts.approve_alert")
        )


def alerts_item() -> MenuItem:
    """Alerts in the menu."""
    return AlertsItem(_("Alerts"), reverse("editors-alerts"), icon_name="warning", order=230)


def languages_item() -> MenuItem:
    """Both languages side by side in the menu."""
    return MenuItem(_("Languages"), reverse("editors-languages"), icon_name="globe", order=240)


hooks.register("register_admin_urls", admin_urls)
hooks.register("register_admin_menu_item", alerts_item)
hooks.register("register_admin_menu_item", languages_item)
