"""The register: opening, deciding, closing, setting aside, bringing back; who may not; what is kept."""

from collections.abc import Iterator
from datetime import date, datetime
from uuid import UUID, uuid4

import pytest
from django.db import connection, transaction
from django.utils import translation

from dongseon.console.audit.models import Entry
from dongseon.console.audit.types import Actor
from dongseon.console.cases import actions, queries, rules, transfers
from dongseon.console.cases.actions import NewCase
from dongseon.console.cases.rules import (
    Basis,
    Classification,
    CloseReason,
    Dates,
    DeleteReason,
    RestoreReason,
    State,
    TransferReason,
)
from dongseon.console.cases.types import CaseUnknown, Origin, Overtaken, Refused

SEOUL = Actor(uuid4(), "investigator", "11")
MAPO = Actor(uuid4(), "investigator", "11440")
BUSAN = Actor(uuid4(), "investigator", "26")
TODAY = date(2020, 5, 6)
RULE = uuid4()


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    """Refusals are sentences: read them in one language."""
    with translation.override("en"):
        yield


def opened(now: datetime, *, by: Actor = SEOUL, area: str = "11440") -> UUID:
    new = NewCase(
        person_id=uuid4(),
        area=area,
        classification=Classification.SUSPECTED,
        basis=Basis.SYMPTOMS_AND_CONTACT,
        definition_id=RULE,
        dates=Dates(date(2020, 5, 4), date(2020, 5, 5), TODAY),
        decided_on=TODAY,
    )
    return actions.open_cases(by=by, now=now, new=[new], origin=Origin.DESK)[0]


def confirm(now: datetime, case_id: UUID, *, by: Actor = SEOUL, seen: int = 1) -> None:
    actions.classify(
        by=by,
        now=now,
        case_id=case_id,
        seen=seen,
        classification=Classification.CONFIRMED,
        basis=Basis.PCR_POSITIVE,
        definition_id=RULE,
        decided_on=TODAY,
    )


def test_a_case_of_another_area_is_unknown(db: None, now: datetime) -> None:
    case_id = opened(now)
    with pytest.raises(CaseUnknown, match=str(case_id)):
        queries.case(case_id, area=BUSAN.area)
    with pytest.raises(CaseUnknown, match=str(case_id)):
        confirm(now, case_id, by=BUSAN)
    assert queries.cases([case_id], area=BUSAN.area) == {}
    assert queries.case(case_id, area=MAPO.area).row.id == case_id


def test_nobody_opens_a_case_elsewhere(db: None, now: datetime) -> None:
    with pytest.raises(Refused, match="transfer it"):
        opened(now, by=BUSAN)


def test_a_decision_names_its_ground_and_definition_and_stays(db: None, now: datetime) -> None:
    case_id = opened(now)
    confirm(now, case_id)
    newest, first = queries.decisions(case_id)
    assert newest.classification is Classification.CONFIRMED
    assert newest.basis is Basis.PCR_POSITIVE
    assert newest.definition_id == RULE
    assert first.classification is Classification.SUSPECTED
    [change, *_] = queries.history(case_id)
    assert (change.field, change.before, change.after) == (
        "classification",
        "suspected",
        "confirmed",
    )
    assert change.officer_id == SEOUL.officer_id


def test_a_classification_cannot_rest_on_anything(db: None, now: datetime) -> None:
    case_id = opened(now)
    with pytest.raises(Refused, match="cannot rest on"):
        actions.classify(
            by=SEOUL,
            now=now,
            case_id=case_id,
            seen=1,
            classification=Classification.CONFIRMED,
            basis=Basis.DOCTORS_OPINION,
            definition_id=RULE,
            decided_on=TODAY,
        )


def test_who_looked_at_an_older_version_is_told(db: None, now: datetime) -> None:
    case_id = opened(now)
    confirm(now, case_id)
    with pytest.raises(Overtaken, match=str(case_id)):
        actions.amend_dates(
            by=SEOUL, now=now, case_id=case_id, seen=1, dates=Dates(None, None, TODAY)
        )


