"""Who was there: ranked from tokens, the case's own phone left out; named by a second mandate alone."""

import re
from datetime import date, timedelta
from uuid import UUID, uuid4

import pyarrow as pa
import pytest
from django.db import transaction
from tests.console.cast import browser_of
from tests.console.investigations.conftest import enrol
from tests.console.tracing import night
from tests.console.tracing.conftest import Stage, confirmed
from tests.console.tracing.test_deciding import bench, seen

from dongseon import contacts
from dongseon.console.calls.models import Task
from dongseon.console.cases.models import Contact
from dongseon.console.investigations import queries as investigations
from dongseon.console.registry import actions as registry
from dongseon.console.registry.types import Identity
from dongseon.console.tracing import candidates
from dongseon.console.tracing import linking as kept
from dongseon.console.tracing.models import Exposure, Search
from dongseon.console.tracing.types import (  # fmt: skip
    CandidateRow,
    CandidateState,
    Overtaken,
    Refused,
    RejectReason,
)
from dongseon.console.workflows import (
    linking,
    who_was_there,
    who_was_there_asking,
    who_was_there_contacts,
    who_was_there_page,
    who_was_there_rows,
)
from dongseon.console.workflows.reconstructing_evidence import Facts
from dongseon.console.workflows.who_was_there_page import Relation
from dongseon.console.workflows.who_was_there_rows import Present
from dongseon.mandate import Kind, Window

ALLOWED = Window(night.at(-2, 0), night.at(30, 0))
EVENINGS = (night.at(2, 16), night.at(4, 23))
RELATION = Relation(certainty="medium", exposure_type="same_place", relationship="classmate")


def present() -> Present:
    """A pupil, and the tutor's own phone, as the telco answers with tokens."""
    rows = night.answered(night.pupil(), name="t-pupil", between=EVENINGS)
    rows += night.answered(night.telco(), name="t-own", between=EVENINGS)
    return who_was_there_rows.present([("telco", uuid4(), pa.Table.from_pylist(rows))])


def ranked(stage: Stage, there: Present) -> list[CandidateRow]:
    """Rank them, as the job does."""
    found = investigations.of_case(stage.case_id)
    assert found is not None
    case, evidence = who_was_there.evidence_with(stage.case_id, stage.look(), there)
    met = contacts.find_contacts(
        case, evidence, criteria=who_was_there.criteria_of(stage.case_id, stage.now)
    )
    who_was_there.keep(
        by=stage.by.actor, now=stage.now, found=found, version=1, present=there, met=met
    )
    return list(candidates.of_case(stage.case_id))


def named(stage: Stage, row: CandidateRow) -> UUID:
    """A holder says who it is."""
    person_id = registry.enrol(
        by=stage.by.actor, now=stage.now, identity=Identity(phones=("01055556666",))
    )
    assert candidates.identify(
        by=stage.by.actor, now=stage.now, case_id=stage.case_id, key=row.key, person_id=person_id
    )
    return person_id


def test_the_pupil_is_found_and_the_cases_own_phone_is_not(tutor: Stage) -> None:
    [row] = ranked(tutor, present())
    assert row.probability > 0.9
    assert row.person_id is None
    page = who_was_there_page.show(by=tutor.by.actor, now=tutor.now, case_id=tutor.case_id)
    assert page.lines[0].best is not None
    assert page.lines[0].best.place_id == night.ACADEMY
    assert page.lines[0].best.distance_class == "same_room"


def test_where_and_when_lies_sealed_and_the_token_too(tutor: Stage) -> None:
    ranked(tutor, present())
    body = bytes(Search.objects.get().body)
    assert b"ACADEMY" not in body
    assert b"t-pupil" not in body


def test_ranking_twice_doubles_nobody(tutor: Stage) -> None:
    there = present()
    assert ranked(tutor, there)[0].key == ranked(tutor, there)[0].key
    assert len(candidates.of_case(tutor.case_id)) == 1


def test_nobody_is_a_contact_before_it_is_known_who_it_is(tutor: Stage) -> None:
    [row] = ranked(tutor, present())
    with pytest.raises(Refused, match="known first"):
        who_was_there_page.accept(
            by=tutor.by.actor,
            now=tutor.now,
            case_id=tutor.case_id,
            candidate_id=row.id,
            seen=row.version,
            relation=RELATION,
        )


