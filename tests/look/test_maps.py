"""Maps: nothing collides, everything is numbered, a whole city stays small."""

import math
from itertools import combinations
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dongseon.errors import InvalidInput
from dongseon.look import basemap, labels, maps
from dongseon.look.basemap import Ground
from dongseon.look.labels import Board
from dongseon.look.maps import Dots, Point, Ring, Scene
from dongseon.look.markup import Element, render

from . import casebook

NOTHING = Ground((), "", "")
NEAR = st.floats(0, 0.02)


def point(number: int, lon_deg: float, lat_deg: float, **more: Any) -> Point:
    given_ = {"name": f"place {number}", "tone": "public", "certain": 0.9} | more
    return Point(lon_deg=lon_deg, lat_deg=lat_deg, number=str(number), **given_)


def drawn(scene: Scene, **size: float) -> Element:
    view = maps.view_of(scene.points, width=size.get("width", 900), height=size.get("height", 600))
    assert view is not None
    return maps.draw(scene, view)


def found(root: Element, kind: str) -> list[Element]:
    """All elements whose class begins with a word."""
    own = [root] if str(dict(root.attributes).get("class", "")).split(" ")[0] == kind else []
    return own + [f for child in root.children if isinstance(child, Element) for f in found(child, kind)]  # fmt: skip


@given(st.lists(st.tuples(NEAR, NEAR), min_size=1, max_size=12, unique=True))
def test_markers_and_names_do_not_lie_on_each_other(offsets: list[tuple[float, float]]) -> None:
    points = tuple(point(i, 127 + x, 37 + y) for i, (x, y) in enumerate(offsets, start=1))
    root = drawn(Scene("m", "d", NOTHING, points))
    circles = [dict(c.attributes) for marker in found(root, "marker") for c in marker.children
               if isinstance(c, Element) and c.tag == "circle" and dict(c.attributes).get("class") != "foot"]  # fmt: skip
    assert len(circles) == len(points)
    for a, b in combinations(circles, 2):
        apart = max(abs(float(a["cx"]) - float(b["cx"])), abs(float(a["cy"]) - float(b["cy"])))
        assert apart >= maps.MARKER - 1e-6
    areas = []
    for name in found(root, "name"):
        at = dict(name.attributes)
        width = labels.text_width(str(name.children[0]), maps.NAME_SIZE)
        middle = (float(at["x"]), float(at["y"]) - 4)
        areas.append(labels.centred(middle, width=width, height=maps.NAME_SIZE))
    assert not any(a.meets(b) for a, b in combinations(areas, 2))


def test_a_place_that_had_to_move_is_tied_to_its_spot() -> None:
    twins = (point(1, 127, 37), point(2, 127, 37))
    assert len(found(drawn(Scene("m", "d", NOTHING, twins)), "leader")) == 1


def test_a_place_of_which_nobody_is_sure_is_hollow() -> None:
    markers = found(drawn(Scene("m", "d", NOTHING, (point(1, 127, 37, certain=0.4),))), "marker")
    assert dict(markers[0].attributes)["class"] == "marker public unsure"


def test_a_crowd_gets_a_map_of_its_own_and_loners_do_not() -> None:
    crowd = [point(i, 127 + i * 0.0002, 37) for i in range(5)]
    far = point(9, 127.2, 37.1)
    view = maps.view_of([*crowd, far], width=900, height=600)
    assert view is not None
    assert set(maps.crowd([*crowd, far], view)) == set(crowd)
    assert maps.crowd([crowd[0], far], view) == ()
    assert maps.view_of([], width=900, height=600) is None


@given(st.floats(1, 1e6))
def test_a_scale_bar_is_a_round_length_that_fits(most_m: float) -> None:
    length = maps.scale_length_m(most_m)
    assert length <= most_m * (1 + 1e-9)
    assert most_m < length * 2.5 + 1e-6
    assert f"{length:e}"[0] in "125"


def test_names_on_the_ground_are_in_the_reader_s_language() -> None:
    ground = basemap.read_ground(casebook.town_map())
    points = (point(1, *casebook.position(-1500, -800)), point(2, *casebook.position(1500, 800)))
    korean = str(render(drawn(Scene("m", "d", ground, points, korean=True))))
    english = str(render(drawn(Scene("m", "d", ground, points))))
    assert "서쪽구" in korean
    assert "West bank" not in korean
    assert "West bank" in english


def test_many_dots_become_one_path_and_rings_are_drawn_to_scale() -> None:
    rng = np.random.default_rng(3)
    dots = Dots(127 + rng.normal(0, 0.001, 100_000), 37 + rng.normal(0, 0.001, 100_000), "fixes")
    points = (point(1, 126.99, 37), point(2, 127.01, 37))
    scene = Scene("m", "d", NOTHING, points, dots=(dots,), rings=(Ring(127, 37, 300, "public"),))
    view = maps.view_of(points, width=900, height=600)
    assert view is not None
    root = maps.draw(scene, view)
    assert len(str(dict(found(root, "dots")[0].attributes)["d"])) < 120_000
    radius = dict(found(root, "ring")[0].attributes)["r"]
    assert float(radius) == pytest.approx(300 * view.scale)


