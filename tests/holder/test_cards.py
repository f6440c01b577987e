"""A card company and a check-in service: other kinds of record, other articles, no police."""

from collections.abc import Iterator
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

import pyarrow as pa
import pytest
from tests.mandate import cast
from tests.mandate.cast import CHUL, EUN, NIGHT, PAYMENTS, sign

from dongseon import lake
from dongseon import mandate as m
from dongseon.holder import Service, read_config

from .makers import Clock, make_data

CSV = """card,at,place_id,amount,cancelled
4000-1,2020-05-05T21:00:00+09:00,p-bar,15000,false
4000-1,2020-05-05T22:00:00+09:00,p-bar,15000,true
4000-2,2020-05-05T21:30:00+09:00,p-bar,8000,false
4000-3,2020-05-05T21:30:00+09:00,p-hall,5000,false
4000-1,2020-04-01T12:00:00+09:00,p-shop,3000,false
"""


@pytest.fixture
def service(tmp_path: Path) -> Iterator[Service]:
    """A card company that knows that one of its shops is in a church."""
    dump = tmp_path / "card.csv"
    dump.write_text(CSV, encoding="utf-8")
    lake.create(tmp_path / "lake", timezone="Asia/Seoul")
    list(lake.ingest(tmp_path / "lake", [dump], now=cast.NOW))
    data = make_data(tmp_path / "data")
    (data / "categories.toml").write_text('p-hall = "church"\n', encoding="utf-8")
    opened = Service(read_config(data, lake_folder=tmp_path / "lake", name="card-b"), Clock())
    for who in cast.CAST:
        assert opened.admit("enrolment", cast.enrolment_body(who)).ok
    yield opened
    opened.close()


def ask(service: Service, request: m.Mandate) -> pa.Table:
    body = sign(request)
    submission = service.submit(body)
    assert submission.decision.accepted, submission.decision.refusals
    service.answer_next()
    _, data = service.hand_out(request.mandate_id, sha256(body).hexdigest())
    return pa.ipc.open_stream(data).read_all()


def at(place_id: str, category: str) -> m.PresenceQuestion:
    return m.PresenceQuestion((m.Area((place_id,), category, NIGHT),), 0)


def test_one_card_s_approvals_with_amounts(service: Service) -> None:
    rows = ask(service, PAYMENTS).to_pylist()
    assert [(r["place_id"], r["amount"], r["cancelled"]) for r in rows] == [
        ("p-bar", 15000, False),
        ("p-bar", 15000, True),
    ]
    assert {r["kind"] for r in rows} == {"approval"}


def test_who_paid_there_is_told_by_token_and_without_amounts(service: Service) -> None:
    request = replace(PAYMENTS, mandate_id="d" * 32, question=at("p-bar", "bar"))
    table = ask(service, request)
    assert "amount" not in table.schema.names
    assert len(set(table["token"].to_pylist())) == 2
    token = table["token"][0].as_py()
    second = replace(
        request,
        mandate_id="e" * 32,
        purpose=m.Purpose.IDENTIFY_CONTACT,
        question=m.ResolveQuestion(request.mandate_id, (token,)),
        basis=None,
    )
    (row,) = ask(service, second).to_pylist()
    assert (row["token"], row["scheme"]) == (token, "card")


def test_a_church_s_shop_needs_the_centre_and_so_do_its_tokens(service: Service) -> None:
    request = replace(PAYMENTS, mandate_id="d" * 32, question=at("p-hall", "shop"))
    refused = service.submit(sign(request)).decision
    assert [r.reason.value for r in refused.refusals] == ["central_must_approve"]
    central = replace(request, approver=EUN.signatory)
    token = ask(service, central)["token"][0].as_py()
    second = replace(
        request,
        mandate_id="e" * 32,
        purpose=m.Purpose.IDENTIFY_CONTACT,
        question=m.ResolveQuestion(request.mandate_id, (token,)),
        basis=None,
    )
    refused = service.submit(sign(replace(second, approver=CHUL.signatory))).decision
    assert [r.reason.value for r in refused.refusals] == ["central_must_approve"]
    assert len(ask(service, replace(second, approver=EUN.signatory))) == 1


def test_a_star_in_a_card_s_number_is_no_pattern(service: Service) -> None:
    """Stars stand in masked numbers; they must match themselves and nothing else."""
    for number, stars in enumerate(("4000-*", "4***", "4000*", "4*")):
        question = m.PersonQuestion((m.Identifier(m.Scheme.CARD, stars + "*"),), cast.WINDOW)
        request = replace(PAYMENTS, mandate_id=f"{number:032x}", question=question)
        assert len(ask(service, request)) == 0
