"""The laboratory's pages: the whole way by two people, refusals said on the page, other areas kept out."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from tests.console import cast
from tests.console.laboratory import hl7, swabs

from dongseon.console.audit.types import HOUSE, Actor
from dongseon.console.laboratory import listing, queries
from dongseon.console.laboratory.models import Box, Finding, Kit, Laboratory, Result, Specimen
from dongseon.console.laboratory.rules import Outcome, Reason, Source, State
from dongseon.console.laboratory.types import Filters, Place
from dongseon.console.messages.models import Message
from dongseon.console.programs import actions as programs
from dongseon.console.programs.actions import Scope
from dongseon.console.workflows import receiving, results


class Bench:
    """Two people of the laboratory, a nurse, and their browsers."""

    def __init__(self) -> None:
        second = cast.hire("second", name="둘째", role=cast.Role.LABORATORY, area=cast.SEOUL)
        far = cast.hire("far", name="먼", role=cast.Role.LABORATORY, area=cast.BUSAN)
        self.players = cast.cast("laboratory", "nurse", "epidemiologist", "administrator") | {
            "second": second,
            "far": far,
        }
        self.browsers = {
            name: cast.browser_of(player, language="en") for name, player in self.players.items()
        }

    def post(self, who: str, path: str, **fields: object) -> str:
        """Post a form as somebody, and the text of the page after it."""
        browser = self.browsers[who]
        token = self.token(browser)
        answer = browser.post(
            f"/laboratory/{path}", fields | {"csrfmiddlewaretoken": token}, follow=True
        )
        assert answer.status_code == 200, (path, answer.status_code)
        return answer.content.decode()

    def get(self, who: str, path: str, *, status: int = 200) -> str:
        """A page as somebody sees it."""
        answer = self.browsers[who].get(f"/laboratory/{path}")
        assert answer.status_code == status, (path, answer.status_code)
        return answer.content.decode()

    def token(self, browser: Client) -> str:
        """What protects a form."""
        text = browser.get("/help/").content.decode()
        return text.split('name="csrfmiddlewaretoken" value="')[1].split('"')[0]


@pytest.fixture
def bench(db: None) -> Bench:
    return Bench()


@pytest.fixture
def soon() -> datetime:
    return datetime.now(UTC) - timedelta(minutes=1)


def test_a_swab_goes_the_whole_way_on_pages(bench: Bench, soon: datetime) -> None:
    laboratory_id = swabs.laboratory()
    _kit, lot = swabs.kit(soon)
    specimen = swabs.swab(soon)
    assert specimen.code[:3] in bench.get("nurse", "?w=to_send")
    bench.post("nurse", "send/", specimen=[specimen.id], laboratory=laboratory_id)
    box = Box.objects.get()
    bench.post("laboratory", f"boxes/{box.pk}/receive/", specimen=[specimen.id], temperature_c="4")
    said = bench.post("laboratory", f"specimens/{specimen.id}/enter/", outcome="negative", kit=lot)
    assert "Somebody else has to verify it" in said
    result = Result.objects.get()
    own = bench.post("laboratory", f"specimens/{specimen.id}/results/{result.pk}/verify/")
    assert "somebody else has to verify it" in own
    bench.post("second", "verify/", specimen=[specimen.id])
    assert queries.specimen(specimen.id, area="").outcome is Outcome.NEGATIVE
    assert Message.objects.get().text == "result_negative"
    page = bench.get("nurse", f"specimens/{specimen.id}/")
    for act in ("Taken", "Sent", "Received", "Result entered", "Result verified"):
        assert act in page


def test_a_label_is_a_pdf_with_the_code(bench: Bench, soon: datetime) -> None:
    specimen = swabs.swab(soon)
    answer = bench.browsers["nurse"].get(f"/laboratory/specimens/{specimen.id}/label.pdf")
    assert answer["Content-Type"] == "application/pdf"
    assert answer.content.startswith(b"%PDF")


def test_what_was_packed_and_is_not_there_stays_on_its_way(bench: Bench, soon: datetime) -> None:
    laboratory_id = swabs.laboratory()
    here, missing = swabs.swab(soon), swabs.swab(soon)
    bench.post("nurse", "send/", specimen=[here.id, missing.id], laboratory=laboratory_id)
    page = bench.post("laboratory", f"boxes/{Box.objects.get().pk}/receive/", specimen=[here.id])
    assert "Some specimens were not in the box" in page
    assert queries.specimen(missing.id, area="").state is State.SENT


def test_people_with_symptoms_are_never_pooled(bench: Bench, soon: datetime) -> None:
    ill, well = swabs.swab(soon), swabs.swab(soon, reason=Reason.SURVEILLANCE)
    swabs.in_laboratory(soon, ill, well)
    page = bench.post("laboratory", "pool/", specimen=[ill.id, well.id])
    assert "Only surveillance of people without symptoms may be pooled." in page
    assert not Specimen.objects.filter(pool_of__gt=0).exists()


@pytest.mark.parametrize("outcome", [Outcome.NEGATIVE, Outcome.POSITIVE])
def test_a_pool_stands_for_its_specimens_only_if_it_is_negative(
    bench: Bench, soon: datetime, outcome: Outcome
) -> None:
    taken = [swabs.swab(soon, reason=Reason.SURVEILLANCE) for _n in range(10)]
    swabs.in_laboratory(soon, *taken)
    bench.post("laboratory", "pool/", specimen=[one.id for one in taken])
    pool = Specimen.objects.get(pool_of=10)
    results.reported(
        by=HOUSE, now=soon, specimen_id=pool.pk, reading=swabs.reading(soon, outcome),
        source=Source.HAND, final=True,
    )  # fmt: skip
    states = set(Specimen.objects.filter(pool=pool).values_list("state", "outcome"))
    if outcome is Outcome.NEGATIVE:
        assert states == {("verified", "negative")}
        assert Message.objects.filter(text="result_negative").count() == 10
    else:
        assert states == {("received", "")}
        assert not Message.objects.exists()
        again = bench.post("laboratory", "pool/", specimen=[one.id for one in taken])
        assert "test it by itself" in again


def test_a_pool_takes_no_more_than_ten(bench: Bench, soon: datetime) -> None:
    taken = [swabs.swab(soon, reason=Reason.SURVEILLANCE) for _n in range(11)]
    swabs.in_laboratory(soon, *taken)
    page = bench.post("laboratory", "pool/", specimen=[one.id for one in taken])
    assert "more specimens than the rule of today allows" in page


def test_swapped_specimens_are_set_aside_and_both_come_again(bench: Bench, soon: datetime) -> None:
    one, other = swabs.in_laboratory(soon, swabs.swab(soon), swabs.swab(soon))
    results.reported(
        by=HOUSE, now=soon, specimen_id=one.id, reading=swabs.reading(soon, Outcome.NEGATIVE),
        source=Source.MESSAGE, final=True,
    )  # fmt: skip
    Message.objects.update(state="delivered", attempts=1)
    bench.post("laboratory", f"specimens/{one.id}/swap/", other=other.code)
    assert {queries.specimen(x.id, area="").state for x in (one, other)} == {State.VOID}
    assert Message.objects.filter(text="result_corrected").count() == 1
    assert Message.objects.filter(text="result_repeat").count() == 2
    assert "New swab needed" in bench.get("nurse", "?w=again")


def test_a_report_that_cannot_be_matched_is_settled_by_a_person(
    bench: Bench, soon: datetime
) -> None:
    swabs.kit(soon)
    person = swabs.person(soon, name="김하나", sex="female")
    [specimen] = swabs.in_laboratory(soon, swabs.swab(soon, person_id=person))
    wrong = hl7.oru(specimen.code, name="김^하나", born="19800101", sex="M", value=hl7.DETECTED)
    receiving.message(by=sender(), now=soon, data=wrong)
    finding = Finding.objects.get()
    assert "1 report waits" in bench.get("laboratory", "reports/")
    page = bench.get("laboratory", f"reports/{finding.pk}/")
    for shown in ("The sex differs", "The code is the same", "김하나", "Same birth date"):
        assert shown in page
    bench.post("laboratory", f"reports/{finding.pk}/settle/", code=specimen.code)
    assert queries.specimen(specimen.id, area="").outcome is Outcome.POSITIVE
    again = bench.post("second", f"reports/{finding.pk}/settle/", code=specimen.code)
    assert "Somebody else changed this meanwhile" in again
    assert Result.objects.count() == 1


def test_a_mistyped_code_suggests_the_one_that_was_meant(bench: Bench, soon: datetime) -> None:
    [specimen] = swabs.in_laboratory(soon, swabs.swab(soon))
    digit = str((int(specimen.code[4]) + 1) % 10)
    receiving.message(
        by=sender(), now=soon, data=hl7.oru(specimen.code[:4] + digit + specimen.code[5:])
    )
    page = bench.get("laboratory", f"reports/{Finding.objects.get().pk}/")
    assert "The code differs by one digit" in page


def test_a_dismissed_report_is_kept(bench: Bench, soon: datetime) -> None:
    receiving.message(by=sender(), now=soon, data=hl7.oru("X", name="<script>^x"))
    finding = Finding.objects.get()
    assert "<script>" not in bench.get("laboratory", f"reports/{finding.pk}/")
    bench.post("laboratory", f"reports/{finding.pk}/dismiss/")
    finding.refresh_from_db()
    assert finding.state == "dismissed"


def sender() -> Actor:
    """The actor of a laboratory's program."""
    now = datetime.now(UTC)
    program_id, _token = programs.issue(
        by=HOUSE, now=now, name="Institute", area=cast.SEOUL, scopes=[Scope.RESULTS],
        ends_at=now + timedelta(days=1),
    )  # fmt: skip
    Laboratory.objects.filter(pk=swabs.laboratory()).update(program_id=program_id)
    return Actor(program_id, "program", cast.SEOUL, "testing")


