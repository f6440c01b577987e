"""One of the processes that readers' connections meet first. It knows no Django."""

import argparse
import signal
import socket
from collections.abc import Sequence
from pathlib import Path

from dongseon.public.doorway.fetching import Fetching
from dongseon.public.doorway.holding import Holding
from dongseon.public.doorway.loop import Doorway
from dongseon.public.front.generation import Generation

BACKLOG = 4096  # connections that wait to be taken


def main(words: Sequence[str]) -> None:
    """Answer until SIGTERM."""
    asked = argparse.ArgumentParser()
    asked.add_argument("--address", required=True)
    asked.add_argument("--port", type=int, required=True)
    asked.add_argument("--behind", type=Path, required=True, help="The socket of what is behind.")
    asked.add_argument("--data", type=Path, required=True, help="The site's folder.")
    told = asked.parse_args(words)
    stops: list[int] = []
    signal.signal(signal.SIGTERM, lambda number, frame: stops.append(number))
    held = Holding(Generation(told.data))
    listener = listening(told.address, told.port)
    Doorway(listener, told.behind, held, Fetching(told.behind, held)).run(lambda: bool(stops))


def listening(address: str, port: int) -> socket.socket:
    """A socket of this process's own at an address that its siblings share: the system parts the readers."""
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    found = socket.socket(family, socket.SOCK_STREAM)
    found.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    found.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
    found.bind((address, port))
    found.listen(BACKLOG)
    return found
