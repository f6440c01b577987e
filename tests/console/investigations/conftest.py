"""What the tests of investigations stand on: a confirmed case, and who works on it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from uuid import UUID

import pytest
from django.conf import settings
from tests.console import cast as company
from tests.console.cast import Player
from tests.console.investigations import telco
from tests.console.investigations.telco import Telco
from tests.holder import makers
from tests.mandate import cast as signers

from dongseon import mandate
from dongseon.console.cases import queries as cases
from dongseon.console.cases.rules import Basis, Classification, Dates
from dongseon.console.cases.types import Origin
from dongseon.console.investigations import signing_keys
from dongseon.console.investigations.rules import Signer
from dongseon.console.registry.types import Identity
from dongseon.console.workflows import investigating, reporting, requesting, requesting_signed
from dongseon.console.workflows.reporting import Report
from dongseon.console.workflows.requesting import Wanted
from dongseon.mandate import Article, Kind, Purpose, keys

PHONE = "01012345678"


@dataclass(frozen=True)
class Stage:
    """A case under investigation."""

    players: Mapping[str, Player]
    case_id: UUID
    person_id: UUID
    now: datetime

    def by(self, username: str = "investigator") -> Player:
        """One of those who work on it."""
        return self.players[username]


def confirmed(by: Player, now: datetime, *, phone: str = PHONE, name: str = "김민수") -> UUID:
    """A confirmed case with symptoms since the 4th of May."""
    [case_id] = reporting.report_cases(
        by=by.actor,
        now=now,
        reports=[
            Report(
                identity=Identity(name=name, phones=(phone,)),
                area=company.MAPO,
                classification=Classification.CONFIRMED,
                basis=Basis.PCR_POSITIVE,
                dates=Dates(reported_on=date(2020, 5, 6), onset_on=date(2020, 5, 4)),
            )
        ],
        origin=Origin.DESK,
    )
    return case_id


@pytest.fixture
def stage(db: None, now: datetime) -> Stage:
    """Kim Minsu is confirmed in Mapo, and his investigation is open."""
    players = company.cast()
    case_id = confirmed(players["investigator"], now)
    investigating.opened(by=players["investigator"].actor, now=now, case_id=case_id)
    person_id = cases.case(case_id, area="").row.person_id
    return Stage(players, case_id, person_id, now)


# ── keys, holders, requests ──────────────────────────────────────────────────────────────────

NECESSITY = "면담만으로는 5월 5일 저녁의 동선을 확인할 수 없음"
HELD_BY = {  # who holds which key of the cast of mandates, under which organisation
    "investigator": (1, "seoul"),
    "approver": (2, "seoul-police"),
    "national_investigator": (3, "kdca"),
}


@pytest.fixture(scope="session")
def telco_lake(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Forty phones, four sectors. Nobody changes it."""
    return makers.make_lake(tmp_path_factory.mktemp("telco"))


@pytest.fixture
def directory() -> Iterator[None]:
    """One telco and four organisations, as files of the console; what was there comes back."""
    files = {"holders.toml": telco.holders_toml(), "organisations.toml": telco.organisations_toml()}
    places = {settings.DATA / name: text for name, text in files.items()}
    before = {place: place.read_text() if place.is_file() else None for place in places}
    for place, text in places.items():
        place.write_text(text, encoding="utf-8")
    yield
    for place, was in before.items():
        if was is None:
            place.unlink()
        else:
            place.write_text(was, encoding="utf-8")


@pytest.fixture
def holder(telco_lake: Path, tmp_path: Path, now: datetime) -> Iterator[Telco]:
    """The telco itself."""
    opened = telco.open_telco(tmp_path / "telco", telco_lake, now)
    yield opened
    opened.service.close()


@pytest.fixture
def signing(stage: Stage, directory: None) -> Stage:
    """The stage, where investigator and approver have keys."""
    for username in ("investigator", "approver"):
        enrol(stage.by(username), stage.now)
    return stage


def enrol(player: Player, now: datetime) -> str:
    """A key made in the officer's browser, and their organisation's word for it."""
    number, organisation = HELD_BY[player.username]
    public = signers.private_key(number).public_key().public_bytes_raw()
    key_id = signing_keys.propose(
        by=player.actor,
        now=now,
        organisation_id=organisation,
        public_key=public,
        officer_id=player.officer_id,
    )
    key = signing_keys.of(key_id)
    assert key is not None
    word = signers.signed_by(organisation, signing_keys.statement(key), mandate.Type.ENROLMENT)
    signing_keys.enrol(by=player.actor, now=now, key_id=key_id, word=word)
    return key_id


def draft(stage: Stage, *, now: datetime | None = None, **changes: object) -> UUID:
    """The investigator wants the connections of the case."""
    by, now = stage.by().actor, now or stage.now
    location = requesting.approvers(by=by, now=now, kinds=[Kind.CONNECTION])
    wanted = {
        "kinds": (Kind.CONNECTION,),
        "holder_ids": (telco.NAME,),
        "purpose": Purpose.FIND_CONTACTS,
        "necessity": NECESSITY,
        "justification": "",
        "approver_keys": {Article.LOCATION: location[0].key_id if location else ""},
    } | changes
    batch = requesting.draft(by=by, now=now, case_id=stage.case_id, wanted=Wanted(**wanted))
    [request] = requesting_signed.asked.of_batch(batch, area="")
    return request.id


def browser_signs(stage: Stage, username: str, request_id: UUID, signer: Signer) -> str:
    """What the officer's browser makes of the bytes that the page gives it."""
    player = stage.by(username)
    request = requesting_signed.asked.one(request_id, area="")
    page = requesting_signed.to_sign(by=player.actor, now=stage.now, request=request, signer=signer)
    key = signers.private_key(HELD_BY[username][0])
    return keys.encode(key.sign(f"{page.header}.{page.payload}".encode()))


def sign(
    stage: Stage, username: str, request_id: UUID, signer: Signer, *, now: datetime | None = None
) -> None:
    """An officer signs."""
    requesting_signed.signed(
        by=stage.by(username).actor,
        now=now or stage.now,
        request_id=request_id,
        signer=signer,
        signature=browser_signs(stage, username, request_id, signer),
    )


def approved(stage: Stage) -> UUID:
    """A request that both have signed."""
    request_id = draft(stage)
    sign(stage, "investigator", request_id, Signer.REQUESTER)
    sign(stage, "approver", request_id, Signer.APPROVER)
    return request_id
