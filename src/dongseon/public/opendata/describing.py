"""The open data's own description: codebook, change log, OpenAPI."""

from typing import Any

from dongseon.disclosure import release as releases
from dongseon.disclosure import wire
from dongseon.public.opendata.tables import PLACE_COLUMNS, SHEETS, VERSION, Column

LICENCE = "KOGL Type 1 (attribution)"
CHANGES: tuple[tuple[str, str, str, str], ...] = (
    ("1.0", "2020-05-06", "첫 공개", "First version"),
)
JSON, CSV, SVG, RSS = "application/json", "text/csv", "image/svg+xml", "application/rss+xml"
GEOJSON = "application/geo+json"
# file: (media type, what it is)
FILES: dict[str, tuple[str, str]] = {
    **{f"{sheet.name}.csv": (CSV, sheet.en) for sheet in SHEETS},
    **{f"{sheet.name}.json": (JSON, sheet.en) for sheet in SHEETS},
    "places.csv": (CSV, "Places visited, a row a band of time"),
    "places.json": (JSON, "Places visited, a row a band of time"),
    "places.geojson": (GEOJSON, "Places visited (RFC 7946)"),
    "changes.json": (JSON, "Identifiers of what is listed and of what was taken back"),
    "owid.csv": (CSV, "Figures by day in the columns of Our World in Data"),
    "data.json": (JSON, "Figures in the shape of Tokyo's dashboard"),
    "codebook.json": (JSON, "Every table and column, in Korean and English"),
    "release.schema.json": (JSON, "JSON Schema of the console's signed release"),
}
NEEDS_NO_RELEASE = frozenset({"codebook.json", "release.schema.json"})


def codebook() -> dict[str, Any]:
    """Every table and column in both languages."""
    return {
        "version": VERSION,
        "licence": LICENCE,
        "tables": [
            {
                "name": name,
                "ko": ko,
                "en": en,
                "columns": [column(each) for each in columns],
            }
            for name, ko, en, columns in (
                *((sheet.name, sheet.ko, sheet.en, sheet.columns) for sheet in SHEETS),
                ("places", "방문 장소", "Places visited", PLACE_COLUMNS),
            )
        ],
        "changes": [
            {"version": version, "date": day, "ko": ko, "en": en}
            for version, day, ko, en in CHANGES
        ],
    }


def column(each: Column) -> dict[str, str]:
    """A column of the codebook."""
    return {
        "name": each.name, "type": each.kind, "unit": each.unit, "ko": each.ko, "en": each.en,
    }  # fmt: skip


def release_schema() -> dict[str, Any]:
    """JSON Schema of a release."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": releases.SCHEMA,
        **wire.schema(releases.Release),
    }


def openapi(base: str) -> dict[str, Any]:
    """OpenAPI 3.1 of every file."""
    paths = {
        f"/api/v1/{name}": {
            "get": {
                "summary": said,
                "operationId": name.replace(".", "_"),
                "responses": {
                    "200": {"description": said, "content": {media: {"schema": body(name, media)}}},
                    "304": {"description": "What you have is what there is (ETag)"},
                    **(
                        {}
                        if name in NEEDS_NO_RELEASE
                        else {"404": {"description": "Nothing has been released yet"}}
                    ),
                },
            }
        }
        for name, (media, said) in FILES.items()
    }
    return {
        "openapi": "3.1.0",
        "info": {"title": "Dongseon open data", "version": VERSION, "license": {"name": LICENCE}},
        "servers": [{"url": base or "/"}],
        "paths": paths,
    }


def body(name: str, media: str) -> dict[str, Any]:
    """The schema of a file's content."""
    if media == CSV:
        return {"type": "string"}
    stem = name.removesuffix(".json")
    columns = next((sheet.columns for sheet in SHEETS if sheet.name == stem), None)
    if name == "places.json":
        columns = PLACE_COLUMNS
    if columns is None:
        return {"type": "object"}
    nullable = {"lon", "lat", "tests", "positives", "quarantined"}
    properties = {
        each.name: {"type": [each.kind, "null"] if each.name in nullable else each.kind}
        for each in columns
    }
    return {
        "type": "object",
        "required": ["meta", "data"],
        "properties": {
            "meta": {"type": "object"},
            "data": {
                "type": "array",
                "items": {
                    "type": "object",
                    "properties": properties,
                    "required": [each.name for each in columns],
                    "additionalProperties": False,
                },
            },
        },
    }
