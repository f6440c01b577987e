"""The routes of officers."""

from django.urls import path

from dongseon.console.desk.officers import change_views, views

app_name = "officers"
urlpatterns = [
    path("", views.list_officers, name="list"),
    path("waiting/", views.waiting, name="waiting"),
    path("new/", change_views.employ, name="new"),
    path("<uuid:officer_id>/", views.officer, name="officer"),
    path("<uuid:officer_id>/roles/", change_views.assign, name="assign"),
    path("<uuid:officer_id>/password/", change_views.give_password, name="give_password"),
    path("<uuid:officer_id>/phone/", change_views.propose_reset, name="propose_reset"),
    path("<uuid:officer_id>/dismiss/", change_views.dismiss, name="dismiss"),
    path("roles/<uuid:assignment_id>/confirm/", change_views.confirm, name="confirm"),
    path("roles/<uuid:assignment_id>/end/", change_views.end, name="end"),
    path("phones/<uuid:reset_id>/confirm/", change_views.confirm_reset, name="confirm_reset"),
]
