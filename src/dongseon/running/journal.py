"""What our servers' processes write to standard error: a JSON object a line, and nothing about anybody.

Libraries put what they are given into their words: a path with a name in it, a form, the row that broke
a constraint. So of their records only level, logger, place and kind of fault are kept. Of ours the words
are kept too: they are constants with numbers and names of ours in them.
"""

import json
import logging
import logging.config
import sys
import threading
import traceback
from contextvars import ContextVar
from datetime import UTC, datetime
from types import TracebackType
from typing import Any

REQUEST_ID: ContextVar[str] = ContextVar("request_id", default="")
OURS = "dongseon."  # loggers whose words name nobody
FRAMES = 6  # of a fault: module and line of the innermost

CONFIG: dict[str, Any] = {  # as logging.config.dictConfig takes it
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"json": {"()": "dongseon.running.journal.Lines"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "json"}},
    "root": {"level": "WARNING", "handlers": ["stderr"]},
    "loggers": {
        "dongseon": {"level": "INFO"},
        "procrastinate.worker": {"level": "INFO"},
        "django.request": {"level": "ERROR"},  # what was merely refused has its line already
        "_granian": {"propagate": True, "handlers": []},  # serving sets its level
    },
}


class Lines(logging.Formatter):
    """One line a record."""

    def format(self, record: logging.LogRecord) -> str:
        """The record as JSON."""
        at = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")
        told: dict[str, Any] = {
            "at": at,
            "level": record.levelname.lower(),
            "logger": record.name,
        }
        if record.name.startswith(OURS):
            told["message"] = record.getMessage()
        else:
            told["place"] = f"{record.module}:{record.lineno}"
        if REQUEST_ID.get():
            told["request_id"] = REQUEST_ID.get()
        told |= getattr(record, "figures", {}) if record.name.startswith(OURS) else job_of(record)
        if record.exc_info and record.exc_info[0] is not None:
            told["fault"] = record.exc_info[0].__name__
            told["frames"] = frames(record.exc_info[2])
        return json.dumps(told, ensure_ascii=False)


def job_of(record: logging.LogRecord) -> dict[str, Any]:
    """Which job a record of procrastinate's is about, and what became of it; never its arguments."""
    job = getattr(record, "job", None)
    if not isinstance(job, dict):
        return {}
    return {
        "action": str(getattr(record, "action", "")),
        "task": str(job.get("task_name", "")),
        "job": job.get("id"),
    }


def frames(trace: TracebackType | None) -> list[str]:
    """Where a fault was: modules and lines, outermost first, and no values."""
    walked = [
        f"{frame.f_globals.get('__name__', '?')}:{line}" for frame, line in traceback.walk_tb(trace)
    ]
    return walked[-FRAMES:]


def begin() -> None:
    """Write this process's journal so; faults that nobody catches and warnings go into it as well."""
    logging.config.dictConfig(CONFIG)
    logging.captureWarnings(True)
    sys.excepthook = uncaught
    threading.excepthook = lambda args: uncaught(
        args.exc_type, args.exc_value or args.exc_type(), args.exc_traceback
    )


def uncaught(kind: type[BaseException], fault: BaseException, trace: TracebackType | None) -> None:
    """Write down a fault that nobody caught."""
    logging.getLogger("dongseon.running").critical("uncaught", exc_info=(kind, fault, trace))
