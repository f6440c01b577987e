"""Every route of the console."""

from django.urls import URLPattern, URLResolver, include, path

from dongseon.console.access import doors
from dongseon.console.api import endpoints
from dongseon.console.running import health

urlpatterns: list[URLPattern | URLResolver] = [
    path("healthz", doors.public(health.live), name="live"),
    path("readyz", doors.public(health.ready), name="ready"),
    path("metrics", doors.public(health.metrics), name="metrics"),
    path("api/v1/", endpoints.api.urls),
    path("cases/", include("dongseon.console.desk.cases.urls")),
    path("isolation/", include("dongseon.console.desk.isolation.urls")),
    path("investigations/", include("dongseon.console.desk.investigations.urls")),
    path("requests/", include("dongseon.console.desk.requests.urls")),
    path("screening/", include("dongseon.console.desk.screening.urls")),
    path("calls/", include("dongseon.console.desk.calls.urls")),
    path("care/", include("dongseon.console.desk.care.urls")),
    path("figures/", include("dongseon.console.desk.figures.urls")),
    path("messages/", include("dongseon.console.desk.messages.urls")),
    path("", include("dongseon.console.desk.home.urls")),
    path("publishing/", include("dongseon.console.desk.publishing.urls")),
    path("laboratory/", include("dongseon.console.desk.laboratory.urls")),
    path("people/", include("dongseon.console.desk.people.urls")),
    path("policy/", include("dongseon.console.desk.policy.urls")),
    path("sign-in/", include("dongseon.console.desk.sign_in.urls")),
    path("officers/", include("dongseon.console.desk.officers.urls")),
    path("programs/", include("dongseon.console.desk.programs.urls")),
    path("log/", include("dongseon.console.desk.audit.urls")),
    path("shifts/", include("dongseon.console.desk.shifts.urls")),
    path("itineraries/", include("dongseon.console.desk.workbench.urls")),
    path("contacts/", include("dongseon.console.desk.contacts.urls")),
    path("chains/", include("dongseon.console.desk.chain.urls")),
]
handler400 = "dongseon.console.desk.errors.bad_request"
handler403 = "dongseon.console.desk.errors.forbidden"
handler404 = "dongseon.console.desk.errors.not_found"
handler500 = "dongseon.console.desk.errors.server_error"
