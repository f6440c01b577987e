"""Routes of the dashboard, below the language."""

from django.urls import path

from dongseon.public.dashboard import views

app_name = "dashboard"
urlpatterns = [
    path("", views.dashboard, name="dashboard"),
    path("<slug:key>/", views.metric, name="metric"),
]
