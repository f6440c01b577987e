"""The two ways to a carrier, spoken to over loopback, and what each makes of faults."""

import json
import socket
import struct
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from uuid import UUID, uuid4

import httpx
import pytest
from django.core.exceptions import ImproperlyConfigured

from dongseon.console.messages.gateways import Parcel, choosing
from dongseon.console.messages.gateways.over_http import OverHttp
from dongseon.console.messages.gateways.over_smpp import OverSmpp, account, named
from dongseon.console.messages.rules import Answer, Receipt

ONE, TWO = UUID(int=1), UUID(int=2)
PARCELS = (Parcel(ONE, "01012345678", "음성입니다"), Parcel(TWO, "+8210", "Your test"))


# ── HTTP ─────────────────────────────────────────────────────────────────────────────────────


def over_http(answer: object, *, status: int = 200) -> tuple[OverHttp, list[httpx.Request]]:
    """A way to a service that always answers this; what it was asked."""
    asked: list[httpx.Request] = []

    def answering(request: httpx.Request) -> httpx.Response:
        asked.append(request)
        return httpx.Response(status, json=answer)

    transport = httpx.MockTransport(answering)
    return OverHttp("http://carrier/api", token="t0ken", transport=transport), asked  # noqa: S106  # opens nothing


def test_over_http_all_go_in_one_request_with_their_ids() -> None:
    gateway, asked = over_http(
        {"answers": [{"id": str(ONE), "answer": "taken", "reference": "c-1"},
                     {"id": str(TWO), "answer": "wrong_number"}]}
    )  # fmt: skip
    said = gateway.hand_over(PARCELS)
    assert (said[ONE].answer, said[ONE].reference) == (Answer.TAKEN, "c-1")
    assert said[TWO].answer is Answer.WRONG_NUMBER
    [request] = asked
    assert request.headers["authorization"] == "Bearer t0ken"
    assert json.loads(request.content)["messages"][0] == {
        "id": str(ONE), "to": "01012345678", "text": "음성입니다",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("answer", "status"),
    [({}, 200), ([], 200), ({"answers": "x"}, 200), ({"answers": [{"id": str(ONE), "answer": "by_hand"}]}, 200),
     ({"answers": [1]}, 200), ({"error": 1}, 503)],
)  # fmt: skip
def test_over_http_what_is_no_answer_is_tried_again(answer: object, status: int) -> None:
    gateway, _asked = over_http(answer, status=status)
    assert {said.answer for said in gateway.hand_over(PARCELS).values()} == {Answer.LATER}


def test_over_http_receipts_are_fetched_and_noted() -> None:
    gateway, asked = over_http(
        {"receipts": [{"reference": "c-1", "receipt": "delivered"}, {"reference": "c-2", "receipt": "eaten"}, {}]}
    )  # fmt: skip
    assert gateway.receipts() == {"c-1": Receipt.DELIVERED}
    gateway.noted({"c-1"})
    assert json.loads(asked[-1].content) == {"references": ["c-1"]}


# ── SMPP ─────────────────────────────────────────────────────────────────────────────────────


@dataclass(slots=True)
class Smsc:
    """A carrier's end of SMPP 3.4, as small as it can be: binds, takes, sends receipts."""

    got: dict[str, tuple[str, str]] = field(default_factory=dict)  # our id → number, text
    statuses: dict[str, int] = field(default_factory=dict)  # number → status it is refused with
    receipts: list[tuple[str, int]] = field(default_factory=list)  # our name, message_state
    port: int = 0
    server: socket.socket | None = None

    def serve(self) -> None:
        """Answer until the socket is closed."""
        assert self.server is not None
        while True:
            try:
                line, _address = self.server.accept()
            except OSError:
                return
            with line:
                self.talk(line)

    def talk(self, line: socket.socket) -> None:
        """One session."""
        while head := read(line, 16):
            length, command, _status, sequence = struct.unpack(">LLLL", head)
            body = read(line, length - 16)
            if command == 0x00000009:  # bind_transceiver
                answer(line, 0x80000009, 0, sequence, b"SMSC\0")
                while self.receipts:
                    self.send_receipt(line, *self.receipts.pop(0))
            elif command == 0x00000004:  # submit_sm
                self.take(line, sequence, body)
            elif command == 0x00000006:  # unbind
                answer(line, 0x80000006, 0, sequence, b"")
                return

    def take(self, line: socket.socket, sequence: int, body: bytes) -> None:
        """A submit_sm."""
        _service, rest = body.split(b"\0", 1)
        _source, rest = rest[2:].split(b"\0", 1)
        number, rest = rest[2:].split(b"\0", 1)
        fields = options(rest[3:].split(b"\0", 2)[2][5:])
        status = self.statuses.get(number.decode(), 0)
        ours = fields[0x0202].rstrip(b"\0").decode()
        if not status:
            self.got.setdefault(ours, (number.decode(), fields[0x0424].decode("utf-16-be")))
        answer(line, 0x80000004, status, sequence, b"" if status else f"c-{ours}".encode() + b"\0")

    def send_receipt(self, line: socket.socket, reference: str, state: int) -> None:
        """A deliver_sm with a receipt."""
        body = b"\0" + b"\1\1010\0" + b"\1\1011\0" + b"\4\0\0" + b"\0\0" + b"\0\0\0\0" + b"\0"
        name = reference.encode() + b"\0"
        body += struct.pack(">HHB", 0x0427, 1, state)
        body += struct.pack(">HH", 0x001E, len(name)) + name
        answer(line, 0x00000005, 0, 99, body)


