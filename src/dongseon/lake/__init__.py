"""A population's records on disk: files in two orders, questions, retention. For holders and simulations.

``ingest``, ``compact``, ``purge`` and ``verify`` keep a lake; ``open_desk`` answers questions from one
generation of it, on DuckDB or Spark.
"""

from dongseon.lake.ask import (
    CONTACTS,
    FLOW,
    PRESENT,
    Desk,
    instant,
    open_desk,
    population_flow,
    stayed,
)
from dongseon.lake.compact import Compacted, compact
from dongseon.lake.door import Profile
from dongseon.lake.engines import check_engine, open_engine
from dongseon.lake.erasure import check, read_key, read_public_key
from dongseon.lake.generations import create, is_lake, pinned, present
from dongseon.lake.ingest import Ingested, ingest
from dongseon.lake.kinds import KINDS, Kind, kind_named
from dongseon.lake.numbers import as_kept
from dongseon.lake.purge import Purged, purge
from dongseon.lake.questions import Area, Window
from dongseon.lake.verify import Verified, verify

__all__ = [
    "CONTACTS",
    "FLOW",
    "KINDS",
    "PRESENT",
    "Area",
    "Compacted",
    "Desk",
    "Ingested",
    "Kind",
    "Profile",
    "Purged",
    "Verified",
    "Window",
    "as_kept",
    "check",
    "check_engine",
    "compact",
    "create",
    "ingest",
    "instant",
    "is_lake",
    "kind_named",
    "open_desk",
    "open_engine",
    "pinned",
    "population_flow",
    "present",
    "purge",
    "read_key",
    "read_public_key",
    "stayed",
    "verify",
]
