"""What lies on the stage of investigations: a case that was talked to, asked about, and is watched for."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from tests.console.cast import Player
from tests.console.investigations import telco
from tests.mandate import cast as signers

from dongseon import mandate
from dongseon.console.audit.types import HOUSE
from dongseon.console.investigations import asked, asking, queries, signing_keys
from dongseon.console.investigations.fieldwork import Stay, Talk
from dongseon.console.investigations.rules import (
    Distance,
    Mask,
    Respondent,
    Signer,
    Step,
    Vehicle,
    Ventilation,
)
from dongseon.console.workflows import (
    informing,
    investigating,
    investigating_seen,
    investigating_talks,
    requesting,
    requesting_signed,
)
from dongseon.console.workflows.requesting import Wanted
from dongseon.mandate import Article, Kind, Purpose, Scheme, keys

KEYS = {  # who has which key of the cast of mandates, under which organisation
    "investigator.ko": (101, "seoul"),
    "investigator.en": (102, "seoul"),
    "approver.ko": (103, "seoul-police"),
    "approver.en": (104, "seoul-police"),
}


def lay(players: Mapping[str, Player], now: datetime, case_id: UUID) -> dict[str, str]:
    """Put everything there. Returns for each part of a route something that it can name."""
    (settings.DATA / "holders.toml").write_text(telco.holders_toml(**{"card-b": "approval"}))
    (settings.DATA / "organisations.toml").write_text(telco.organisations_toml())
    by = players["investigator.ko"].actor
    investigating.opened(by=HOUSE, now=now, case_id=case_id)
    requesting.add_number(
        by=by, now=now, case_id=case_id, scheme=Scheme.CARD, number="4000-1234-5678-9010"
    )
    for username in KEYS:
        enrol(players[username], now)
    ids = talked(players, now, case_id)
    found = queries.of_case(case_id)
    assert found is not None
    requests = [request(players, now, case_id, language) for language in ("ko", "en")]
    investigating_seen.object_to(
        by=by, now=now, person_id=found.person_id, request_id=None, text="그날은 집에 있었습니다."
    )
    [number] = queries.identifiers_of(case_id)
    key = signing_keys.of_officer(players["investigator.ko"].officer_id)[0]
    return ids | {
        "request_id": str(requests[0]),
        "identifier_id": str(number.id),
        "objection_id": str(asked.open_objections()[0].id),
        "key_id": key.key_id,
    }


def enrol(player: Player, now: datetime) -> None:
    """A key, and the organisation's word for it."""
    number, organisation = KEYS[player.username]
    at = now - timedelta(minutes=5)
    key_id = signing_keys.propose(
        by=player.actor,
        now=at,
        organisation_id=organisation,
        public_key=signers.private_key(number).public_key().public_bytes_raw(),
        officer_id=player.officer_id,
    )
    key = signing_keys.of(key_id)
    assert key is not None
    word = signers.signed_by(organisation, signing_keys.statement(key), mandate.Type.ENROLMENT)
    signing_keys.enrol(by=HOUSE, now=now, key_id=key_id, word=word)


def talked(players: Mapping[str, Player], now: datetime, case_id: UUID) -> dict[str, str]:
    """An interview with a stay, a recording, a visit."""
    by = players["investigator.ko"].actor
    talk = Talk(Respondent.SELF, "ko", interpreter=False, duty=True, penalty=True)
    texts = {"symptoms": "기침, 이틀 전부터", "workplace": "없음"}
    interview_id = investigating_talks.begin(
        by=by, now=now, case_id=case_id, talk=talk, texts=texts
    )
    taxi = Stay(
        now - timedelta(hours=20), now - timedelta(hours=19), Vehicle.TAXI, Mask.NO,
        Distance.NEAR, Ventilation.POOR, symptomatic=True, people=2,
    )  # fmt: skip
    stay_id = investigating_talks.tell(
        by=by, now=now, case_id=case_id, stay=taxi, interview_id=interview_id,
        texts={"place": "홍대입구에서 상수동까지", "vehicle_number": "서울 31바 1234", "seat": "뒷좌석"},
    )  # fmt: skip
    tape_id = investigating_talks.ask_for_tape(
        by=by, now=now, case_id=case_id, begins_at=now - timedelta(hours=20),
        ends_at=now - timedelta(hours=18), overwritten_at=now + timedelta(days=2),
        texts={"place": "상수동 카페 입구", "keeper": "카페 점장", "phone": "02-300-1234"},
    )  # fmt: skip
    investigating_talks.write_visit(
        by=by, now=now, case_id=case_id, visited_at=now - timedelta(hours=2),
        has_floor_plan=True, has_roster=True, disinfected_on=now.date(),
        ventilation=Ventilation.POOR,
        texts={"place": "상수동 카페", "floor_plan": "창가 8석", "roster": "수기 명부 31명"},
    )  # fmt: skip
    return {"interview_id": str(interview_id), "stay_id": str(stay_id), "tape_id": str(tape_id)}


def request(players: Mapping[str, Player], now: datetime, case_id: UUID, language: str) -> UUID:
    """A request to sign, one to approve, and one that was sent; returns the last."""
    by = players[f"investigator.{language}"].actor
    approver = players[f"approver.{language}"]
    fit = requesting.approvers(by=by, now=now, kinds=[Kind.CONNECTION])
    key_id = next(one.key_id for one in fit if one.officer_id == approver.officer_id)
    wanted = Wanted(
        kinds=(Kind.CONNECTION,),
        holder_ids=(telco.NAME,),
        purpose=Purpose.FIND_CONTACTS,
        necessity="면담만으로는 어제 저녁의 동선을 확인할 수 없음",
        justification="",
        approver_keys={Article.LOCATION: key_id},
    )
    made = []
    for signers_of_it in ((), (Signer.REQUESTER,), tuple(Signer)):
        batch = requesting.draft(by=by, now=now, case_id=case_id, wanted=wanted)
        [one] = asked.of_batch(batch, area="")
        for signer in signers_of_it:
            sign(players, now, one.id, signer, language)
        made.append(one.id)
    sent = asked.one(made[-1], area="")
    asking.accepted(by=HOUSE, now=now, request=sent, body_sha256="0" * 64, next_try_at=now)
    informing.owed(now=now, request=sent, person_id=sent.person_id)
    investigating.reached(by=HOUSE, now=now, case_id=case_id, step=Step.SLICES)
    return made[-1]


def sign(
    players: Mapping[str, Player], now: datetime, request_id: UUID, signer: Signer, language: str
) -> None:
    """What the officer's browser would do."""
    role = "investigator" if signer is Signer.REQUESTER else "approver"
    player = players[f"{role}.{language}"]
    page = requesting_signed.to_sign(
        by=player.actor, now=now, request=asked.one(request_id, area=""), signer=signer
    )
    key = signers.private_key(KEYS[player.username][0])
    requesting_signed.signed(
        by=player.actor,
        now=now,
        request_id=request_id,
        signer=signer,
        signature=keys.encode(key.sign(f"{page.header}.{page.payload}".encode())),
    )
