"""Every route of the console."""

from django.urls import URLPattern, URLResolver, include, path

from dongseon.console.access import doors
from dongseon.console.running import health

urlpatterns: list[URLPattern | URLResolver] = [
    path("healthz", doors.public(health.live), name="live"),
    path("readyz", doors.public(health.ready), name="ready"),
    path("metrics", doors.public(health.metrics), name="metrics"),
    path("sign-in/", include("dongseon.console.desk.sign_in.urls")),
]
