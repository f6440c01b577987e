"""The process that serves one face of the site: granian over Django."""

import argparse
from collections.abc import Sequence

from granian import Granian
from granian.constants import Interfaces
from granian.http import HTTP1Settings
from granian.log import LogLevels

from dongseon.running import journal

CONNECTIONS = 4096  # at once; more wait in the backlog
THREADS = 24  # of a process: up to 15 compute or wait (front.gate), the others answer from memory
HEADER_TIMEOUT_MS = 5_000  # a client that sends its headers slower is let go


def main(words: Sequence[str]) -> None:
    """Serve until SIGTERM."""
    asked = argparse.ArgumentParser()
    asked.add_argument("--address", required=True)
    asked.add_argument("--port", type=int, required=True)
    asked.add_argument("--processes", type=int, required=True)
    told = asked.parse_args(words)
    Granian(
        "dongseon.public.wsgi:serve",
        factory=True,
        address=told.address,
        port=told.port,
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
