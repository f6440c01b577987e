"""What the process writes to standard error: a JSON object a line, and nothing about anybody."""

import json
import logging
from datetime import UTC, datetime
from typing import Any

CONFIG: dict[str, Any] = {  # as logging.config.dictConfig takes it
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"json": {"()": "dongseon.holder.journal.Lines"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "json"}},
    "root": {"level": "INFO", "handlers": ["stderr"]},
    "loggers": {
        "_granian": {"level": "WARNING", "propagate": True, "handlers": []},
        # Django would name the path of each refused call, and with it a mandate's id.
        "django.request": {"level": "CRITICAL"},
        "django.security": {"level": "CRITICAL"},
    },
}


class Lines(logging.Formatter):
    """One line a record; of a fault its kind and place, not its words: they may quote a request."""

    def format(self, record: logging.LogRecord) -> str:
        """The record as JSON."""
        told: dict[str, Any] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
        }
        if record.exc_info and record.exc_info[0] is not None:
            told["fault"] = record.exc_info[0].__name__
        return json.dumps(told, ensure_ascii=False)
