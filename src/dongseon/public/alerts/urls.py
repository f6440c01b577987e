"""Routes of alerts: pages (below the language), documents and feeds."""

from django.urls import path, re_path

from dongseon.public.alerts import views

pages = [
    path("alerts/", views.listed, name="alerts"),
    path("alerts/<uuid:alert_id>/", views.one, name="alert"),
]
doors = [
    path("alerts/<uuid:alert_id>.cap.xml", views.document, name="alert-cap"),
    re_path(r"^alerts\.(?P<language>ko|en)\.(?P<form>atom|rss)$", views.feed, name="alerts-feed"),
    path("alerts/cbs.json", views.cell_broadcast, name="alerts-cbs"),
]
