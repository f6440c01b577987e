"""The routes of the audit."""

from django.urls import path

from dongseon.console.desk.audit import views

app_name = "audit"
urlpatterns = [path("", views.log, name="log")]
