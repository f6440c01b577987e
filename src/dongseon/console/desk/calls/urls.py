"""Routes of the pages of calls."""

from django.urls import path

from dongseon.console.desk.calls import views

app_name = "calls"
urlpatterns = [
    path("", views.show, name="list"),
    path("<uuid:call_id>/", views.one, name="call"),
    path("<uuid:call_id>/take/", views.take, name="take"),
    path("<uuid:call_id>/tried/", views.tried, name="tried"),
    path("<uuid:call_id>/withdraw/", views.withdraw, name="withdraw"),
]
