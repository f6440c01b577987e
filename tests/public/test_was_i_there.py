"""'Was I there?' in a real browser: the visitor's history is compared in it, and nothing of it leaves."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("playwright", reason="install dongseon[test] for the browser")

from django.contrib.staticfiles import finders
from playwright.sync_api import Page, Route, sync_playwright

CHROMIUM = Path("/usr/bin/chromium")
FLAGS = ["--no-sandbox", "--disable-gpu"]
BASE = "http://site.example"
START = datetime(2020, 11, 6, 3, 0, tzinfo=UTC)
LAT, LON = 37.55, 126.92
PLACE = {
    "id": "a", "name": "가게", "kind": "cafe", "address": "양화로 1", "lon": LON, "lat": LAT,
    "radius_m": 20,
    "bands": [{"start": "2020-11-06T03:00:00Z", "end": "2020-11-06T04:00:00Z"}],
}  # fmt: skip
PAGE = """<!doctype html><html lang="en"><body><form id="check" hidden><input id="history" type="file" multiple></form>
<div id="answer" tabindex="-1" data-reading="Reading" data-none="None." data-some="Found: {n}" data-read="{points} read"
 data-bad="{file}: bad" data-still="Still." data-at="{place} {metres}" data-do="Be tested." data-clinics="/en/clinics/"
 data-clinics-text="Clinics" data-language="en"></div>
<script id="places" type="application/json">PLACES</script><script type="module" src="/static/places/check.js"></script>
</body></html>"""


def e7(degrees: float) -> int:
    return round(degrees * 1e7)


AT = (START + timedelta(minutes=20)).isoformat().replace("+00:00", "Z")
END = (START + timedelta(minutes=50)).isoformat().replace("+00:00", "Z")
HISTORIES: dict[str, Any] = {
    "Records.json": {
        "locations": [
            {"latitudeE7": e7(LAT), "longitudeE7": e7(LON), "timestamp": AT, "accuracy": 12}
        ]
    },
    "2020_NOVEMBER.json": {
        "timelineObjects": [
            {
                "placeVisit": {
                    "location": {"latitudeE7": e7(LAT), "longitudeE7": e7(LON)},
                    "duration": {"startTimestamp": AT, "endTimestamp": END},
                }
            }
        ]
    },
    "Timeline.json": {
        "semanticSegments": [
            {
                "startTime": AT,
                "endTime": END,
                "visit": {"topCandidate": {"placeLocation": {"latLng": f"{LAT}°, {LON}°"}}},
            }
        ]
    },
    "location-history.json": [
        {
            "startTime": AT,
            "endTime": END,
            "visit": {"topCandidate": {"placeLocation": f"geo:{LAT},{LON}"}},
        }
    ],
}
GPX = f"""<?xml version="1.0"?><gpx xmlns="http://www.topografix.com/GPX/1/1"><trk><trkseg>
<trkpt lat="{LAT}" lon="{LON}"><time>{AT}</time></trkpt></trkseg></trk></gpx>"""


class Visit:
    """The page, and everything that the browser asked for."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.asked: list[str] = []
        page.route("**/*", self.answer)
        page.goto(f"{BASE}/")
        page.wait_for_selector("#check:not([hidden])", state="attached")
        self.before = list(self.asked)

    def answer(self, route: Route) -> None:
        self.asked.append(route.request.url)
        path = route.request.url.removeprefix(BASE)
        if path == "/":
            body = PAGE.replace("PLACES", json.dumps([PLACE]))
            route.fulfill(body=body, content_type="text/html; charset=utf-8")
        elif path.startswith("/static/"):
            found = finders.find(path.removeprefix("/static/"))
            route.fulfill(path=str(found), content_type="text/javascript")
        else:
            route.fulfill(status=404)

    def choose(self, name: str, content: str) -> str:
        """Choose a file; what is said to it."""
        files = [{"name": name, "mimeType": "application/json", "buffer": content.encode()}]
        self.page.set_input_files("#history", files)  # type: ignore[arg-type]
        self.page.wait_for_function(
            "!document.querySelector('#answer').textContent.includes('Reading')"
        )
        return self.page.inner_text("#answer")

    def nothing_left(self) -> None:
        """No request since the page was there, and nothing kept."""
        assert self.asked == self.before
        kept = "JSON.stringify([localStorage.length, sessionStorage.length, document.cookie])"
        assert json.loads(self.page.evaluate(kept)) == [0, 0, ""]
        assert self.page.evaluate("indexedDB.databases().then(found => found.length)") == 0


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    if not CHROMIUM.exists():
        pytest.skip(f"{CHROMIUM} is missing: scripts/setup_browser brings it")
    with sync_playwright() as playwright:
        made = playwright.chromium.launch(executable_path=str(CHROMIUM), args=FLAGS)
        yield made
        made.close()


@pytest.fixture
def visit(browser: Any) -> Iterator[Visit]:
    page = browser.new_page()
    yield Visit(page)
    page.close()


@pytest.mark.parametrize("name", HISTORIES)
def test_a_match_is_found_in_each_of_google_s_formats(visit: Visit, name: str) -> None:
    said = visit.choose(name, json.dumps(HISTORIES[name]))
    assert "Found: 1" in said
    assert "가게" in said
    visit.nothing_left()


def test_a_match_is_found_in_gpx(visit: Visit) -> None:
    assert "Found: 1" in visit.choose("walk.gpx", GPX)
    visit.nothing_left()


def test_another_hour_or_another_street_is_no_match_and_that_is_no_promise(visit: Visit) -> None:
    late = GPX.replace(AT, "2020-11-06T09:00:00Z")
    assert "None." in visit.choose("late.gpx", late)
    away = GPX.replace(f'lat="{LAT}"', f'lat="{LAT + 0.01}"')
    said = visit.choose("away.gpx", away)
    assert "None." in said
    assert "Still." in said
    visit.nothing_left()


def test_what_is_no_history_is_said_to_be_none(visit: Visit) -> None:
    assert "photo.json: bad" in visit.choose("photo.json", '{"a": 1}')
    assert "bad.gpx: bad" in visit.choose("bad.gpx", "<gpx")
    visit.nothing_left()


SHARED = Path(__file__).parents[3] / "shared/data/gps"


@pytest.mark.skipif(not SHARED.is_dir(), reason="the fixtures of ../shared are not here")
def test_the_histories_of_others_are_read_without_a_request(visit: Visit) -> None:
    files = [
        p
        for p in SHARED.rglob("*")
        if (p.suffix in (".gpx", ".json") and "google" in str(p).lower()) or p.suffix == ".gpx"
    ]
    read = 0
    for path in sorted(files)[:8]:
        said = visit.choose(path.name, path.read_text("utf-8", "replace"))
        read += "read" in said
    assert read
    visit.nothing_left()