def test_a_whole_city_is_drawn_small() -> None:
    """Forty thousand buildings; drawn whole, most are smaller than a pixel or two."""
    features = []
    for i in range(40_000):
        x, y = (i % 283) * 60.0, (i // 283) * 60.0
        corners = [(x, y), (x + 35, y), (x + 35, y + 28), (x, y + 28), (x, y)]
        ring = [list(casebook.position(a, b)) for a, b in corners]
        features.append({"type": "Feature", "properties": {"kind": "building"},
                         "geometry": {"type": "Polygon", "coordinates": [ring]}})  # fmt: skip
    ground = basemap.read_ground({"type": "FeatureCollection", "features": features})
    points = (point(1, *casebook.position(0, 0)), point(2, *casebook.position(16_000, 16_000)))
    shown = str(render(drawn(Scene("m", "d", ground, points))))
    assert len(shown) < 500_000


def test_the_outlines_of_korea_are_complete() -> None:
    outlines = basemap.korea_outlines()
    ground = basemap.read_ground(outlines)
    names = {(f.kind, f.name_ko): f for f in ground.features}
    provinces = [f for f in ground.features if f.kind == "province"]
    districts = [f for f in ground.features if f.kind == "district"]
    assert len(provinces) == 17
    assert len(districts) == 247
    assert ("province", "강원도") in names
    assert not [name for _, name in names if "특별자치도" in name and "제주" not in name]
    seoul = [f for f in outlines["features"] if f["properties"].get("province_ko") == "서울특별시"
             and f["properties"]["kind"] == "district"]  # fmt: skip
    assert len(seoul) == 25
    assert not [f for f in seoul if "서울" in f["properties"]["name_ko"]]
    assert names["district", "종로구"].name == "Jongno-gu"
    assert names["district", "성북구"].box.holds(127.01, 37.6)
    assert names["district", "울릉군"].box.holds(131.87, 37.24)  # Dokdo
    assert "data.go.kr" in ground.attribution


def test_neighbouring_districts_share_their_border() -> None:
    """Simplified one by one they would gape; most vertices of an inland district are shared."""
    features = basemap.korea_outlines()["features"]
    rings: dict[str, set[tuple[float, float]]] = {}
    for feature in features:
        if feature["properties"].get("province_ko") == "서울특별시":
            parts = feature["geometry"]["coordinates"]
            parts = parts if feature["geometry"]["type"] == "MultiPolygon" else [parts]
            rings[feature["properties"]["name_ko"]] = {tuple(p) for part in parts for r in part for p in r}  # fmt: skip
    inner = rings["중구"]
    others = set().union(*(ring for name, ring in rings.items() if name != "중구"))
    assert len(inner & others) == len(inner)


@pytest.mark.parametrize(
    "broken",
    [
        [],
        {"type": "FeatureCollection"},
        {"features": {}},
        {"features": [{"properties": {"kind": "water"}, "geometry": {"type": "Polygon", "coordinates": [[["a", 1]]]}}]},
        {"features": [{"properties": {"kind": "water"}, "geometry": {"type": "Point", "coordinates": None}}]},
    ],
)  # fmt: skip
def test_a_base_map_that_cannot_be_read_is_refused(broken: Any) -> None:
    with pytest.raises(InvalidInput, match="base map: "):
        basemap.read_ground(broken)


def test_features_of_other_kinds_or_without_a_place_are_left_out() -> None:
    odd = [None, {}, {"properties": {"kind": "volcano"}}, {"properties": {"kind": "water"}, "geometry": None}]  # fmt: skip
    assert basemap.read_ground({"features": odd}).features == ()


def test_a_winding_street_is_thinned() -> None:
    bend = [casebook.position(-1000 + i * 20.0, 300 * math.sin(i / 8) + (i % 2) * 0.01) for i in range(100)]  # fmt: skip
    streets = {"features": [{"properties": {"kind": "street", "rank": "main"},
                             "geometry": {"type": "LineString", "coordinates": [list(p) for p in bend]}}]}  # fmt: skip
    points = (point(1, *casebook.position(-1500, -800)), point(2, *casebook.position(1500, 800)))
    view = maps.view_of(points, width=900, height=600)
    assert view is not None
    paths = basemap.layer_paths(basemap.read_ground(streets), view)
    assert list(paths) == ["street-main"]
    assert 10 < paths["street-main"].count(" ") // 2 < 90


def test_what_is_placed_first_keeps_its_place() -> None:
    board = Board(100, 100)
    first = board.place([labels.centred((50, 50), width=20, height=10)])
    assert first is not None
    second = board.place(labels.around((50, 50), width=20, height=10, away=12))
    assert second is not None
    assert not second.meets(first)
    assert board.place([labels.centred((0, 0), width=20, height=10)]) is None


def test_korean_letters_are_wider_than_latin_ones() -> None:
    assert labels.text_width("한글", 10) == 20
    assert labels.text_width("ab", 10) < 12


@given(st.text(st.sampled_from("가나다 abc…"), max_size=40), st.floats(0, 300))
def test_a_shortened_text_is_never_too_wide(text: str, most: float) -> None:
    shown = labels.shortened(text, size=11, most=most)
    assert labels.text_width(shown, 11) <= max(most, 0)
    assert shown == text or not shown or shown.endswith("…")


def test_a_marker_that_finds_no_room_stays_on_its_spot() -> None:
    crowd = tuple(point(i, 127, 37) for i in range(400))
    root = drawn(Scene("m", "d", NOTHING, crowd), width=300, height=200)
    assert len(found(root, "marker")) == 400
    assert all(math.isfinite(float(dict(c.attributes)["cx"])) for m in found(root, "marker")
               for c in m.children if isinstance(c, Element) and c.tag == "circle")  # fmt: skip
