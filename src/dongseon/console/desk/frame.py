"""What every page's frame shows besides who is signed in (`access.context` says that)."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest

from dongseon.console.access import rules
from dongseon.console.desk import navigation
from dongseon.console.desk.navigation import Group

CONTRAST = "console_contrast"  # the cookie of whoever wants high contrast


@dataclass(frozen=True, slots=True)
class Frame:
    """The frame of one page."""

    request: HttpRequest
    site_name: str
    practice: bool  # the data are made up, and every page says so
    official: bool  # a public body runs it, and may say so
    high_contrast: bool
    idle_s: int = rules.IDLE_S  # without a request, and the session ends

    @property
    def menu(self) -> tuple[Group, ...]:
        """The main menu, for the role in which the officer acts."""
        acting = getattr(self.request, "acting", None)
        return navigation.menu_of(self.request, None if acting is None else acting.role.value)

    @property
    def own(self) -> tuple[tuple[str, str], ...]:
        """Text and address of the officer's own pages."""
        return tuple(navigation.own_links())


def frame(request: HttpRequest) -> Mapping[str, Frame]:
    """Template context `frame`."""
    return {
        "frame": Frame(
            request=request,
            site_name=settings.SITE_NAME,
            practice=settings.PRACTICE,
            official=settings.OFFICIAL,
            high_contrast=request.COOKIES.get(CONTRAST) == "high",
        )
    }
