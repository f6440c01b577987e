"""The rules of itinerary and contacts, each changed in one spot: do their tests notice?

Works on a copy of the tree, with mutmut in an environment of its own that sees the project's libraries.
Prints every change that no test noticed, and the share noticed by module. A change that makes no
difference (``< 0`` for ``<= 0`` where the curve is nought) stays unnoticed: the list is to be read.

    scripts/prove mutants                                    # all rules below
    scripts/prove mutants src/dongseon/contacts/criteria.py  # some of them
"""

import json
import shutil
import subprocess
import sys
import sysconfig
import tempfile
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
MUTMUT = "mutmut==3.8.1"
# Rules that stand for themselves, and the tests that state them. Compiled loops have oracles instead.
RULES = {
    "src/dongseon/contacts/criteria.py": "tests/contacts/test_criteria.py",
    "src/dongseon/itinerary/discrepancies/matter.py": "tests/itinerary/test_matter.py",
    "src/dongseon/itinerary/words.py": "tests/itinerary/test_words.py",
}


def main() -> int:
    """Run the proof; 1 if there are changes that no test noticed."""
    chosen = sys.argv[1:] or list(RULES)
    with tempfile.TemporaryDirectory() as folder:
        mutmut = installed(Path(folder, "environment"))
        found = [score(mutmut, Path(folder, Path(module).stem), module) for module in chosen]
    for module, (noticed, total) in zip(chosen, found, strict=True):
        print(f"{module}: {noticed} of {total} changes noticed ({noticed / max(1, total):.0%})")
    noticed, total = (sum(column) for column in zip(*found, strict=True))
    print(f"all: {noticed} of {total} ({noticed / max(1, total):.0%})")
    return int(noticed < total)


def installed(folder: Path) -> Path:
    """mutmut's program in an environment of its own that also sees the project's libraries."""
    venv.create(folder, with_pip=True)
    pip = (str(folder / "bin" / "pip"), "--quiet", "--disable-pip-version-check", "install")
    subprocess.run([*pip, MUTMUT], check=True)
    (own,) = folder.glob("lib/python*/site-packages")
    Path(own, "project.pth").write_text(sysconfig.get_paths()["purelib"] + "\n")
    return folder / "bin" / "mutmut"


def score(mutmut: Path, copy: Path, module: str) -> tuple[int, int]:
    """Changes noticed, and all, of one module."""
    if module not in RULES:
        raise SystemExit(f"{module} is none of {', '.join(RULES)}")
    copy.mkdir()
    for name in ("src", "tests"):
        shutil.copytree(ROOT / name, copy / name, ignore=shutil.ignore_patterns("__pycache__"))
    settings = (ROOT / "pyproject.toml").read_text()
    (copy / "pyproject.toml").write_text(settings + configured(module))
    run = (str(mutmut), "run", "--max-children", "2")
    subprocess.run(run, cwd=copy, stdout=subprocess.DEVNULL, check=True)
    subprocess.run([str(mutmut), "results"], cwd=copy, check=True)
    subprocess.run(
        [str(mutmut), "export-cicd-stats"], cwd=copy, stdout=subprocess.DEVNULL, check=True
    )
    counts = json.loads((copy / "mutants" / "mutmut-cicd-stats.json").read_text())
    return counts["killed"] + counts["timeout"], counts["total"]


def configured(module: str) -> str:
    """The table of pyproject.toml that says what is changed and which tests are asked."""
    return f"""
[tool.mutmut]
source_paths = ["src"]
only_mutate = ["{module}"]
pytest_add_cli_args_test_selection = ["{RULES[module]}"]
pytest_add_cli_args = ["-q", "-p", "no:cacheprovider"]
also_copy = ["tests"]
"""


if __name__ == "__main__":
    sys.exit(main())