def test_an_accepted_candidate_is_a_contact_with_a_call_and_how_they_met(tutor: Stage) -> None:
    [row] = ranked(tutor, present())
    person_id = named(tutor, row)
    fresh = candidates.one(row.id)
    contact_id = who_was_there_page.accept(
        by=tutor.by.actor,
        now=tutor.now,
        case_id=tutor.case_id,
        candidate_id=row.id,
        seen=fresh.version,
        relation=RELATION,
    )
    assert Contact.objects.get(pk=contact_id).person_id == person_id
    exposure = Exposure.objects.get(pk=contact_id)
    assert (exposure.tier, exposure.duration) == ("contact", "over_60_min")  # one class since 4 February  # fmt: skip
    assert Task.objects.filter(key=f"contact {contact_id}").count() == 1
    page = who_was_there_contacts.show(by=tutor.by.actor, now=tutor.now, case_id=tutor.case_id)
    [line] = page.lines
    assert line.met is not None
    assert "Narae" in line.met.place


def test_a_candidate_is_decided_once(tutor: Stage) -> None:
    [row] = ranked(tutor, present())
    kwargs = {
        "now": tutor.now, "case_id": tutor.case_id, "candidate_id": row.id, "seen": row.version,
        "reason": RejectReason.TOO_SHORT,
    }  # fmt: skip
    who_was_there_page.reject(by=tutor.by.actor, **kwargs)
    with pytest.raises(Overtaken):
        who_was_there_page.reject(by=tutor.players["national_investigator"].actor, **kwargs)
    assert candidates.one(row.id).state is CandidateState.REJECTED


def test_a_rejection_outlives_another_ranking_and_can_be_taken_back(tutor: Stage) -> None:
    there = present()
    [row] = ranked(tutor, there)
    who_was_there_page.reject(
        by=tutor.by.actor,
        now=tutor.now,
        case_id=tutor.case_id,
        candidate_id=row.id,
        seen=row.version,
        reason=RejectReason.NOT_THERE,
    )
    [again] = ranked(tutor, there)
    assert again.state is CandidateState.REJECTED
    who_was_there_page.reopen(
        by=tutor.by.actor,
        now=tutor.now,
        case_id=tutor.case_id,
        candidate_id=row.id,
        seen=again.version,
    )
    assert candidates.one(row.id).state is CandidateState.OPEN


def test_a_candidate_of_another_case_is_not_decided_here(tutor: Stage) -> None:
    [row] = ranked(tutor, present())
    other = confirmed(tutor.by, tutor.now, name="이하늘", onset=None, phone="01077778888")
    with pytest.raises(Refused, match="another case"):
        who_was_there_page.reject(
            by=tutor.by.actor,
            now=tutor.now,
            case_id=other,
            candidate_id=row.id,
            seen=row.version,
            reason=RejectReason.NOT_THERE,
        )


def test_telcos_are_asked_about_sectors_and_others_about_the_place(tutor: Stage) -> None:
    there = bench(tutor)
    key = seen(tutor, night.ACADEMY).key
    [telco] = who_was_there_asking.areas_of(there, [key], Kind.CONNECTION, ALLOWED)
    [codes] = who_was_there_asking.areas_of(there, [key], Kind.CHECK_IN, ALLOWED)
    assert telco.place_ids[0] == "S-ACADEMY"
    assert codes.place_ids == (night.ACADEMY,)
    assert telco.window == codes.window
    assert telco.category == "academy"


def test_nobody_is_asked_about_a_time_that_is_still_to_come(tutor: Stage) -> None:
    """Who was at home at the last record may leave after now; a holder would refuse the whole question."""
    there = bench(tutor)
    last = there.told.stays[-1]
    now = last.left.latest - timedelta(minutes=1)
    allowed = Window(ALLOWED.begin, now)
    [area] = who_was_there_asking.areas_of(there, [last.key], Kind.CHECK_IN, allowed)
    assert area.window == Window(last.arrived.earliest.replace(microsecond=0), now)


def test_a_stay_that_no_rule_allows_is_left_for_the_rule_to_refuse(tutor: Stage) -> None:
    there = bench(tutor)
    last = there.told.stays[-1]
    allowed = Window(ALLOWED.begin, ALLOWED.begin + timedelta(minutes=1))
    [area] = who_was_there_asking.areas_of(there, [last.key], Kind.CHECK_IN, allowed)
    assert area.window.begin > allowed.end


def test_a_stay_is_offered_as_far_as_the_rule_reaches(tutor: Stage) -> None:
    lesson = seen(tutor, night.ACADEMY)
    stay = next(one for one in bench(tutor).told.stays if one.key == lesson.key)
    came, went = stay.arrived.earliest, stay.left.latest
    hour = timedelta(hours=1)
    assert who_was_there_asking.may_be_asked(Window(came - hour, went + hour), stay)
    assert who_was_there_asking.may_be_asked(Window(came - hour, came + hour), stay)
    assert not who_was_there_asking.may_be_asked(Window(came - 2 * hour, came), stay)
    assert not who_was_there_asking.may_be_asked(Window(went, went + hour), stay)


