"""Routes of the first screen."""

from django.urls import path

from dongseon.console.desk.home import views

urlpatterns = [
    path("", views.home, name="home"),
    path("stay/", views.stay, name="stay"),
    path("help/", views.show_help, name="help"),
    path("language/", views.language, name="language"),
    path("contrast/", views.contrast, name="contrast"),
]
