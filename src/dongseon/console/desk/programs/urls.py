"""The routes of programs."""

from django.urls import path

from dongseon.console.desk.programs import views

app_name = "programs"
urlpatterns = [
    path("", views.list_programs, name="list"),
    path("new/", views.issue, name="new"),
    path("<uuid:program_id>/confirm/", views.confirm, name="confirm"),
    path("<uuid:program_id>/revoke/", views.revoke, name="revoke"),
]