@pytest.mark.usefixtures("directory")
def test_what_may_be_asked_about_begins_two_days_before_onset_and_ends_now(tutor: Stage) -> None:
    enrol(tutor.by, tutor.now)
    window = who_was_there_asking.allowed(by=tutor.by.actor, now=tutor.now, case_id=tutor.case_id)
    assert window == Window(night.at(1, 0), tutor.now)


def test_below_the_rules_threshold_no_identity_is_asked_for(tutor: Stage) -> None:
    [row] = ranked(tutor, present())
    candidates.Candidate.objects.filter(pk=row.id).update(probability=0.05)
    with pytest.raises(Refused, match="30"):
        who_was_there_asking.ask_identities(
            by=tutor.by.actor,
            now=tutor.now,
            case_id=tutor.case_id,
            candidate_ids=[row.id],
            necessity="to warn them in time",
            approver_keys={},
        )


def test_somebody_without_a_name_is_a_contact_too(tutor: Stage) -> None:
    who_was_there_page.add(
        by=tutor.by.actor,
        now=tutor.now,
        case_id=tutor.case_id,
        identity=Identity(),
        person_id=None,
        last_met=night.at(4, 12),
        relation=Relation(certainty="low", exposure_type="vehicle", detail="taxi driver"),
    )
    [line] = who_was_there_contacts.show(
        by=tutor.by.actor, now=tutor.now, case_id=tutor.case_id
    ).lines
    assert line.identity is not None
    assert not line.identity.phones
    assert line.met is not None
    assert line.met.detail == "taxi driver"


def test_the_household_comes_first(tutor: Stage) -> None:
    for name, relation in (("강하나", "friend"), ("김두리", "household")):
        who_was_there_page.add(
            by=tutor.by.actor,
            now=tutor.now,
            case_id=tutor.case_id,
            identity=Identity(name=name),
            person_id=None,
            last_met=night.at(4, 12),
            relation=Relation(
                certainty="high", exposure_type="face_to_face", relationship=relation
            ),
        )
    page = who_was_there_contacts.show(by=tutor.by.actor, now=tutor.now, case_id=tutor.case_id)
    assert [line.identity.name for line in page.lines if line.identity] == ["김두리", "강하나"]


def test_the_pages_open_for_investigators_of_the_area_alone(tutor: Stage) -> None:
    ranked(tutor, present())
    for path in (f"/contacts/{tutor.case_id}/there/", f"/contacts/{tutor.case_id}/"):
        assert browser_of(tutor.by).get(path).status_code == 200
        elsewhere = tutor.players["investigator_haeundae"]
        assert browser_of(elsewhere).get(path).status_code == 404
        assert browser_of(tutor.players["nurse"]).get(path).status_code == 403


def test_two_cases_at_one_place_are_linked_and_the_place_is_raised(tutor: Stage) -> None:
    pupil = confirmed(
        tutor.by, tutor.now, name="이하늘", onset=date(2020, 5, 8), phone="01077778888"
    )
    night.traced(tutor.by, tutor.now, pupil, night.pupil(), Facts())
    linking.run(now=tutor.now)
    links = kept.links([tutor.case_id, pupil])
    assert (tutor.case_id, pupil) in {(one.source_id, one.target_id) for one in links}
    assert (pupil, tutor.case_id) not in {(one.source_id, one.target_id) for one in links}
    [cluster] = kept.clusters([tutor.case_id])
    assert cluster.place_id == night.ACADEMY
    assert set(cluster.cases) == {tutor.case_id, pupil}
    assert cluster.state == "raised"
    linking.run(now=tutor.now)  # again finds the same
    assert len(kept.clusters([tutor.case_id])) == 1


def test_a_named_contact_who_fell_ill_is_a_link(tutor: Stage) -> None:
    other = confirmed(
        tutor.by, tutor.now, name="이하늘", onset=date(2020, 5, 3), phone="01077778888"
    )
    found = investigations.of_case(other)
    assert found is not None
    who_was_there_page.add(
        by=tutor.by.actor,
        now=tutor.now,
        case_id=tutor.case_id,
        identity=Identity(),
        person_id=found.person_id,
        last_met=night.at(4, 12),
        relation=RELATION,
    )
    linking.run(now=tutor.now)
    [link] = kept.links([tutor.case_id, other])
    assert (link.origin, link.state) == ("contact", "accepted")
    page = browser_of(tutor.by, language="en").get("/chains/?since=2020-05-01").content.decode()
    assert "fell ill before the primary" in page


