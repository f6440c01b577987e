"""A map of what a list shows: numbered markers on the districts of Korea, written by the server."""

from collections.abc import Sequence

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext

from dongseon.look import maps, markup
from dongseon.look.maps import Point, Scene
from dongseon.public.around import asking

WIDTH, HEIGHT = 640.0, 420.0


def drawn(points: Sequence[Point], *, name: str, description: str, korean: bool) -> SafeString:
    """The map as SVG; empty where there is nothing to show."""
    view = maps.view_of(points, width=WIDTH, height=HEIGHT)
    if view is None:
        return mark_safe("")
    ground = asking.ground()
    scene = Scene(
        name=name,
        description=description,
        ground=ground,
        points=tuple(points),
        korean=korean,
        texts={"north": gettext("N")},
    )
    return mark_safe(markup.render(maps.draw(scene, view)))  # noqa: S308 — every piece is escaped by look.markup