def test_a_deleted_case_comes_back_as_it_was(db: None, now: datetime) -> None:
    case_id = opened(now)
    actions.close(by=SEOUL, now=now, case_id=case_id, seen=1, reason=CloseReason.RECOVERED)
    actions.delete(by=SEOUL, now=now, case_id=case_id, seen=2, reason=DeleteReason.ENTERED_TWICE)
    assert queries.case(case_id, area="11").row.state is State.DELETED
    with pytest.raises(Refused, match="cannot be done"):
        confirm(now, case_id, seen=3)
    actions.restore(
        by=SEOUL, now=now, case_id=case_id, seen=3, reason=RestoreReason.DELETED_WRONGLY
    )
    assert queries.case(case_id, area="11").row.state is State.CLOSED
    assert [change.act for change in queries.history(case_id)][:2] == ["restore", "restore"]


def test_every_change_is_in_the_audit_with_its_fields(db: None, now: datetime) -> None:
    case_id = opened(now)
    actions.amend_dates(
        by=SEOUL, now=now, case_id=case_id, seen=1, dates=Dates(None, date(2020, 5, 5), TODAY)
    )
    entry = Entry.objects.filter(subject_id=case_id).order_by("-seq")[0]
    assert (entry.act, entry.fields, entry.case_id) == ("cases.amend_dates", ["onset_on"], case_id)


def test_a_transfer_moves_the_case_when_it_is_accepted(db: None, now: datetime) -> None:
    case_id = opened(now)
    transfer_id = transfers.offer(
        by=SEOUL, now=now, case_id=case_id, to_area="26", reason=TransferReason.LIVES_THERE
    )
    assert queries.case(case_id, area="26").offer is not None, "who must answer may look"
    assert queries.case(case_id, area="11").row.area == "11440", "until then it stays"
    with pytest.raises(Refused, match="offered already"):
        transfers.offer(
            by=SEOUL, now=now, case_id=case_id, to_area="28", reason=TransferReason.LIVES_THERE
        )
    with pytest.raises(CaseUnknown, match=str(transfer_id)):
        transfers.accept(by=SEOUL, now=now, transfer_id=transfer_id)
    transfers.accept(by=BUSAN, now=now, transfer_id=transfer_id)
    assert queries.case(case_id, area="26").row.area == "26"
    with pytest.raises(CaseUnknown, match=str(case_id)):
        queries.case(case_id, area="11")
    with pytest.raises(Overtaken, match=str(case_id)):
        transfers.refuse(
            by=BUSAN, now=now, transfer_id=transfer_id, reason=TransferReason.WRONG_AREA
        )


def test_a_refused_or_withdrawn_transfer_leaves_the_case(db: None, now: datetime) -> None:
    case_id = opened(now)
    for answer in ("refuse", "withdraw"):
        transfer_id = transfers.offer(
            by=SEOUL, now=now, case_id=case_id, to_area="26", reason=TransferReason.LIVES_THERE
        )
        if answer == "refuse":
            transfers.refuse(
                by=BUSAN, now=now, transfer_id=transfer_id, reason=TransferReason.WRONG_AREA
            )
        else:
            transfers.withdraw(by=SEOUL, now=now, transfer_id=transfer_id)
        assert queries.case(case_id, area="11").row.area == "11440"
    assert len(queries.offers_of(case_id)) == 2
    with pytest.raises(CaseUnknown, match=str(case_id)):
        queries.case(case_id, area="26")


def test_the_database_itself_refuses_an_unknown_state(db: None, now: datetime) -> None:
    case_id = opened(now)
    with (
        pytest.raises(Exception, match="case_state"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute("UPDATE cases_case SET state = 'gone' WHERE id = %s", [case_id])


def test_dates_are_questioned_and_never_changed() -> None:
    odd = Dates(date(2020, 5, 9), date(2020, 5, 7), date(2020, 5, 6))
    assert rules.warnings(odd, TODAY) == (
        rules.DateWarning.ONSET_IN_FUTURE,
        rules.DateWarning.SAMPLED_IN_FUTURE,
        rules.DateWarning.ONSET_AFTER_REPORT,
        rules.DateWarning.SAMPLED_AFTER_REPORT,
    )
    assert rules.warnings(Dates(date(2020, 5, 4), None, TODAY), TODAY) == ()


def test_days_are_counted_from_onset_else_sample_else_report() -> None:
    day = date(2020, 5, 1)
    assert rules.first_day(Dates(day, TODAY, TODAY)) == (day, rules.DayBasis.ONSET)
    assert rules.first_day(Dates(None, day, TODAY)) == (day, rules.DayBasis.SAMPLE)
    assert rules.first_day(Dates(None, None, day)) == (day, rules.DayBasis.REPORT)
    assert rules.first_day(Dates()) == (None, rules.DayBasis.NONE)
