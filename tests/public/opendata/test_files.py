"""Open data: every file is there, says what it is, and keeps its columns as long as it keeps its version."""

import csv
import hashlib
import io
import json

import pytest
from django.test import Client
from tests.public import press
from tests.public.press import NOW, PUBLIC

from dongseon.disclosure import release as releases
from dongseon.disclosure import wire
from dongseon.public.opendata import describing, writing
from dongseon.public.opendata.tables import VERSION
from dongseon.public.releases import actions

KNOWN = {"1.0": "8bf6f3a764f61673"}  # version → fingerprint of every table's columns
SCHEMAS = {"dongseon-release/1": "dfad5bda623516b8"}


def fingerprint(value: object) -> str:
    return hashlib.sha256(json.dumps(value).encode()).hexdigest()[:16]


def test_a_changed_table_needs_a_new_version() -> None:
    tables = [
        [sheet["name"], [[c["name"], c["type"], c["unit"]] for c in sheet["columns"]]]
        for sheet in describing.codebook()["tables"]
    ]
    assert fingerprint(tables) == KNOWN[VERSION]


def test_a_changed_release_needs_a_new_schema() -> None:
    schema = json.dumps(wire.schema(releases.Release), sort_keys=True).encode()
    assert hashlib.sha256(schema).hexdigest()[:16] == SCHEMAS[releases.SCHEMA]


def test_every_version_stands_in_the_change_log() -> None:
    assert VERSION in {version for version, *_rest in describing.CHANGES}


@pytest.mark.django_db
@pytest.mark.parametrize("name", describing.FILES)
def test_every_file_is_what_its_description_says(name: str, client: Client) -> None:
    document, signature = press.signed(press.release())
    actions.receive(document, signature, trusted=(PUBLIC,), now=NOW)
    answer = client.get(f"/api/v1/{name}")
    assert answer.status_code == 200
    media, _said = describing.FILES[name]
    assert answer["Content-Type"].startswith(media)
    assert answer["Access-Control-Allow-Origin"] == "*"
    text = answer.content.decode("utf-8-sig")
    if name.endswith(".csv"):
        assert len(list(csv.reader(io.StringIO(text)))) > 0
    else:
        json.loads(text)


@pytest.mark.django_db
def test_before_the_first_release_there_are_no_figures_but_their_description(
    client: Client,
) -> None:
    assert client.get("/api/v1/days.csv").status_code == 404
    assert client.get("/api/v1/codebook.json").status_code == 200
    assert client.get("/api/v1/openapi.json").status_code == 200
    assert client.get("/api/v1/passwd", follow=True).status_code == 404


def test_no_spreadsheet_computes_a_name() -> None:
    assert writing.guarded("=1+1") == "'=1+1"
    assert writing.guarded("가게") == "가게"