def test_another_areas_specimen_looks_as_if_it_were_not_there(bench: Bench, soon: datetime) -> None:
    specimen = swabs.swab(soon)
    bench.get("far", f"specimens/{specimen.id}/", status=404)
    assert specimen.code[:3] + " " not in bench.get("far", "specimens/")
    assert "No specimen of this code" in bench.get("far", f"specimens/?code={specimen.code}")


def test_a_kit_goes_its_path_and_only_then_counts(bench: Bench, soon: datetime) -> None:
    bench.post("laboratory", "kits/new/", code="K-1", name="Kit one", maker="M", on="2020-01-28")
    kit = Kit.objects.get()
    early = bench.post("laboratory", f"kits/{kit.pk}/decide/", step="authorised", on="2020-02-04")
    assert "Select a valid choice" in early
    bench.post(
        "laboratory",
        f"kits/{kit.pk}/decide/",
        step="evaluated",
        on="2020-02-01",
        sensitivity="98",
        specificity="99",
        specimens="200",
    )
    backwards = bench.post(
        "laboratory", f"kits/{kit.pk}/decide/", step="authorised", on="2020-01-30"
    )
    assert "dated before the last one" in backwards
    bench.post("laboratory", f"kits/{kit.pk}/decide/", step="authorised", on="2020-02-04")
    bench.post("laboratory", f"kits/{kit.pk}/lots/", number="L1", expires_on="2030-01-01")
    kit.refresh_from_db()
    assert (kit.state, str(kit.authorised_on)) == ("authorised", "2020-02-04")
    assert "98.0 %" in bench.get("epidemiologist", f"kits/{kit.pk}/")