def read(line: socket.socket, length: int) -> bytes:
    """So many bytes, or none when the other end is gone."""
    got = b""
    while len(got) < length:
        piece = line.recv(length - len(got))
        if not piece:
            return b""
        got += piece
    return got


def answer(line: socket.socket, command: int, status: int, sequence: int, body: bytes) -> None:
    """Send one PDU."""
    line.sendall(struct.pack(">LLLL", 16 + len(body), command, status, sequence) + body)


def options(data: bytes) -> dict[int, bytes]:
    """Optional parameters."""
    found = {}
    while data:
        tag, length = struct.unpack(">HH", data[:4])
        found[tag], data = data[4 : 4 + length], data[4 + length :]
    return found


@pytest.fixture
def smsc() -> Iterator[Smsc]:
    """A carrier on loopback."""
    stub = Smsc()
    stub.server = socket.create_server(("127.0.0.1", 0))
    stub.port = stub.server.getsockname()[1]
    thread = threading.Thread(target=stub.serve)
    thread.start()
    yield stub
    stub.server.shutdown(socket.SHUT_RDWR)
    stub.server.close()
    thread.join(timeout=5)


def over_smpp(smsc: Smsc) -> OverSmpp:
    """A way to it."""
    return OverSmpp(account(f"smpp://us:secret@127.0.0.1:{smsc.port}", "1339"))


def test_over_smpp_a_text_goes_whole_with_our_id(smsc: Smsc) -> None:
    said = over_smpp(smsc).hand_over(PARCELS)
    assert {one.answer for one in said.values()} == {Answer.TAKEN}
    assert smsc.got == {
        named(ONE): ("01012345678", "음성입니다"),
        named(TWO): ("8210", "Your test"),
    }
    assert said[ONE].reference == f"c-{named(ONE)}"


def test_over_smpp_an_id_has_22_letters_and_is_the_persons_alone() -> None:
    ids = [uuid4() for _one in range(100)]
    assert {len(named(one)) for one in ids} == {22}
    assert len({named(one) for one in ids}) == 100


def test_over_smpp_statuses_are_told_apart(smsc: Smsc) -> None:
    smsc.statuses = {"01012345678": 0x0B, "8210": 0x58}  # invalid destination; throttled
    said = over_smpp(smsc).hand_over(PARCELS)
    assert [said[ONE].answer, said[TWO].answer] == [Answer.WRONG_NUMBER, Answer.LATER]


def test_over_smpp_receipts_that_wait_are_heard_once(smsc: Smsc) -> None:
    smsc.receipts = [("c-1", 2), ("c-2", 5)]
    gateway = over_smpp(smsc)
    assert gateway.receipts() == {"c-1": Receipt.DELIVERED, "c-2": Receipt.WRONG_NUMBER}
    gateway.noted({"c-1", "c-2"})
    assert gateway.receipts() == {}


def test_over_smpp_nobody_there_means_later() -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    gateway = OverSmpp(account(f"smpp://us:secret@127.0.0.1:{port}", "1339"))
    assert gateway.hand_over(PARCELS) == {}
    assert gateway.receipts() == {}


# ── choosing ─────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("url", "name"),
    [("", "outbox"), ("https://carrier.example", "http"), ("smpp://a:b@h:1", "smpp")],
)
def test_the_address_says_which_way(url: str, name: str) -> None:
    assert choosing.of(url, token="", sender="1339").name == name


def test_an_unknown_way_is_no_way() -> None:
    with pytest.raises(ImproperlyConfigured, match="begins with http"):
        choosing.of("ftp://x", token="", sender="")
