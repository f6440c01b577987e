"""Every route of the editors' face: Wagtail under /cms/, and the site as it looks to readers, for previews."""

from django.urls import URLPattern, URLResolver, include, path, re_path
from django.views.generic import RedirectView
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.documents import urls as wagtaildocs_urls

from dongseon.public import urls
from dongseon.public.running import health
from dongseon.public.uploads import views as uploads

urlpatterns: list[URLPattern | URLResolver] = [
    path("healthz", health.live, name="live"),
    path("readyz", health.ready, name="ready"),
    path("", RedirectView.as_view(url="/cms/"), name="front"),
    path("", include("dongseon.public.opendata.urls")),
    path("cms/", include(wagtailadmin_urls)),
    path("cms-documents/", include(wagtaildocs_urls)),
    re_path(r"^media/(?P<path>.*)$", uploads.media, name="media"),
    *urls.pages,
]
