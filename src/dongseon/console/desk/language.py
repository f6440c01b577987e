"""Korean or English: as the officer last chose, whatever machine they sit at."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import translation

from dongseon.console.access.models import Officer

Answer = Callable[[HttpRequest], HttpResponse]


def speak(get_response: Answer) -> Answer:
    """Middleware, after the session's: a signed-in officer's own language goes before the browser's."""

    def answer(request: HttpRequest) -> HttpResponse:
        officer = request.user
        if isinstance(officer, Officer) and officer.language in dict(settings.LANGUAGES):
            translation.activate(officer.language)
            request.LANGUAGE_CODE = officer.language
        return get_response(request)

    return answer