def test_the_board_tells_median_and_oldest(bench: Bench, soon: datetime) -> None:
    for hours in (2, 4, 6):
        [one] = swabs.in_laboratory(soon, swabs.swab(soon - timedelta(hours=hours)))
        results.reported(
            by=HOUSE, now=soon, specimen_id=one.id, reading=swabs.reading(soon, Outcome.NEGATIVE),
            source=Source.MESSAGE, final=True,
        )  # fmt: skip
    swabs.in_laboratory(soon, swabs.swab(soon - timedelta(hours=30)))
    page = bench.get("laboratory", "board/")
    assert ">4.0" in page
    assert "late" in page


def test_lists_cost_a_bounded_number_of_queries(bench: Bench, soon: datetime) -> None:
    def cost(path: str) -> int:
        bench.get("laboratory", path)
        with CaptureQueriesContext(connection) as found:
            bench.get("laboratory", path)
        return len(found)

    paths = ("?w=to_test", "?w=to_verify", "specimens/?side=laboratory", "board/", "reports/")
    before = {path: cost(path) for path in paths}
    swabs.in_laboratory(soon, *(swabs.swab(soon) for _n in range(30)))
    assert {path: cost(path) for path in paths} == before
    assert max(before.values()) < 60, before


def test_pages_of_a_list_follow_each_other_without_gap(bench: Bench, soon: datetime) -> None:
    made = {swabs.swab(soon - timedelta(minutes=n % 3)).id for n in range(7)}
    seen: list[UUID] = []
    place: Place | None = Place()
    while place is not None:
        page = listing.every(area=cast.MAPO, filters=Filters(), place=place, size=3)
        seen += [row.id for row in page.rows]
        place = page.next
    assert set(seen) == made
    assert len(seen) == len(made)
