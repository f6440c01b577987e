"""Only a newer release that the console signed changes what is public."""

import base64
import json
from dataclasses import replace
from datetime import timedelta

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.conf import settings
from django.test import Client
from tests.public import press
from tests.public.press import KEY, NOW, PUBLIC, TODAY

from dongseon.disclosure import release as releases
from dongseon.disclosure.release import Unsigned
from dongseon.errors import DongseonError, InvalidInput
from dongseon.public.front import turning
from dongseon.public.releases import actions, queries
from dongseon.public.releases.actions import OutOfTurn

pytestmark = pytest.mark.django_db


def receive(document: bytes, signature: bytes) -> int:
    return actions.receive(document, signature, trusted=(PUBLIC,), now=NOW)


def state() -> tuple[object, ...]:
    return queries.figures(), queries.places(NOW), queries.withdrawn(NOW), queries.received()


def test_a_release_appears_whole(django_capture_on_commit_callbacks: object) -> None:
    made = press.release(withdrawn=())
    before = turning.generation().now()
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
        assert receive(*press.signed(made)) == 1
    assert queries.figures() == replace(made, places=(), withdrawn=())
    assert [each.place for each in queries.places(NOW)] == list(made.places)
    assert turning.generation().now() != before


def test_the_next_one_takes_its_place() -> None:
    receive(*press.signed(press.release(1)))
    receive(*press.signed(press.release(2, places=(press.place(9),))))
    assert [each.place.listing_id for each in queries.places(NOW)] == [f"{9:032x}"]


def test_a_place_keeps_the_time_at_which_it_appeared_until_it_changes() -> None:
    receive(*press.signed(press.release(1)))
    later = NOW + timedelta(hours=1)
    again = press.release(2, places=(press.place(1), press.place(2, name="다른 이름")))
    document, signature = press.signed(again)
    actions.receive(document, signature, trusted=(PUBLIC,), now=later)
    same, changed = queries.places(later)
    assert (same.appeared_at, same.changed_at) == (NOW, NOW)
    assert (changed.appeared_at, changed.changed_at) == (NOW, later)


def test_the_same_release_again_changes_nothing() -> None:
    document, signature = press.signed(press.release(3))
    assert receive(document, signature) == receive(document, signature) == 3


def forged() -> tuple[bytes, bytes]:
    return press.signed(press.release(9), Ed25519PrivateKey.generate())


def altered() -> tuple[bytes, bytes]:
    document, signature = press.signed(press.release(9))
    return document.replace("가게 1".encode(), "가게 7".encode()), signature


def of_another_kind() -> tuple[bytes, bytes]:
    document = releases.encode(press.release(9))
    return document, KEY.sign(document)  # by the same key, but not as a release


def unsigned() -> tuple[bytes, bytes]:
    return releases.encode(press.release(9)), b""


def old() -> tuple[bytes, bytes]:
    return press.signed(press.release(4))


def same_number_other_content() -> tuple[bytes, bytes]:
    return press.signed(press.release(5, rule="other"))


def from_the_future() -> tuple[bytes, bytes]:
    return press.signed(press.release(9, made_at=NOW + timedelta(hours=1)))


def rewritten(change: dict[str, object]) -> tuple[bytes, bytes]:
    told = json.loads(releases.encode(press.release(9))) | change
    document = json.dumps(told).encode()
    return document, releases.sign(document, KEY)


def unknown_schema() -> tuple[bytes, bytes]:
    return rewritten({"schema": "dongseon-release/2"})


def unknown_field() -> tuple[bytes, bytes]:
    return rewritten({"patients": [{"name": "김철수"}]})


def wrong_sums() -> tuple[bytes, bytes]:
    told = json.loads(releases.encode(press.release(9)))
    told["days"][0]["deceased"] += 1
    return rewritten({"days": told["days"]})


def no_json() -> tuple[bytes, bytes]:
    return b"{", releases.sign(b"{", KEY)


def nested_without_end() -> tuple[bytes, bytes]:
    document = b"[" * 200_000
    return document, releases.sign(document, KEY)


REFUSED = (
    (forged, Unsigned, "signed by no key"),
    (altered, Unsigned, "signed by no key"),
    (of_another_kind, Unsigned, "signed by no key"),
    (unsigned, Unsigned, "signed by no key"),
    (old, OutOfTurn, "5 is public already"),
    (same_number_other_content, OutOfTurn, "5 is public already"),
    (from_the_future, OutOfTurn, "made in the future"),
    (unknown_schema, InvalidInput, "schema 'dongseon-release/2' is not known here"),
    (unknown_field, InvalidInput, "unknown 'patients'"),
    (wrong_sums, InvalidInput, "miss the total"),
    (no_json, InvalidInput, "no JSON"),
    (nested_without_end, InvalidInput, "no JSON"),
)


@pytest.mark.parametrize(
    ("made", "kind", "said"), REFUSED, ids=lambda each: getattr(each, "__name__", "")
)
def test_what_is_not_a_newer_signed_release_changes_nothing(
    made: object, kind: type[DongseonError], said: str
) -> None:
    receive(*press.signed(press.release(5)))
    before = state()
    generation = turning.generation().now()
    document, signature = made()  # type: ignore[operator]
    with pytest.raises(kind, match=said):
        receive(document, signature)
    assert state() == before
    assert turning.generation().now() == generation


def test_without_a_trusted_key_nothing_is_believed() -> None:
    document, signature = press.signed(press.release())
    with pytest.raises(Unsigned, match="signed by no key"):
        actions.receive(document, signature, trusted=(), now=NOW)
    assert queries.figures() is None


def test_a_place_past_its_day_is_not_shown_whatever_a_release_says() -> None:
    old_day = TODAY - timedelta(days=15)
    lying = replace(press.place(1, day=old_day), last_day=TODAY + timedelta(days=100))
    receive(*press.signed(press.release(places=(lying, press.place(2)))))
    assert [each.place.listing_id for each in queries.places(NOW)] == [f"{2:032x}"]


def test_over_http_the_answer_says_what_was_wrong(client: Client) -> None:
    (settings.DATA / "trusted.keys").write_text(base64.b64encode(PUBLIC).decode() + "  # console\n")
    document, signature = press.signed(press.release(7))

    def post(body: bytes, by: bytes) -> int:
        return client.post(
            "/releases",
            body,
            content_type="application/json",
            headers={"dongseon-signature": base64.b64encode(by).decode()},
        ).status_code

    assert post(document, b"x" * 64) == 403
    assert post(*no_json()) == 400
    assert post(document, signature) == 200
    assert post(document, signature) == 200
    assert post(*press.signed(press.release(6))) == 409
    assert client.get("/releases").status_code == 405
