"""An address without a language leads to the reader's own: an answer for one reader, not for everybody."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

Answering = Callable[[HttpRequest], HttpResponse]


def kept_by_nobody(answer: Answering) -> Answering:
    """Middleware around LocaleMiddleware: a redirect that depends on the reader's language is not kept.

    A cache that knows addresses alone would send everybody to the language of whoever came first.
    """

    def answered(request: HttpRequest) -> HttpResponse:
        response = answer(request)
        varies = response.headers.get("Vary", "").casefold()
        if 300 <= response.status_code < 400 and "accept-language" in varies:
            response.headers["Cache-Control"] = "private, no-store"
        return response

    return answered
