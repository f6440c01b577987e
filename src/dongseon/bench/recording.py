"""Write what a bench found beside the machine, the commit and the seeds it was found with."""

import json
import os
import platform
import subprocess
from collections.abc import Mapping
from datetime import datetime
from importlib import metadata
from pathlib import Path
from typing import Any

from dongseon.errors import InvalidInput


def record(
    folder: Path,
    name: str,
    figures: Mapping[str, Any],  # JSON values
    *,
    asked: Mapping[str, Any],  # seeds and sizes
    now: datetime,
) -> Path:
    """Write ``folder/NAME.json``, in place of an earlier one. Raises InvalidInput if it cannot be written."""
    path = folder / f"{name}.json"
    said = {
        "bench": name,
        "measured_at": now.isoformat(timespec="seconds"),
        "commit": commit(),
        "asked": dict(asked),
        "machine": machine(),
        "figures": dict(figures),
    }
    try:
        folder.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(said, indent=2, allow_nan=False) + "\n", encoding="utf-8")
    except OSError as fault:
        raise InvalidInput(f"{path}: cannot be written: {fault.strerror}") from fault
    return path


def machine() -> dict[str, Any]:
    """What the figures were measured on; the load tells how quiet it was."""
    return {
        "cores": os.cpu_count(),
        "load": round(os.getloadavg()[0], 1) if hasattr(os, "getloadavg") else None,
        "processor": platform.machine(),
        "system": platform.system(),
        "python": platform.python_version(),
        **{name: metadata.version(name) for name in ("dongseon", "numpy", "numba", "pyarrow")},
    }


def commit() -> str | None:
    """The commit of the source this runs from, "+" when changed since; None where there is no git."""
    try:
        done = subprocess.run(
            ["git", "describe", "--always", "--abbrev=12", "--dirty=+"],  # noqa: S607  # whichever git there is
            cwd=Path(__file__).parent,
            capture_output=True,
            text=True,
            check=False,
        )
    except OSError:
        return None
    return done.stdout.strip() or None
