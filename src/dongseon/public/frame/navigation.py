"""The main menu: one line a section, in the order of the menu."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy

# Text, and the section's path below the language.
SECTIONS: tuple[tuple[Promise | str, str], ...] = (
    (gettext_lazy("Today"), ""),
    (gettext_lazy("Figures"), "figures/"),
    (gettext_lazy("Places visited"), "places/"),
    (gettext_lazy("Clinics"), "clinics/"),
    (gettext_lazy("Masks"), "masks/"),
    (gettext_lazy("Measures"), "measures/"),
    (gettext_lazy("Support"), "support/"),
    (gettext_lazy("Foreign visitors"), "visitors/"),
    (gettext_lazy("News"), "news/"),
    (gettext_lazy("Questions"), "faq/"),
    (gettext_lazy("Suppliers"), "suppliers/"),
    (gettext_lazy("Alerts"), "alerts/"),
)


@dataclass(frozen=True, slots=True)
class Link:
    """One entry of the menu."""

    text: str
    address: str
    here: bool


def menu_of(path: str) -> tuple[Link, ...]:
    """The menu as it stands on the page at `path`."""
    language = "en" if (get_language() or "").startswith("en") else "ko"
    return tuple(
        Link(str(text), address, here=is_here(path, address, language))
        for text, below in SECTIONS
        for address in (f"/{language}/{below}",)
    )


def is_here(path: str, address: str, language: str) -> bool:
    """Whether a page lies in the section at an address."""
    if address == f"/{language}/":
        return path == address
    return path.startswith(address)
