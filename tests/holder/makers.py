"""A telco in Seoul with a small lake, and a holder over it whose clock is set by hand."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography.hazmat.primitives import serialization
from tests.mandate import cast

from dongseon import lake
from dongseon.holder import Config, Limits, Service, read_config
from dongseon.mandate import keys

SECTORS = ("S1", "S2", "S3", "S9")
CASE = "01012345678"
NIGHT = datetime(2020, 5, 5, 11, tzinfo=UTC)


@dataclass
class Clock:
    """A clock that goes on when it is told to."""

    now: datetime = cast.NOW

    def __call__(self) -> datetime:
        return self.now

    def go_on(self, **by: float) -> None:
        self.now += timedelta(**by)


@dataclass
class Kept:
    """A holder with everything that it stands on."""

    service: Service
    config: Config
    clock: Clock = field(default_factory=Clock)

    def again(self) -> "Kept":
        """The same folder, opened anew after the process ended."""
        self.service.close()
        return replace(self, service=Service(self.config, self.clock))


def connections() -> Iterable[tuple[str, str, datetime, datetime]]:
    """Forty phones about the night of 5 May: some at the club for hours, some passing by."""
    for number in range(40):
        phone = CASE if number == 0 else f"0109{number:07}"
        home = SECTORS[2]
        yield phone, home, NIGHT - timedelta(hours=30), NIGHT - timedelta(hours=2)
        if number % 2 == 0:  # at the club
            begin = NIGHT + timedelta(minutes=3 * number)
            yield phone, SECTORS[number % 4 // 2], begin, begin + timedelta(minutes=90)
        elif number % 3 == 0:  # passing by
            begin = NIGHT + timedelta(minutes=number)
            yield phone, SECTORS[0], begin, begin + timedelta(minutes=4)
        yield phone, SECTORS[3], NIGHT + timedelta(hours=8), NIGHT + timedelta(hours=20)
        yield phone, home, NIGHT - timedelta(days=20), NIGHT - timedelta(days=19)


def make_lake(folder: Path, later: timedelta = timedelta()) -> Path:
    """A lake of connections, all of them so much later."""
    dump = folder / "base_station.csv"
    rows = [
        f"{phone},{(begin + later).isoformat()},{(end + later).isoformat()},{sector}"
        for phone, sector, begin, end in connections()
    ]
    dump.write_text("phone,from,to,base_station_id\n" + "\n".join(rows) + "\n", encoding="utf-8")
    path = folder / "lake"
    lake.create(path, timezone="Asia/Seoul")
    list(lake.ingest(path, [dump], now=cast.NOW + later))
    return path


def make_data(folder: Path) -> Path:
    """A data folder: a key that only its owner reads, and four pinned organisations."""
    folder.mkdir(parents=True)
    pem = cast.private_key(77).private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    key = folder / "holder.pem"
    key.touch(mode=0o600)
    key.write_bytes(pem)
    tables = [
        f'[{o.organisation_id}]\nkind = "{o.kind}"\ncentral = {str(o.central).lower()}\n'
        f'keys = ["{keys.encode(o.public_keys[0])}"]\n'
        for o in cast.ORGANISATIONS
    ]
    (folder / "organisations.toml").write_text("\n".join(tables), encoding="utf-8")
    return folder


def open_holder(lake_folder: Path, data: Path, limits: Limits | None = None) -> Kept:
    """The telco, with the whole cast enrolled."""
    config = read_config(data, lake_folder=lake_folder, name="telco-a", limits=limits)
    clock = Clock()
    kept = Kept(Service(config, clock), config, clock)
    for who in cast.CAST:
        admission = kept.service.admit("enrolment", cast.enrolment_body(who))
        assert admission.ok, admission.refusals
    return kept
