"""The person's days as pictures: what goes on the map and on the time line."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from dongseon.itinerary.types import Itinerary
from dongseon.look import basemap, days, findings, maps, vocabulary
from dongseon.look.basemap import Ground
from dongseon.look.days import Block, Day, Lane, Mark, Timeline
from dongseon.look.findings import Reader, Site, StayRow
from dongseon.look.maps import Dots, Line, Point, Scene
from dongseon.look.markup import Element
from dongseon.look.questions import Question
from dongseon.records.columns import GPS, SOURCES, Bools

MAP_WIDTH, MAP_HEIGHT = 960.0, 600.0
INSET_SHARE = 0.8  # of the map's height
NO_GROUND = Ground(features=(), attribution="", attribution_ko="")


def ground_for(base_map: basemap.GeoJson | None) -> Ground:
    """The base map that was given, or else the outlines of Korea's districts."""
    return basemap.read_ground(basemap.korea_outlines() if base_map is None else base_map)


def map_pictures(
    reader: Reader,
    itinerary: Itinerary,
    sites: Sequence[Site],
    ground: Ground,
    *,
    link: str = "",
    size: tuple[float, float] = (MAP_WIDTH, MAP_HEIGHT),
) -> list[Element]:
    """The map of all places, and a closer one where they crowd; without a place, of the fixes alone.

    ``link``: where a place's marker leads, its number following (``#place-``); "" = nowhere.
    ``size``: units of the drawing; a smaller one has larger texts for a narrow column.
    """
    points = [_point(site, link) for site in sites]
    fixes = _fixes(reader, itinerary.person_id)
    view = maps.view_of(points, width=size[0], height=size[1], dots=fixes)
    if view is None:
        return []
    shown = ground if any(f.box.meets(view.box) for f in ground.features) else NO_GROUND
    crowd = maps.crowd(points, view)
    closer = maps.view_of(crowd, width=size[0], height=size[1] * INSET_SHARE)
    words = reader.words
    scene = Scene(
        name=words.gettext("Map of the places"),
        description=words.ngettext(
            "%(num)s place, numbered as in the tables below.",
            "%(num)s places, numbered as in the tables below.",
            len(sites),
        )
        if sites
        else words.gettext("The GPS fixes; no stay was found."),
        ground=shown,
        points=tuple(points),
        lines=tuple(_ways(itinerary, sites, reader)),
        dots=fixes,
        frames=((closer.box, "A"),) if closer else (),
        korean=words.korean,
        texts={"north": words.gettext("N")},
    )
    pictures = [maps.draw(scene, view)]
    if closer:
        pictures.append(maps.draw(_closer(scene, words.gettext("Detail A of the map")), closer))
    return pictures


def _closer(scene: Scene, name: str) -> Scene:
    return Scene(
        name=name,
        description=scene.description,
        ground=scene.ground,
        points=scene.points,
        lines=scene.lines,
        dots=scene.dots,
        letter="A",
        korean=scene.korean,
        texts=scene.texts,
    )


def _point(site: Site, link: str) -> Point:
    return Point(
        lon_deg=site.lon_deg,
        lat_deg=site.lat_deg,
        number=str(site.number),
        name=site.label,
        tone=site.tone,
        certain=site.probability,
        radius_m=site.radius_m,
        link=f"{link}{site.number}" if link else "",
    )


def _ways(itinerary: Itinerary, sites: Sequence[Site], reader: Reader) -> list[Line]:
    """Straight lines between places visited one after the other, the heavier the more often."""
    _, belongs = findings.sites_of(reader, itinerary.stays)
    times: dict[tuple[int, int], int] = {}
    for a, b in pairwise(belongs):
        if a != b:
            pair = (min(a, b), max(a, b))
            times[pair] = times.get(pair, 0) + 1
    return [
        Line(
            positions=tuple((sites[i].lon_deg, sites[i].lat_deg) for i in pair),
            tone="walked",
            weight=min(1.2 + 0.4 * count, 4.0),
        )
        for pair, count in sorted(times.items())
    ]


def _fixes(reader: Reader, person_id: str) -> tuple[Dots, ...]:
    """The person's GPS fixes."""
    records = reader.evidence.records
    mine = findings.rows_of(records, person_id)
    mine = mine[(records.source[mine] == GPS) & np.isfinite(records.lon_deg[mine])]
    if not len(mine):
        return ()
    return (Dots(records.lon_deg[mine], records.lat_deg[mine], "fixes"),)


