"""Names of the data's words, in templates."""

from django.template import Library

from dongseon.public.dashboard import pictures, words

register = Library()


@register.filter
def kind_name(word: str) -> str:
    """A kind of place."""
    return words.kind_name(word)


@register.filter
def place_name(name: str) -> str:
    """A place's name, in the page's language first."""
    return words.place_name(name, korean=pictures.korean())


@register.filter
def local_name(each: object) -> str:
    """A district's or cluster's name in the page's language."""
    return str(getattr(each, "name_ko" if pictures.korean() else "name_en"))
