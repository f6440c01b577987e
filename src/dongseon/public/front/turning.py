"""The site's generation, for those who change what pages show."""

from functools import cache

from django.conf import settings

from dongseon.public.front.generation import Generation


@cache
def generation() -> Generation:
    """This process's view of the number."""
    return Generation(settings.DATA)


def advance() -> None:
    """Whatever was made before is no longer shown."""
    generation().advance()
