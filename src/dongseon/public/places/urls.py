"""Routes of places, below the language."""

from django.urls import path

from dongseon.public.places import views

app_name = "places"
urlpatterns = [
    path("", views.listing, name="list"),
    path("check/", views.check, name="check"),
    path("<slug:listing_id>/", views.one, name="one"),
]
