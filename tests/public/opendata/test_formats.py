"""Open data keeps to the formats it names, and nothing that is asked for makes it fall over."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import jsonschema_rs
import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections
from django.test import Client
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from lxml import etree
from schemathesis.checks import CHECKS
from tests.public import press
from tests.public.press import PUBLIC

from dongseon.public.releases import actions

RSS = Path(__file__).parents[1] / "schemas" / "rss.rng"
KEPT = (
    "not_a_server_error",
    "status_code_conformance",
    "content_type_conformance",
    "response_schema_conformance",
)
POSITION = {
    "type": "array",
    "prefixItems": [
        {"type": "number", "minimum": -180, "maximum": 180},
        {"type": "number", "minimum": -90, "maximum": 90},
    ],
    "minItems": 2,
    "maxItems": 2,
}
FEATURES = {  # RFC 7946, sections 3.1.2, 3.2 and 3.3: as much of it as a list of points can use
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "type": "object",
    "required": ["type", "features"],
    "not": {"anyOf": [{"required": [name]} for name in ("coordinates", "geometries", "geometry")]},
    "properties": {
        "type": {"const": "FeatureCollection"},
        "features": {
            "type": "array",
            "minItems": 1,
            "items": {
                "type": "object",
                "required": ["type", "geometry", "properties"],
                "properties": {
                    "type": {"const": "Feature"},
                    "id": {"type": ["string", "number"]},
                    "geometry": {
                        "oneOf": [
                            {"type": "null"},
                            {
                                "type": "object",
                                "required": ["type", "coordinates"],
                                "properties": {"type": {"const": "Point"}, "coordinates": POSITION},
                            },
                        ]
                    },
                    "properties": {"type": ["object", "null"]},
                },
            },
        },
    },
}

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def released() -> Iterator[None]:
    """A release of today is out; the test's connection outlives each request, as with Django's client."""
    now = datetime.now(UTC)
    place = press.place(7, day=actions.local_day(now))
    document, signature = press.signed(press.release(1, made_at=now, places=(place,)))
    actions.receive(document, signature, trusted=(PUBLIC,), now=now)
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


def test_the_file_for_maps_is_geojson(client: Client) -> None:
    told = client.get("/api/v1/places.geojson").json()
    jsonschema_rs.Draft202012Validator(FEATURES).validate(told)


@pytest.mark.parametrize("language", ["ko", "en"])
def test_the_feed_of_places_is_rss(client: Client, language: str) -> None:
    grammar = etree.RelaxNG(etree.parse(RSS))
    feed = etree.fromstring(client.get(f"/feeds/places-{language}.xml").content)
    assert grammar.validate(feed), grammar.error_log
    assert feed.findall("channel/item")


def test_every_file_is_what_its_openapi_says() -> None:
    schema = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", get_wsgi_application())
    schema.validate()
    checks = CHECKS.get_by_names(KEPT)
    for operation in schema.get_all_operations():
        cases = operation.ok().as_strategy()

        @settings(
            max_examples=3, deadline=None, database=None, phases=[Phase.explicit, Phase.generate],
            suppress_health_check=list(HealthCheck),
        )  # fmt: skip
        @given(case=cases)
        def tried(case: schemathesis.Case) -> None:
            case.call_and_validate(checks=checks, headers={"Host": "127.0.0.1"})

        tried()


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    before=st.sampled_from(["api/v1/", "embed/", "feeds/places-"]),
    name=st.text(max_size=40),
    after=st.sampled_from(["", ".svg", ".xml", ".json", ".csv"]),
    asked=st.dictionaries(st.sampled_from(["lang", "metric", "day"]), st.text(max_size=20)),
)
def test_whatever_is_asked_for_nothing_falls_over(
    client: Client, before: str, name: str, after: str, asked: dict[str, str]
) -> None:
    assert client.get(f"/{before}{name}{after}", asked).status_code < 500
