"""Routes of the pages of messages."""

from django.urls import path

from dongseon.console.desk.messages import views

app_name = "sms"
urlpatterns = [
    path("", views.show, name="list"),
    path("texts/", views.texts_page, name="texts"),
    path("<uuid:message_id>/", views.one, name="message"),
    path("<uuid:message_id>/settle/", views.settle, name="settle"),
    path("<uuid:message_id>/again/", views.again, name="again"),
    path("<uuid:message_id>/take-back/", views.take_back, name="take_back"),
]
