"""The application, and what granian serves of it."""

import importlib
import os

from django.conf import settings
from django.core.wsgi import get_wsgi_application

from dongseon.public.masks.door import Application, Door
from dongseon.running import journal, lifeline
from dongseon.running.bridge import Bridge

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "dongseon.public.settings")
application = get_wsgi_application()


def serve() -> Application:
    """Begin in one of granian's processes: what it serves."""
    journal.begin()
    lifeline.follow_parent()
    if settings.EDITING:
        return Bridge(application)
    masks = importlib.import_module("dongseon.public.masks.keeping").KEPT  # needs Django set up
    masks.start()
    return Door(Bridge(application), masks)
