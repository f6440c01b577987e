"""What lies on the stage: cases of made-up people, among them those whom pages get wrong."""

from collections.abc import Mapping
from dataclasses import asdict, replace
from datetime import datetime, timedelta
from uuid import UUID

from tests.console import cast as company
from tests.console.browser import (
    investigation_props,
    isolation_props,
    publishing_props,
    tracing_props,
)
from tests.console.cast import Player

from dongseon.console.access import actions as access
from dongseon.console.access.actions import Post
from dongseon.console.access.roles import Purpose, Role
from dongseon.console.audit.types import HOUSE
from dongseon.console.cases import queries as cases
from dongseon.console.cases import transfers
from dongseon.console.cases.models import Case
from dongseon.console.cases.rules import Basis, Classification, Dates, TransferReason
from dongseon.console.cases.types import Filters, Origin, Sort
from dongseon.console.intake import actions as intake
from dongseon.console.intake.types import Form, Kind
from dongseon.console.policy import actions as rules
from dongseon.console.policy import kinds
from dongseon.console.policy import queries as policy
from dongseon.console.registry import endings
from dongseon.console.registry.types import Identity, Sex
from dongseon.console.workflows import (
    duplicates,
    erasure,
    exporting_long,
    importing,
    practising_care,
    practising_laboratory,
    practising_screening,
    reporting,
    result_files,
)
from dongseon.console.workflows.reporting import Report

FAMILY = "김이박최정강조윤장임"
GIVEN = ("서연", "민준", "지우", "하은", "도윤", "예린", "시우", "수아", "건우", "채원", "은호")
HOSTILE = "<script>document.title='taken'</script>"
LONG = "Wolfeschlegelsteinhausenbergerdorff Hubert Blaine Maximilian Alexander the Elder"
CASES = 60  # more than a page of the line list
FILE = (
    "연번,성명,생년월일,전화번호,환자분류,확진일\n"
    "1,가상인,1980-01-02,010-9999-0001,확진,2026-11-20\n"
    "2,나상인,1981-13-45,010-9999-0002,확진,어제\n"
).encode("cp949")
RESULTS = (
    "검체번호,성명,결과,검사일시,시약\n"
    f"9999-0001,{HOSTILE},음성,2020-11-20 10:00,T-1\n"
    "=1+1,나상인,양성,어제,\n"
)


def people() -> tuple[Identity, ...]:
    """Sixty people: first those whom pages get wrong."""
    odd = (
        Identity(name=HOSTILE, name_romanised="Hong <b>Bold</b>", phones=("01000000000",)),
        Identity(name=LONG, name_romanised=LONG, sex=Sex.MALE, phones=("+4915112345678",), language="de", needs_interpreter=True),
        Identity(name="남궁나래", no_phone=True, safe_contact_only=True, safe_contact="화요일 오전, 직장으로", neutral_messages=True, address="서울특별시 마포구 월드컵로 1", hidden_address="쉼터"),
    )  # fmt: skip
    usual = tuple(
        Identity(
            name=f"{FAMILY[i % len(FAMILY)]}{GIVEN[i % len(GIVEN)]}",
            sex=(Sex.FEMALE, Sex.MALE)[i % 2],
            birth_date=datetime(1940 + i, 1 + i % 12, 1 + i % 28).date(),  # noqa: DTZ001  # a birth date
            phones=(f"0101234{i:04d}",),
            address=f"서울특별시 마포구 양화로 {i + 1}",
        )
        for i in range(CASES - len(odd))
    )
    twin = replace(usual[0], name_romanised="Kim Seoyeon")  # the same person, reported twice
    return (*odd, *usual[:-1], twin)


