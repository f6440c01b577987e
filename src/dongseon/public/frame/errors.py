"""Pages for what could not be answered."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """There is nothing at this address."""
    return said(
        request,
        404,
        gettext("This page does not exist"),
        gettext(
            "It may have been moved, or its time is over: places are taken down after 14 days."
        ),
    )


def server_error(request: HttpRequest) -> HttpResponse:
    """Something failed on our side."""
    return said(
        request,
        500,
        gettext("The page could not be shown"),
        gettext("This is our fault, not yours. Please try again in a minute."),
    )


def said(request: HttpRequest, status: int, title: str, text: str) -> HttpResponse:
    """A page with a few words."""
    return render(request, "frame/said.html", {"title": title, "text": text}, status=status)
