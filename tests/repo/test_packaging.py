"""What is built carries all that pages and reports need, and whoever installs it needs no npm."""

import importlib.util
import json
import os
import re
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path
from types import ModuleType

import pytest

VENDOR = "dongseon/look/static/vendor"
NEEDED = (
    f"{VENDOR}/krds/css/component/output.css",
    f"{VENDOR}/krds/css/token/krds_tokens.css",
    f"{VENDOR}/pretendard/pretendardvariable-dynamic-subset.css",
    f"{VENDOR}/pretendard/LICENSE.txt",
    f"{VENDOR}/htmx/htmx.min.js",
    f"{VENDOR}/htmx/LICENSE",
    f"{VENDOR}/made-from",
    "dongseon/look/static/look/house.css",
    "dongseon/look/templates/krds/table.html",
    "dongseon/look/locale/ko/LC_MESSAGES/django.mo",
    "dongseon/console/locale/ko/LC_MESSAGES/django.mo",
    "dongseon/console/desk/templates/desk/base.html",
)
FONT_PARTS = 92  # parts that Pretendard is cut into


@pytest.fixture(scope="module")
def building(root: Path) -> ModuleType:
    pytest.importorskip("hatchling", reason="install dongseon[dev] to build packages")
    spec = importlib.util.spec_from_file_location("hatch_build", root / "hatch_build.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def packages(root: Path, building: ModuleType, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A wheel and an sdist of this tree, built without a network."""
    if building.dress_is_wanted(root):
        pytest.skip("the pages' files were not brought in (scripts/setup): nothing to pack")
    folder = tmp_path_factory.mktemp("packages")
    built = subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-d", str(folder)],
        cwd=root,
        env=os.environ | {"npm_config_offline": "true"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert built.returncode == 0, built.stderr
    return folder


def test_the_wheel_carries_the_pages_files_and_words(packages: Path) -> None:
    with zipfile.ZipFile(next(packages.glob("*.whl"))) as wheel:
        names = set(wheel.namelist())
    assert set(NEEDED) <= names
    fonts = [name for name in names if name.endswith(".woff2")]
    assert len(fonts) == FONT_PARTS
    assert not [name for name in names if "axe" in name or "node_modules" in name]


def test_the_sdist_builds_again_without_fetching_anything(
    packages: Path, building: ModuleType, tmp_path: Path
) -> None:
    with tarfile.open(next(packages.glob("*.tar.gz"))) as sdist:
        sdist.extractall(tmp_path, filter="data")
    (unpacked,) = tmp_path.iterdir()
    assert not building.dress_is_wanted(unpacked)
    assert not (
        set(NEEDED) - {str(p.relative_to(unpacked / "src")) for p in unpacked.rglob("src/**/*")}
    )


SVG = "http://www.w3.org/2000/svg"  # a name in a picture written into the sheet; nobody asks for it


def test_the_style_sheets_name_no_other_host_and_no_missing_file(root: Path) -> None:
    folder = root / "src" / VENDOR
    if not folder.is_dir():
        pytest.skip("the pages' files were not brought in (scripts/setup)")

    missing = []
    for sheet in folder.rglob("*.css"):
        text = re.sub(r"/\*.*?\*/", "", sheet.read_text(encoding="utf-8"), flags=re.DOTALL)
        assert "://" not in text.replace(SVG, "")
        assert "sourceMappingURL" not in text
        missing += [
            f"{sheet.name}: {name}"
            for name in re.findall(r"url\(['\"]?(?!data:)([^'\")]+)", text)
            if not (sheet.parent / name).resolve().is_file()
        ]
    assert not missing


def test_the_npm_lock_pins_every_package_by_hash_and_names_no_address(root: Path) -> None:
    text = (root / "package-lock.json").read_text(encoding="utf-8")
    assert "://" not in text
    lock = json.loads(text)
    packages = {name: entry for name, entry in lock["packages"].items() if name}
    assert packages
    assert not [name for name, entry in packages.items() if "sha512-" not in entry["integrity"]]
    wanted = json.loads((root / "package.json").read_text(encoding="utf-8"))
    asked = {**wanted["dependencies"], **wanted["devDependencies"]}
    locked = {name.removeprefix("node_modules/"): p["version"] for name, p in packages.items()}
    assert asked.items() <= locked.items()


def test_the_dress_is_wanted_anew_when_the_lock_changes(
    building: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("package.json", "package-lock.json", "hatch_build.py"):
        (tmp_path / name).write_text("{}\n", encoding="utf-8")
    assert building.dress_is_wanted(tmp_path)
    stamp = tmp_path / building.DRESS / "made-from"
    stamp.parent.mkdir(parents=True)
    stamp.write_text(building.origin(tmp_path), encoding="ascii")
    assert not building.dress_is_wanted(tmp_path)
    (tmp_path / "package-lock.json").write_text("{}\r\n", encoding="utf-8")
    assert not building.dress_is_wanted(tmp_path)  # another system's line ends are no change
    (tmp_path / "package-lock.json").write_text('{"a": 1}\n', encoding="utf-8")
    assert building.dress_is_wanted(tmp_path)
    monkeypatch.setenv("DONGSEON_ASSETS", "0")
    assert not building.dress_is_wanted(tmp_path)
