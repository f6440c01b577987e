"""Routes of clinics: the page (below the language), its data, and the door for queues."""

from django.urls import path

from dongseon.public.clinics import views

pages = [path("clinics/", views.near, name="clinics")]
doors = [
    path("clinics.json", views.data, name="clinics-data"),
    path("clinics/v1/waiting", views.waiting, name="clinics-waiting"),
]
