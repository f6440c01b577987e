"""Every route of the console."""

from django.urls import URLPattern, URLResolver, path

from dongseon.console.running import health

urlpatterns: list[URLPattern | URLResolver] = [
    path("healthz", health.live, name="live"),
    path("readyz", health.ready, name="ready"),
    path("metrics", health.metrics, name="metrics"),
]
