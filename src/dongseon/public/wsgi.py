"""The application, and what granian serves of it."""

import os

from django.core.wsgi import get_wsgi_application

from dongseon.running import journal, lifeline
from dongseon.running.bridge import Bridge

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "dongseon.public.settings")
application = get_wsgi_application()


def serve() -> Bridge:
    """Begin in one of granian's processes: what it serves."""
    journal.begin()
    lifeline.follow_parent()
    return Bridge(application)
