"""The application, and what granian serves of it."""

import importlib
import os
from datetime import datetime
from wsgiref.types import WSGIApplication
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.wsgi import get_wsgi_application
from whitenoise import WhiteNoise

from dongseon.public.front import turning
from dongseon.public.front.door import Front
from dongseon.public.masks.door import Door
from dongseon.running import journal, lifeline

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "dongseon.public.settings")
application = get_wsgi_application()


def readers() -> Front:
    """What readers meet: pages from memory before Django."""
    zone = ZoneInfo(settings.TIME_ZONE)
    return Front(
        application,
        files=files(),
        hosts=frozenset(settings.ALLOWED_HOSTS),
        generation=turning.generation(),
        clock=lambda: datetime.now(zone),
    )


def files() -> WSGIApplication:
    """Styles, scripts, fonts: named by their content, compressed, for ever."""
    found: WSGIApplication = WhiteNoise(
        application,
        root=str(settings.STATIC_ROOT),
        prefix="/static/",
        immutable_file_test=r"^.+\.[0-9a-f]{12}\..+$",
        max_age=60,
    )
    return found


def serve() -> WSGIApplication:
    """Begin in one of granian's processes: what it serves."""
    journal.begin()
    lifeline.follow_parent()
    if settings.EDITING:
        return application
    masks = importlib.import_module("dongseon.public.masks.keeping").KEPT  # needs Django set up
    masks.start()
    door: WSGIApplication = Door(readers(), masks)
    return door
