"""What a doorway answers from memory: a plain GET. Whatever else a request says, others judge it."""

import pytest

from dongseon.public.doorway import heads

PLAIN = b"GET /ko/figures/?a=1 HTTP/1.1\r\nHost: site.example\r\nAccept-Encoding: gzip, br\r\n\r\n"


def test_a_plain_request_is_understood() -> None:
    asked = heads.read(PLAIN)
    assert asked is not None
    assert (asked.host, asked.target) == (b"site.example", b"/ko/figures/?a=1")
    assert b"br" in asked.accepted
    assert (asked.known, asked.closing) == (b"", False)


def test_names_are_read_in_any_case_and_a_last_request_is_known() -> None:
    asked = heads.read(
        b'GET / HTTP/1.1\r\nHOST: a\r\nif-none-match: "x"\r\nConnection: Close\r\n\r\n'
    )
    assert asked is not None
    assert (asked.host, asked.known.strip(), asked.closing) == (b"a", b'"x"', True)


@pytest.mark.parametrize(
    "data",
    [
        b"HEAD / HTTP/1.1\r\nHost: a\r\n\r\n",
        b"POST /releases HTTP/1.1\r\nHost: a\r\n\r\n",
        b"GET / HTTP/1.0\r\nHost: a\r\n\r\n",
        b"GET http://a/ HTTP/1.1\r\nHost: a\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: a\r\n",  # not whole
        b"GET / HTTP/1.1\r\nHost: a\r\n\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n",  # two
        b"GET / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: a\r\ntransfer-encoding: chunked\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: a\r\nRange: bytes=0-1\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: a\r\n folded: b\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: a\r\nno colon\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: h2c\r\n\r\n",
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",  # TLS
        b"GET /" + b"a" * heads.MOST_BYTES + b" HTTP/1.1\r\nHost: a\r\n\r\n",
    ],
)
def test_anything_else_is_handed_through(data: bytes) -> None:
    assert heads.read(data) is None