def lay(players: Mapping[str, Player], now: datetime) -> Mapping[str, str]:
    """Put everything there. Returns for each part of a route something that it can name."""
    investigator = players["investigator.ko"].actor
    days = [now.date() - timedelta(days=i % 20) for i in range(CASES)]
    reports = [
        Report(
            identity=identity,
            area=company.MAPO,
            classification=Classification.CONFIRMED if i % 3 else Classification.SUSPECTED,
            basis=Basis.PCR_POSITIVE if i % 3 else Basis.SYMPTOMS_AND_CONTACT,
            dates=Dates(reported_on=days[i], onset_on=days[i] - timedelta(days=2)),
        )
        for i, identity in enumerate(people())
    ]
    case_ids = reporting.report_cases(by=investigator, now=now, reports=reports, origin=Origin.DESK)
    transfer = transfers.offer(
        by=investigator,
        now=now,
        case_id=case_ids[3],
        to_area=company.HAEUNDAE,
        reason=TransferReason.LIVES_THERE,
    )
    duplicates.find(now=now, case_ids=[case_ids[-1]])
    (pair, *_) = cases.open_pairs(company.MAPO)
    person_id = str(Case.objects.get(pk=case_ids[0]).person_id)
    return {
        "officer_id": str(players["nurse.ko"].officer_id),
        "case_id": str(case_ids[0]),
        "transfer_id": str(transfer),
        "pair_id": str(pair.id),
        "person_id": person_id,
        **isolation_props.lay(players, now, case_ids[0]),
        **practising_care.fill(
            triage=players["triage.ko"].actor,
            epidemiologist=players["epidemiologist.ko"].actor,
            now=now,
        ),
        **investigation_props.lay(players, now, case_ids[0]),
        **tracing_props.lay(players, now, case_ids[0], case_ids[1]),
        **publishing_props.lay(players, now, case_ids[1:3]),
        "hold_id": str(
            endings.hold(
                by=players["auditor.ko"].actor,
                now=now,
                person_id=UUID(person_id),
                reference="2026-가합-1234",
            )
        ),
        "name": kinds.QUARANTINE.name,
        "proposal_id": str(proposal(players["epidemiologist.ko"], now)),
        "report_id": str(erasure.run(by=HOUSE, now=now, today=now.date()).report_id),
        "kind": Kind.CASES.value,
        **{
            f"import_id.{language}": str(upload(players[f"investigator.{language}"], now))
            for language in ("ko", "en")
        },
        **{
            f"export_id.{language}": str(taken_out(players[f"investigator.{language}"], now))
            for language in ("ko", "en")
        },
        **{
            f"delivery_id.{language}": str(bring(players[f"laboratory.{language}"], now))
            for language in ("ko", "en")
        },
        **{key: str(one) for key, one in offices(players, now).items()},
        **screened(players, now),
        **{
            part: str(one)
            for part, one in practising_laboratory.fill(
                now=now, nurse=players["nurse.ko"].actor, laboratory=players["laboratory.ko"].actor
            ).items()
        },
    }


def screened(players: Mapping[str, Player], now: datetime) -> Mapping[str, str]:
    """Two screening sites with people at every step."""
    there = practising_screening.fill(
        now=now, nurse=players["nurse.ko"].actor, investigator=players["investigator.ko"].actor
    )
    return {
        "site_id": str(there.site_id),
        "wall_key": str(there.wall_key),
        "visit_id": str(there.visit_ids[9]),  # swabbed, has not left
        "group_id": str(there.group_id),
        "lane": "1",
    }


def proposal(by: Player, now: datetime) -> UUID:
    """A rule that waits for a second person."""
    today = now.date()
    present = policy.rule(kinds.QUARANTINE, today).value
    return rules.propose(
        by=by.actor,
        now=now,
        today=today,
        name=kinds.QUARANTINE.name,
        value=asdict(present),
        valid_from=today + timedelta(days=7),
        source="코로나바이러스감염증-19 대응 지침 (지자체용)",
        decided_by="중앙방역대책본부",
    )


def upload(by: Player, now: datetime) -> UUID:
    """A file whose columns are to be confirmed, with a row that is wrong."""
    grid, _ = importing.reading_of(FILE, kind=Kind.CASES, file="명단.csv")
    return intake.upload(
        by=by.actor, now=now, kind=Kind.CASES, name="명단.csv", data=FILE, rows=len(grid)
    )


def taken_out(by: Player, now: datetime) -> UUID:
    """A list that a job made a file of; a second one is being made."""
    export_id = begin_file(by, now)
    exporting_long.run(now=now, export_id=export_id)
    begin_file(by, now)
    return export_id


def begin_file(by: Player, now: datetime) -> UUID:
    """A file that a job would make."""
    return exporting_long.begin(
        by=by.actor,
        now=now,
        wanted=exporting_long.List(Filters(), Sort.REPORTED),
        form=Form.CSV,
        columns=("area", "classification"),
        names={"area": "지역", "classification": "분류"},
        rows=20_000,
    )


def bring(by: Player, now: datetime) -> UUID:
    """A laboratory's file, open to whoever brought it alone: the same bytes are the same file."""
    data = f"{RESULTS}9999-0003,{by.username},음성,2020-11-20 10:00,T-1\n".encode("cp949")
    return result_files.bring(by=by.actor, now=now, name="결과.csv", data=data)


def offices(players: Mapping[str, Player], now: datetime) -> Mapping[str, UUID]:
    """What waits for a second administrator: a role, and a lost phone."""
    by = players["administrator.ko"].actor
    post = Post(Role.INVESTIGATOR, Purpose.INVESTIGATION, company.SEOUL, now, None)
    return {
        "assignment_id": access.assign(
            by=by, now=now, officer_id=players["nurse.ko"].officer_id, post=post
        ),
        "reset_id": access.propose_factor_reset(
            by=by, now=now, officer_id=players["triage.ko"].officer_id
        ),
    }
