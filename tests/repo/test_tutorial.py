"""The tutorial and the README's example are true: their code runs, top to bottom, in an empty folder."""

import os
import re
import subprocess
import sys
from pathlib import Path

BLOCK = re.compile(r"^```(sh|python)\n(.*?)^```", re.MULTILINE | re.DOTALL)
LIMIT_S = 300


def test_the_tutorial_runs_as_it_is_written(root: Path, tmp_path: Path) -> None:
    page = (root / "docs/tutorial.md").read_text(encoding="utf-8")
    blocks = BLOCK.findall(page)
    assert len(blocks) >= 5
    for number, (language, code) in enumerate(blocks, start=1):
        done = run(language, code, tmp_path)
        assert done.returncode == 0, f"block {number}:\n{code}\n{done.stdout}\n{done.stderr}"


def test_the_readme_s_example_runs_on_a_bundle(root: Path, bundle: Path) -> None:
    page = (root / "README.md").read_text(encoding="utf-8")
    ((_, code),) = (block for block in BLOCK.findall(page) if block[0] == "python")
    done = run("python", code, bundle.parent)
    assert done.returncode == 0, done.stderr
    assert "cafe" in done.stdout


def run(language: str, code: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """Run one block as a reader would who has the environment's programs on the path."""
    programs = os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", "")])
    words = ["bash", "-euo", "pipefail", "-c"] if language == "sh" else [sys.executable, "-c"]
    return subprocess.run(
        [*words, code],
        cwd=folder,
        env=os.environ | {"PATH": programs},
        capture_output=True,
        text=True,
        check=False,
        timeout=LIMIT_S,
    )
