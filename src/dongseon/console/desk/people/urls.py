"""Routes of the pages of people."""

from django.urls import path

from dongseon.console.desk.people import oversight_views, views

app_name = "people"
urlpatterns = [
    path("<uuid:person_id>/", views.show, name="person"),
    path("<uuid:person_id>/open/", views.open_identity, name="open"),
    path("<uuid:person_id>/amend/", views.amend, name="amend"),
    path("<uuid:person_id>/notice/", views.notice, name="notice"),
    path("<uuid:person_id>/hold/", oversight_views.hold, name="hold"),
    path("<uuid:person_id>/holds/<uuid:hold_id>/lift/", oversight_views.lift, name="lift"),
    path("<uuid:person_id>/erase/", oversight_views.erase, name="erase"),
]
