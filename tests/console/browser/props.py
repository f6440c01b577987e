"""What lies on the stage: cases of made-up people, among them those whom pages get wrong."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from tests.console import cast as company
from tests.console.cast import Player

from dongseon.console.cases import transfers
from dongseon.console.cases.rules import Basis, Classification, Dates, TransferReason
from dongseon.console.cases.types import Origin
from dongseon.console.registry.types import Identity, Sex
from dongseon.console.workflows import reporting
from dongseon.console.workflows.reporting import Report

FAMILY = "김이박최정강조윤장임"
GIVEN = ("서연", "민준", "지우", "하은", "도윤", "예린", "시우", "수아", "건우", "채원", "은호")
HOSTILE = "<script>document.title='taken'</script>"
LONG = "Wolfeschlegelsteinhausenbergerdorff Hubert Blaine Maximilian Alexander the Elder"
CASES = 60  # more than a page of the line list


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
    return odd + usual


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
    return {
        "officer_id": str(players["nurse.ko"].officer_id),
        "case_id": str(case_ids[0]),
        "transfer_id": str(transfer),
    }
