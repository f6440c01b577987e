"""The first pages of a new site: one tree a language. What is there is left alone."""

from django.db import transaction
from wagtail.models import Locale, Page, Site

from dongseon.public.pages.models import HomePage

TITLES = {"ko": "감염병 현황", "en": "The epidemic today"}


@transaction.atomic
def found() -> int:
    """Make the first page of each language, and Wagtail's site that begins with the Korean one."""
    made = 0
    root = Page.get_first_root_node()
    for child in root.get_children().exclude(pk__in=HomePage.objects.values("pk")):
        child.delete()  # the welcome page that Wagtail brings
    for language, title in TITLES.items():
        locale, _ = Locale.objects.get_or_create(language_code=language)
        if HomePage.objects.filter(locale=locale).exists():
            continue
        root = Page.objects.get(pk=root.pk)
        first = HomePage.objects.order_by("pk").first()
        page = HomePage(title=title, slug=language, locale=locale)
        if first is not None:
            page.translation_key = first.translation_key
        root.add_child(instance=page)
        made += 1
    Site.objects.update_or_create(
        is_default_site=True,
        defaults={"hostname": "localhost", "root_page": home("ko"), "site_name": "Dongseon"},
    )
    return made


def home(language: str) -> HomePage:
    """A language's first page: the oldest, should anybody have made a second one.

    Raises DoesNotExist before the site is founded.
    """
    found: HomePage | None = (
        HomePage.objects.filter(locale__language_code=language, depth=2).order_by("pk").first()
    )
    if found is None:
        raise HomePage.DoesNotExist(language)
    return found
