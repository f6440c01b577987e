"""Routes of the pages of publishing."""

from django.urls import path

from dongseon.console.desk.publishing import views

app_name = "publishing"
urlpatterns = [
    path("", views.index, name="index"),
    path("draft/", views.make, name="make"),
    path("corrections/", views.correct, name="correct"),
    path("places/", views.sites, name="sites"),
    path("place/", views.site, name="site"),
    path("<uuid:draft_id>/", views.show, name="draft"),
    path("<uuid:draft_id>/approve/", views.approve, name="approve"),
    path("<uuid:draft_id>/drop/", views.drop, name="drop"),
]
