"""Routes of open data. They know no language and never change: a new version stands beside the old."""

from django.urls import path, re_path

from dongseon.public.opendata import views

app_name = "opendata"
urlpatterns = [
    path("api/v1/openapi.json", views.openapi, name="openapi"),
    path("api/v1/<str:name>", views.file, name="file"),
    path("embed/<slug:key>.svg", views.chart, name="chart"),
    re_path(r"^feeds/places-(?P<language>ko|en)\.xml$", views.places_feed, name="places_feed"),
]
