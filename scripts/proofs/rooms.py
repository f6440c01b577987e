"""The analytical rooms install and pass their tests with nothing beside them.

Builds the sdist, from it the wheel, installs that into an empty environment with the test runner
alone, and runs the tests of records, itinerary, contacts, disclosure and the simulated city there.
Django, Spark, databases and table libraries are absent; tests that compare with a table library say
that they were skipped.
"""

import subprocess
import sys
import tempfile
import tomllib
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
ROOMS = ("records", "itinerary", "contacts", "disclosure", "city")
RUNNER = ("pytest", "hypothesis")
ABSENT = ("django", "pyspark", "duckdb", "psycopg", "pandas", "polars", "matplotlib", "babel")


def main() -> int:
    """Run the proof; the exit code is that of the tests."""
    with tempfile.TemporaryDirectory() as folder:
        wheel = built(Path(folder))
        python = bare_environment(Path(folder, "bare"), wheel)
        for name in ABSENT:
            if run(python, "-c", f"import {name}", check=False, quiet=True) == 0:
                raise SystemExit(f"{name} is there: the environment is not bare")
        print(f"absent: {', '.join(ABSENT)}")
        tests = [str(ROOT / "tests" / room) for room in ROOMS]
        return run(python, "-m", "pytest", "-q", "-p", "no:cacheprovider", *tests, check=False)


def built(folder: Path) -> Path:
    """The wheel made from the sdist, as an installer would make it."""
    pip = (sys.executable, "-m", "pip", "--quiet", "--disable-pip-version-check")
    run(sys.executable, "-m", "hatchling", "build", "-t", "sdist", "-d", str(folder), cwd=ROOT)
    (sdist,) = folder.glob("*.tar.gz")
    run(*pip, "wheel", "--no-deps", "--no-build-isolation", "-w", str(folder), str(sdist))
    (wheel,) = folder.glob("*.whl")
    print(
        f"{sdist.name}: {sdist.stat().st_size:,} bytes; {wheel.name}: {wheel.stat().st_size:,} bytes"
    )
    return wheel


def bare_environment(folder: Path, wheel: Path) -> str:
    """An environment with the wheel, what it needs at the locked versions, and the test runner."""
    venv.create(folder, with_pip=True)
    python = str(folder / "bin" / "python")
    constraints = folder / "constraints.txt"
    constraints.write_text("\n".join(pins()) + "\n", encoding="utf-8")
    run(
        *(python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"),
        *("-c", str(constraints), str(wheel), *RUNNER),
    )
    return python


def pins() -> list[str]:
    """The locked versions without their hashes: a local wheel has none, and pip wants all or none."""
    lock = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    return [line.rstrip(" \\") for line in lock.splitlines() if "==" in line.split(";")[0][:80]]


def run(*words: str, check: bool = True, quiet: bool = False, cwd: Path | None = None) -> int:
    """Run a command, loudly unless asked not to."""
    silence = subprocess.DEVNULL if quiet else None
    return subprocess.run(words, check=check, stdout=silence, stderr=silence, cwd=cwd).returncode


if __name__ == "__main__":
    version = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"][
        "version"
    ]
    print(f"dongseon {version}: the analytical rooms alone")
    sys.exit(main())
