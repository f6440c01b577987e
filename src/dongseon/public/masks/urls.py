"""Routes of masks: the page (below the language) and the door for reports of stock."""

from django.urls import path

from dongseon.public.masks import api, views

pages = [path("masks/", views.near, name="masks")]
doors = [
    path("masks/v1/stock", api.bulk, name="masks-stock"),
    path("masks/v1/stock/<str:code>", api.single, name="masks-stock-of"),
]
