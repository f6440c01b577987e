"""Every route of the readers' face. Pages begin with their language; data, feeds and files know none."""

from django.conf.urls.i18n import i18n_patterns
from django.urls import URLPattern, URLResolver, include, path, re_path
from django.views.generic import RedirectView
from wagtail import urls as wagtail_urls
from wagtail import views as wagtail

from dongseon.public.alerts import urls as alert_urls
from dongseon.public.clinics import urls as clinic_urls
from dongseon.public.content import urls as content_urls
from dongseon.public.masks import urls as mask_urls
from dongseon.public.opendata import views as opendata
from dongseon.public.releases import views as releases
from dongseon.public.running import health
from dongseon.public.uploads import views as uploads

pages = i18n_patterns(
    # sections of the site, one line each, before Wagtail: it answers for everything else
    path("figures/", include("dongseon.public.dashboard.urls")),
    path("places/", include("dongseon.public.places.urls")),
    path("data/", opendata.index, name="data"),
    *clinic_urls.pages,
    *mask_urls.pages,
    *alert_urls.pages,
    *content_urls.pages,
    re_path(wagtail_urls.serve_pattern, wagtail.serve, name="wagtail_serve"),  # and no signing in
)
urlpatterns: list[URLPattern | URLResolver] = [
    path("healthz", health.live, name="live"),
    path("readyz", health.ready, name="ready"),
    path("releases", releases.take, name="releases"),
    path("", include("dongseon.public.opendata.urls")),
    path("", RedirectView.as_view(url="/ko/", query_string=True), name="front"),
    re_path(r"^media/(?P<path>.*)$", uploads.media, name="media"),
    *clinic_urls.doors,
    *mask_urls.doors,
    *alert_urls.doors,
    *content_urls.doors,
    *pages,
]
handler404 = "dongseon.public.frame.errors.not_found"
handler500 = "dongseon.public.frame.errors.server_error"
