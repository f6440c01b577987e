"""A console for a real browser: a database of its own, the server that serves in earnest, a browser.

Nothing here touches Django's models: Playwright runs a loop in this thread, and Django refuses to reach
its database beside one.
"""

import json
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg
from psycopg import sql

from dongseon.running import postgres
from dongseon.running.postgres import Server

ROOT = Path(__file__).resolve().parents[3]
CLONE = "browser"
SET_STAGE = "import django; django.setup(); from tests.console.browser import stage; stage.main()"
START_S = 60  # s, how long the server may take
CHROMIUM = ("chromium", "chromium-browser", "google-chrome")
FLAGS = ("--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--lang=ko-KR")


@dataclass(frozen=True, slots=True)
class Theatre:
    """A console that runs, and what is in it."""

    address: str  # http://127.0.0.1:port
    sessions: Mapping[str, str]
    ids: Mapping[str, str]
    server: int  # process


def found_browser() -> str | None:
    """A Chromium on the path."""
    return next((path for name in CHROMIUM if (path := shutil.which(name))), None)


@contextmanager
def opened(server: Server, environment: Mapping[str, str]) -> Iterator[Theatre]:
    """A console on a copy of the database, filled by `stage`; gone at the end."""
    clone(server)
    told = {**environment, "DATABASE_URL": server.url(postgres.APPLICATION, CLONE)}
    try:
        told_of = json.loads(run(told, "-c", SET_STAGE))
        port = free_port()
        with serving(told, port) as process:
            yield Theatre(
                f"http://127.0.0.1:{port}", told_of["sessions"], told_of["ids"], process.pid
            )
    finally:
        drop(server)


def clone(server: Server) -> None:
    """Copy the database with its tables; nobody may be in it meanwhile."""
    drop(server)
    with psycopg.connect(server.url(postgres.SUPERUSER, "postgres"), autocommit=True) as maker:
        maker.execute(
            sql.SQL("CREATE DATABASE {} TEMPLATE {} OWNER {}").format(
                *map(sql.Identifier, (CLONE, postgres.DATABASE, postgres.OWNER))
            )
        )


def drop(server: Server) -> None:
    """Forget the copy."""
    with psycopg.connect(server.url(postgres.SUPERUSER, "postgres"), autocommit=True) as maker:
        maker.execute(
            sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(CLONE))
        )


def run(environment: Mapping[str, str], *words: str) -> str:
    """What a Python program of ours prints."""
    done = subprocess.run(
        [sys.executable, *words],
        env={**os.environ, **environment},
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-4000:]
    return done.stdout


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as tried:
        tried.bind(("127.0.0.1", 0))
        return int(tried.getsockname()[1])


@contextmanager
def serving(environment: Mapping[str, str], port: int) -> "Iterator[subprocess.Popen[bytes]]":
    """The server in earnest: granian over WSGI."""
    words = [
        *(sys.executable, "-m", "granian", "--interface", "wsgi", "--no-ws"),
        *("--host", "127.0.0.1", "--port", str(port), "--workers", "1"),
        *("--blocking-threads", "4", "--log-level", "warning"),
        "dongseon.console.wsgi:application",
    ]
    with subprocess.Popen(words, env={**os.environ, **environment}, cwd=ROOT) as process:
        try:
            await_answer(f"http://127.0.0.1:{port}/healthz", process)
            yield process
        finally:
            process.terminate()
            process.wait(30)


def await_answer(address: str, process: "subprocess.Popen[bytes]") -> None:
    """Wait until somebody answers there."""
    until = time.monotonic() + START_S
    while time.monotonic() < until:
        assert process.poll() is None, "the server ended at once"
        try:
            urllib.request.urlopen(address, timeout=5).close()  # noqa: S310  # our own loopback
        except urllib.error.HTTPError:
            return
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise TimeoutError(f"{address} does not answer after {START_S} s")
