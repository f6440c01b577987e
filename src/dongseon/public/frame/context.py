"""What every page's frame shows."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest
from django.utils import translation

from dongseon.public.frame import navigation
from dongseon.public.frame.navigation import Link

OTHER = {"ko": "en", "en": "ko"}


@dataclass(frozen=True, slots=True)
class Frame:
    """The frame of one page."""

    request: HttpRequest

    @property
    def site_name(self) -> str:
        """What the site calls itself in the page's language."""
        return str(settings.SITE_NAMES[self.language])

    @property
    def language(self) -> str:
        """The page's language, ko or en."""
        return "en" if (translation.get_language() or "").startswith("en") else "ko"

    @property
    def practice(self) -> bool:
        """Whether the data are made up, and every page says so."""
        return bool(settings.PRACTICE)

    @property
    def official(self) -> bool:
        """Whether a public body runs it, and may say so."""
        return bool(settings.OFFICIAL)

    @property
    def high_contrast(self) -> bool:
        """Whether the address asks for high contrast; a script remembers it in the browser."""
        return self.request.GET.get("contrast") == "high"

    @property
    def menu(self) -> tuple[Link, ...]:
        """The sections of the site, and which of them is open."""
        return navigation.menu_of(self.request.path)

    @property
    def home(self) -> str:
        """The address of the first page in this language."""
        return f"/{self.language}/"

    @property
    def other_language(self) -> str:
        """The address of this page in the other language; the first page where it has none."""
        other = OTHER[self.language]
        named = self.request.META.get("dongseon.translated")  # set by pages of Wagtail
        if named is not None:
            return str(named)
        path = self.request.path
        if not path.startswith(f"/{self.language}/"):
            return f"/{other}/"
        query = self.request.META.get("QUERY_STRING", "")
        return f"/{other}{path[3:]}" + (f"?{query}" if query else "")

    @property
    def canonical(self) -> str:
        """The address of this page without its query, for search engines."""
        return (
            f"{settings.SITE_URL or self.request.build_absolute_uri('/')[:-1]}{self.request.path}"
        )


def frame(request: HttpRequest) -> Mapping[str, Frame]:
    """Template context `frame`."""
    return {"frame": Frame(request)}
