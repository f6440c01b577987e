"""The process that serves: Django's settings, the service, the thread that answers."""

import importlib
import json
import logging.config
import os
import signal
import socket
import sys
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from multiprocessing.util import Finalize
from pathlib import Path

import django
from django.conf import settings
from django.core.handlers.asgi import ASGIHandler
from granian import Granian
from granian.constants import Interfaces
from granian.http import HTTP1Settings

from dongseon.errors import DongseonError, InvalidInput
from dongseon.holder import intake, journal
from dongseon.holder.config import Config, Engine, Limits, read_config
from dongseon.holder.intake import Application
from dongseon.holder.runner import Runner
from dongseon.holder.service import Service
from dongseon.ledger.durable import InUse

TOLD_BY = "DONGSEON_HOLDER"  # the environment variable that tells the serving process where to look
CONNECTIONS = 256  # at once; more wait in the backlog
WATCH_S = 0.2
PATIENCE = 25  # times WATCH_S
HEADER_TIMEOUT_MS = 5_000  # a client that sends its headers slower is let go


@dataclass(frozen=True, slots=True)
class Place:
    """Where a holder is and where it listens."""

    data: Path
    lake: Path
    name: str
    address: str
    port: int
    engine: Engine = field(default_factory=Engine)
    answer_s: float = field(default_factory=lambda: Limits().answer_s)


def serve(place: Place) -> None:
    """Serve until SIGTERM or SIGINT. Raises InvalidInput or NotFound before anything is opened."""
    told = {
        "data": str(place.data),
        "lake": str(place.lake),
        "name": place.name,
        "engine": place.engine.name,
        "master": place.engine.master,
        "answer_s": str(place.answer_s),
    }
    told_config(told)  # no key, no start
    refuse_taken(place.address, place.port)
    os.environ[TOLD_BY] = json.dumps(told)
    Granian(
        "dongseon.holder.asgi:make",
        factory=True,
        address=place.address,
        port=place.port,
        interface=Interfaces.ASGINL,
        workers=1,
        backpressure=CONNECTIONS,
        websockets=False,
        http1_settings=HTTP1Settings(header_read_timeout=HEADER_TIMEOUT_MS),
        log_access=False,
        log_dictconfig=journal.CONFIG,
        workers_kill_timeout=30,
        respawn_failed_workers=False,
    ).serve()


def refuse_taken(address: str, port: int) -> None:
    """Raise InvalidInput if somebody listens there: the server itself would share the port."""
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    with socket.socket(family) as one:
        one.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            one.bind((address, port))
        except OSError as fault:
            raise InvalidInput(f"{address} port {port}: {fault.strerror}") from None


def make() -> Application:
    """The application in the serving process; opens the holder and starts to answer."""
    logging.config.dictConfig(journal.CONFIG)
    told = json.loads(os.environ[TOLD_BY])
    try:
        runner = Runner(open_service(told_config(told)))
    except DongseonError as fault:
        sys.exit(f"dongseon: {fault}")
    runner.start()
    threading.Thread(target=end_with, args=(os.getppid(),), daemon=True).start()
    Finalize(None, runner.stop, exitpriority=0)  # granian's workers run no atexit
    return application(runner)


def told_config(told: Mapping[str, str]) -> Config:
    """The configuration that the serving process is told of. Raises InvalidInput, NotFound."""
    return read_config(
        Path(told["data"]),
        lake_folder=Path(told["lake"]),
        name=told["name"],
        limits=Limits(answer_s=float(told["answer_s"])),
        engine=Engine(told["engine"], told["master"]),
    )


def open_service(config: Config) -> Service:
    """Open the holder; wait a little for an earlier process that has just lost its parent."""
    for _ in range(PATIENCE):
        try:
            return Service(config, now)
        except InUse:
            time.sleep(WATCH_S)
    return Service(config, now)


def end_with(parent: int) -> None:
    """End this process once its parent is gone: killed outright, it could not tell us."""
    while os.getppid() == parent:
        time.sleep(WATCH_S)
    os.kill(os.getpid(), signal.SIGKILL)  # nothing is lost by it, and nothing can hold it up


def application(runner: Runner) -> Application:
    """Django over one holder. Once a process: Django has one set of settings."""
    if settings.configured:
        raise InvalidInput("Django has settings already: one holder a process")
    settings.configure(
        DEBUG=False,
        ALLOWED_HOSTS=["*"],  # nothing here is built from the Host header
        INSTALLED_APPS=[],
        MIDDLEWARE=[
            "django.middleware.security.SecurityMiddleware",
            "django.middleware.common.CommonMiddleware",  # Content-Length on every answer
        ],
        USE_TZ=True,
        TIME_ZONE="UTC",
        LOGGING_CONFIG=None,
        APPEND_SLASH=False,
    )
    django.setup(set_prefix=False)
    settings.ROOT_URLCONF = importlib.import_module("dongseon.holder.api").build(runner)
    return intake.bounded(ASGIHandler())


def now() -> datetime:
    """The time."""
    return datetime.now(UTC)
