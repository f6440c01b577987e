"""Personal location histories: the files that phones, watches and services hand to their owners.

``read_history`` recognises the format by the content. Formats, fields and refusals are listed in
``docs/method/histories.md``.
"""

from dongseon.records.histories import recognise, values
from dongseon.records.histories.gps_rows import GpsRows, Track, to_gps_rows, to_track
from dongseon.records.histories.types import KINDS, History

__all__ = ["KINDS", "GpsRows", "History", "Track", "read_history", "to_gps_rows", "to_track"]


def read_history(name: str, data: bytes, *, timezone: str = "Asia/Seoul") -> History:
    """The positions in a location history, whichever application wrote it.

    ``name`` is used in messages and provenance only: the content decides. A time without an offset
    is local time in ``timezone`` (IANA name). Rows that cannot be used are in ``rejects``.
    Raises InvalidInput for a file that is no location history, or holds no position at all.
    """
    return recognise.read(name, data, values.zone(timezone))
