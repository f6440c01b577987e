"""``bundle.toml``: the zone, the period and the holders' dialects of one bundle."""

import datetime as dt
import tomllib
import zoneinfo
from dataclasses import dataclass, field
from typing import Any

from dongseon.errors import InvalidInput
from dongseon.records import decoding, times
from dongseon.records.tables import SETTINGS_FILE, TABLES

DEFAULT_TIMEZONE = "Asia/Seoul"
DELIMITERS = (",", ";", "\t")


@dataclass(frozen=True, slots=True)
class Profile:
    """How one holder writes one file; empty = to be detected."""

    encoding: str = ""
    delimiter: str = ""
    columns: dict[str, str] = field(default_factory=dict)  # our name -> the holder's


@dataclass(frozen=True, slots=True)
class Settings:
    """What ``bundle.toml`` says."""

    timezone: str = DEFAULT_TIMEZONE
    period_from: dt.datetime | None = None  # UTC
    period_to: dt.datetime | None = None  # UTC
    profiles: dict[str, Profile] = field(default_factory=dict)  # table name -> profile

    def profile(self, table: str) -> Profile:
        """The profile of a table; the default detects everything."""
        return self.profiles.get(table, Profile())


def read_settings(data: bytes | None, *, timezone: str | None = None) -> tuple[Settings, list[str]]:
    """Settings and notices from the bytes of ``bundle.toml`` (None = there is none).

    ``timezone`` wins over the file's. Raises InvalidInput naming the key that cannot be used.
    """
    raw = {} if data is None else _parse(data)
    zone = known_zone(timezone if timezone is not None else raw.get("timezone", DEFAULT_TIMEZONE))
    begin = _moment(raw, "period_from", zone)
    end = _moment(raw, "period_to", zone)
    if begin and end and end <= begin:
        raise InvalidInput(f"{SETTINGS_FILE}: period_to is not after period_from")
    known = {"timezone", "period_from", "period_to", "profile"}
    notices = [
        f"{SETTINGS_FILE}: key {key!r} is unknown and was ignored"
        for key in raw
        if key not in known
    ]
    return Settings(zone.key, begin, end, _profiles(raw.get("profile", {}))), notices


def known_zone(name: Any) -> zoneinfo.ZoneInfo:  # Any: whatever TOML or a caller gives
    """The zone of an IANA name. Raises InvalidInput."""
    wrong = InvalidInput(f"timezone {name!r} is not an IANA name such as Asia/Seoul")
    if not isinstance(name, str) or not name:
        raise wrong
    try:
        return zoneinfo.ZoneInfo(name)
    except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError):
        raise wrong from None


def _parse(data: bytes) -> dict[str, Any]:  # Any: TOML values
    text = decoding.decode(data, file=SETTINGS_FILE).text
    try:
        return tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise InvalidInput(f"{SETTINGS_FILE}: not TOML: {error}") from None


def _moment(raw: dict[str, Any], key: str, zone: zoneinfo.ZoneInfo) -> dt.datetime | None:
    """A time of the period; a bare date is its first moment, in period_to its last."""
    value = raw.get(key)
    if value is None:
        return None
    if isinstance(value, dt.datetime | dt.date):
        value = value.isoformat()
    if not isinstance(value, str):
        raise InvalidInput(f"{SETTINGS_FILE}: {key} = {value!r} is not a time")
    is_date = times.is_date(value)
    moments, reasons = times.parse_times((value,), zone, dates=True)
    if reasons or not value.strip():
        raise InvalidInput(f"{SETTINGS_FILE}: {key} = {value!r} {reasons.get(0, 'is empty')}")
    moment = times.to_datetime(moments[0])
    if is_date and key == "period_to":
        local = moment.astimezone(zone) + dt.timedelta(
            days=1
        )  # wall clock: a day may have 23 hours
        moment = local.astimezone(dt.UTC)
    return moment


def _profiles(raw: Any) -> dict[str, Profile]:  # Any: TOML values
    if not isinstance(raw, dict):
        raise InvalidInput(f"{SETTINGS_FILE}: profile must be a table such as [profile.card]")
    for name in raw:
        if name not in TABLES:
            raise InvalidInput(
                f"{SETTINGS_FILE}: [profile.{name}] names no file of a bundle; known: {', '.join(TABLES)}"
            )
    return {name: _profile(name, table) for name, table in raw.items()}


def _profile(name: str, raw: Any) -> Profile:  # Any: TOML values
    where = f"{SETTINGS_FILE}: [profile.{name}]"
    if not isinstance(raw, dict):
        raise InvalidInput(f"{where} must be a table")
    for key in raw:
        if key not in ("encoding", "delimiter", "columns"):
            raise InvalidInput(
                f"{where} key {key!r} is unknown; known: encoding, delimiter, columns"
            )
    encoding = raw.get("encoding", "")
    if encoding != "":
        encoding = decoding.known_encoding(encoding) if isinstance(encoding, str) else ""
        if not encoding:
            raise InvalidInput(
                f"{where} encoding {raw['encoding']!r} is not one of {', '.join(decoding.ENCODINGS)}"
            )
    delimiter = raw.get("delimiter", "")
    if delimiter not in ("", *DELIMITERS):
        raise InvalidInput(f"{where} delimiter {delimiter!r} is not a comma, semicolon or tab")
    columns = raw.get("columns", {})
    if not isinstance(columns, dict) or not all(
        isinstance(theirs, str) for theirs in columns.values()
    ):
        raise InvalidInput(f'{where} columns must be {{ ours = "theirs" }}')
    return Profile(encoding, delimiter, dict(columns))
