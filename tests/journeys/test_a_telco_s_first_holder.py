"""docs/holder.md is true: its blocks run, top to bottom, in an empty folder, and a mandate is answered."""

import os
import re
import signal
import socket
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

BLOCK = re.compile(r"^```(sh|python)\n(.*?)^```", re.MULTILINE | re.DOTALL)
PAGE = Path(__file__).parents[2] / "docs/holder.md"
PORT = 8700
LIMIT_S = 120


def test_a_data_engineer_who_follows_the_page_has_an_answering_holder(tmp_path: Path) -> None:
    port = str(free_port())
    said = []
    try:
        for language, code in BLOCK.findall(PAGE.read_text(encoding="utf-8")):
            done = run(language, code.replace(str(PORT), port), tmp_path)
            assert done.returncode == 0, f"{code}\n{done.stdout}\n{done.stderr}"
            said.append(done.stdout)
    finally:
        stop(tmp_path / "holder.pid")
    assert '"state":"answered"' in said[4]
    assert said[4].endswith("[]\n")
    assert "Nothing is wrong." in said[5]


def run(language: str, code: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """Run one block as a reader would who has the environment's programs on the path."""
    programs = os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", "")])
    words = ["bash", "-euo", "pipefail", "-c"] if language == "sh" else [sys.executable, "-c"]
    with (folder / "out").open("w+") as out, (folder / "err").open("w+") as err:
        done = subprocess.run(  # into files: the holder, left running, would keep a pipe open
            [*words, code],
            cwd=folder,
            env=os.environ | {"PATH": programs},
            stdout=out,
            stderr=err,
            check=False,
            timeout=LIMIT_S,
        )
        out.seek(0)
        err.seek(0)
        return subprocess.CompletedProcess(words, done.returncode, out.read(), err.read())


def stop(pid: Path) -> None:
    """End a holder that a failed block left behind."""
    if pid.is_file():
        with suppress(ProcessLookupError):
            os.kill(int(pid.read_text()), signal.SIGTERM)


def free_port() -> int:
    """A port that nobody listens on now."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])