def test_all_who_are_named_are_accepted_at_once_and_nobody_else(tutor: Stage) -> None:
    rows = night.answered(night.pupil(), name="t-pupil", between=EVENINGS)
    rows += night.answered(night.pupil(), name="t-friend", between=EVENINGS)
    there = who_was_there_rows.present([("telco", uuid4(), pa.Table.from_pylist(rows))])
    first, second = ranked(tutor, there)
    named(tutor, first)
    both = {one.id: candidates.one(one.id).version for one in (first, second)}
    with pytest.raises(Refused, match="known first"), transaction.atomic():
        accepted(tutor, both)
    assert not Contact.objects.filter(case=tutor.case_id).exists()
    [contact_id] = accepted(tutor, {first.id: both[first.id]})
    assert candidates.one(first.id).state is CandidateState.ACCEPTED
    assert Exposure.objects.filter(pk=contact_id).exists()


def test_several_are_accepted_after_a_page_that_asks(tutor: Stage) -> None:
    rows = night.answered(night.pupil(), name="t-pupil", between=EVENINGS)
    rows += night.answered(night.pupil(), name="t-friend", between=EVENINGS)
    both = ranked(
        tutor,
        who_was_there_rows.present([("telco", uuid4(), pa.Table.from_pylist(rows))]),
    )
    for row in both:
        named(tutor, row)
    browser = browser_of(tutor.players["investigator"], language="en")
    address = f"/contacts/{tutor.case_id}/there/accept/"
    assert address in browser.get(f"/contacts/{tutor.case_id}/there/").content.decode()
    page = browser.get(address).content.decode()
    assert page.count('name="candidates"') == page.count(" checked") == 2
    seen = [f"{row.id}:{candidates.one(row.id).version}" for row in both]
    stale = [seen[0], f"{both[1].id}:0"]
    said = browser.post(address, {"candidates": stale}, follow=True).content.decode()
    assert "Nothing of yours was saved" in said
    assert not Contact.objects.filter(case=tutor.case_id).exists()
    said = browser.post(
        address, {"candidates": seen, "relationship": "classmate"}, follow=True
    ).content.decode()
    assert "2 people are contacts now" in said
    met = Exposure.objects.filter(case_id=tutor.case_id)
    assert [row.relationship for row in met] == ["classmate"] * 2
    assert browser.post(address, {"candidates": ["nobody"]}).status_code == 200
    assert "Nobody who is named" in browser.get(address).content.decode()


def accepted(stage: Stage, seen: dict[UUID, int]) -> list[UUID]:
    """An officer accepts them."""
    return who_was_there_page.accept_all(
        by=stage.by.actor, now=stage.now, case_id=stage.case_id, seen=seen, relation=RELATION
    )


def test_stays_are_asked_about_as_they_stood_on_the_page(tutor: Stage) -> None:
    """Cards answered while the officer chose stays: the page came back, and told them to choose again."""
    browser = browser_of(tutor.players["investigator"], language="en")
    address = f"/contacts/{tutor.case_id}/there/ask/"
    page = browser.get(address).content.decode()
    [version] = re.findall('name="version" value="([0-9]+)"', page)
    key = re.findall('name="keys" value="([^"]+)"', page)[0]
    newer = night.telco()
    newer.add(record_id="card:9:1", source="card", start_utc=night.at(3, 12), end_utc=night.at(3, 12), place_id=night.MART)  # fmt: skip
    assert night.traced(tutor.by, tutor.now, tutor.case_id, newer) > int(version)
    answer = browser.post(address, {"version": version, "keys": [key]})
    assert answer.status_code == 200
    assert "keys" not in answer.context["form"].errors
    assert browser.post(address, {"version": "9" * 6, "keys": [key]}).status_code == 404


def test_a_list_of_hundreds_comes_in_pages(tutor: Stage) -> None:
    rows = [
        row | {"token": f"t-{number}"}
        for number in range(210)
        for row in night.answered(night.pupil(), name="t", between=EVENINGS)
    ]
    ranked(tutor, who_was_there_rows.present([("telco", uuid4(), pa.Table.from_pylist(rows))]))
    browser = browser_of(tutor.players["investigator"])
    address = f"/contacts/{tutor.case_id}/there/"
    first = browser.get(address).content.decode()
    assert first.count('class="keyed') == 100
    assert "?from=100" in first
    assert browser.get(f"{address}?from=200").content.decode().count('class="keyed') == 10
    asked = browser.get(f"{address}identities/").content.decode()
    assert asked.count('name="candidates"') == 210
    assert asked.count(" checked") == 200  # as many as one request names
