"""The build's own step: compile the translations, so that every install carries them.

Runs for wheel, sdist and editable installs alike. The compiled catalogues lie beside their
sources; git ignores them and the packages carry them (``artifacts`` in pyproject.toml).
"""

from pathlib import Path
from typing import Any

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class CompileTranslations(BuildHookInterface):  # type: ignore[type-arg]  # hatchling's own parameter
    """Write ``<name>.mo`` beside each ``<name>.po`` below src/dongseon."""

    PLUGIN_NAME = "custom"

    def initialize(
        self,
        version: str,  # hatchling's signature
        build_data: dict[str, Any],  # hatchling's signature, values of any kind
    ) -> None:
        """Called by hatchling before it collects files."""
        for source in sorted(Path(self.root, "src", "dongseon").rglob("*.po")):
            compile_catalogue(source)


def compile_catalogue(source: Path) -> Path:
    """Compile one catalogue. Fuzzy messages are left out, as gettext does."""
    locale = source.parent.parent.name  # …/locale/<language>/LC_MESSAGES/<domain>.po
    with source.open("rb") as readable:
        catalogue = read_po(readable, locale=locale, domain=source.stem)
    target = source.with_suffix(".mo")
    with target.open("wb") as writable:
        write_mo(writable, catalogue)
    return target