def timeline_of(
    reader: Reader,
    itinerary: Itinerary,
    rows: Sequence[StayRow],
    questions: Sequence[Question],
) -> Timeline:
    """The whole time line, in the reader's language."""
    words = reader.words
    shown = days.days_of(itinerary.period)
    seen = days.observed_minutes(reader.evidence.records, itinerary.person_id, shown)
    gap = words.gettext("no evidence")
    return Timeline(
        days=shown,
        blocks=tuple(_block(row) for row in rows),
        trips=tuple(
            Mark(
                t.start,
                t.end,
                "",
                f"{words.until(t.start, t.end)} {vocabulary.mode(words, t.mode)}",
            )
            for t in itinerary.trips
        ),
        gaps=tuple(
            Mark(g.start, g.end, gap, f"{words.until(g.start, g.end)} {gap}")
            for g in itinerary.gaps
        ),
        questions=tuple(
            Mark(q.discrepancy.start, q.discrepancy.end, q.key, f"{q.key} {q.time} {q.kind}")
            for q in questions
        ),
        lanes=_lanes(reader, seen),
        stays_name=words.gettext("Stays"),
    )


def _lanes(reader: Reader, seen: Mapping[str, Bools]) -> tuple[Lane, ...]:
    return tuple(
        Lane(source, vocabulary.source(reader.words, source), seen[source])
        for source in SOURCES
        if source in seen
    )


def _block(row: StayRow) -> Block:
    stay = row.stay
    title = f"{row.site.number} {row.site.name} {row.day} {row.arrived}–{row.left} {row.certain}"
    return Block(
        start=stay.arrived.likely,
        end=stay.left.likely,
        start_low=stay.arrived.earliest,
        start_high=stay.arrived.latest,
        end_low=stay.left.earliest,
        end_high=stay.left.latest,
        number=str(row.site.number),
        name=row.site.label,
        certain=row.certain,
        probability=stay.probability,
        tone=row.site.tone,
        title=title,
    )


def day_description(reader: Reader, timeline: Timeline, day: Day) -> str:
    """One day's stays and gaps in a sentence, for those who cannot see the picture."""
    words = reader.words
    parts = [
        f"{words.clock(max(b.start, day.start))}–{words.clock(min(b.end, day.end))} "
        f"{b.number} {b.name} {b.certain}"
        for b in timeline.blocks
        if b.start < day.end and b.end > day.start
    ]
    parts += [
        f"{words.clock(max(g.start, day.start))}–{words.clock(min(g.end, day.end))} {g.text}"
        for g in timeline.gaps
        if g.start < day.end and g.end > day.start
    ]
    return "; ".join(parts)


@dataclass(frozen=True, slots=True)
class DayRow:
    """A day of the time line; or a run of days about which nothing is known (no picture)."""

    name: str
    picture: Element | None


def day_rows(reader: Reader, timeline: Timeline, most: int) -> tuple[list[DayRow], int]:
    """The last ``most`` days that have something to show, and how many such days came before.

    Days without a stay, a record or a question are named together in one row.
    """
    full = {i for i, day in enumerate(timeline.days) if days.has_something(timeline, day)}
    first = sorted(full)[-most] if len(full) > most else 0
    rows: list[DayRow] = []
    empty: list[Day] = []
    for i, day in enumerate(timeline.days):
        if i < first:
            continue
        if i not in full:
            empty.append(day)
            continue
        rows += _empty_row(reader, empty)
        empty = []
        rows.append(_full_row(reader, timeline, day, i))
    return rows + _empty_row(reader, empty), len([i for i in full if i < first])


def _empty_row(reader: Reader, empty: Sequence[Day]) -> list[DayRow]:
    if not empty:
        return []
    first, last = (reader.words.day(day.start) for day in (empty[0], empty[-1]))
    return [DayRow(first if first == last else f"{first} – {last}", None)]


def _full_row(reader: Reader, timeline: Timeline, day: Day, number: int) -> DayRow:
    words = reader.words
    name = words.day(day.start)
    said = day_description(reader, timeline, day)
    key = f"{words.language}-{number}"
    return DayRow(name, days.draw_day(timeline, day, name=name, description=said, key=key))
