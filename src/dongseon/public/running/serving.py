"""The process that serves one face of the site: granian over Django."""

import argparse
from collections.abc import Sequence
from pathlib import Path

from granian import Granian
from granian.constants import Interfaces
from granian.http import HTTP1Settings
from granian.log import LogLevels

from dongseon.running import journal

CONNECTIONS = 4096  # at once; more wait in the backlog
THREADS = 20  # of a process: up to 12 compute or wait (front.gate), the others answer from memory
HEADER_TIMEOUT_MS = 5_000  # a client that sends its headers slower is let go


def main(words: Sequence[str]) -> None:
    """Serve until SIGTERM."""
    asked = argparse.ArgumentParser()
    asked.add_argument("--address", default="127.0.0.1")
    asked.add_argument("--port", type=int, default=0)
    asked.add_argument("--socket", type=Path, help="Behind doorways: where they find it.")
    asked.add_argument("--processes", type=int, required=True)
    told = asked.parse_args(words)
    if told.socket is not None:
        told.socket.unlink(missing_ok=True)  # left by one that was killed
    Granian(
        "dongseon.public.wsgi:serve",
        factory=True,
        address=told.address,
        port=told.port,
        uds=told.socket,
        uds_permissions=0o600,
        interface=Interfaces.WSGI,
        blocking_threads=THREADS,
        workers=told.processes,
        backpressure=CONNECTIONS,
        websockets=False,
        http1_settings=HTTP1Settings(header_read_timeout=HEADER_TIMEOUT_MS),
        log_access=False,
        log_dictconfig=journal.CONFIG,
        log_level=LogLevels.warning,
        workers_kill_timeout=15,
        respawn_failed_workers=True,
        respawn_interval=0.2,
    ).serve()
