"""The door before Django: the four questions are answered there, all else passes."""

import gzip
import json
from datetime import UTC, datetime
from typing import Any

import pytest

from dongseon.public.masks.answers import ROOT
from dongseon.public.masks.board import Board
from dongseon.public.masks.door import Door
from dongseon.public.masks.stock import Shop

NOON = datetime(2020, 3, 15, 3, 0, tzinfo=UTC)


class Boards:
    """A board that is there, or not yet."""

    def __init__(self, board: Board | None) -> None:
        self._board = board

    def current(self) -> Board | None:
        return self._board


SHOPS = [
    Shop(str(n), "약국", "서울특별시 용산구 장문로 1", "01", 37.5 + n / 1e5, 127.0)
    for n in range(300)
]


def ask(
    path: str, query: str = "", *, method: str = "GET", ready: bool = True, gzipped: bool = False
) -> tuple[int, dict[str, str], bytes]:
    told: list[Any] = []

    def start(status: str, headers: list[tuple[str, str]], fault: object = None) -> Any:
        told[:] = [int(status[:3]), dict(headers)]

    def inner(environ: Any, start: Any) -> list[bytes]:
        start("204 No Content", [])
        return []

    environ = {"PATH_INFO": path, "QUERY_STRING": query, "REQUEST_METHOD": method}
    if gzipped:
        environ["HTTP_ACCEPT_ENCODING"] = "gzip, br"
    board = Board(SHOPS, [], NOON) if ready else None
    body = b"".join(Door(inner, Boards(board))(environ, start))
    return told[0], told[1], body


NEAR = f"{ROOT}storesByGeo/json"


def test_an_answer_is_bounded_and_says_how_many_there_are() -> None:
    status, headers, body = ask(NEAR, "lat=37.5&lng=127&m=99999")
    assert (status, json.loads(body)["count"], headers["X-Total-Count"]) == (200, 100, "300")


def test_it_is_compressed_for_whoever_takes_that() -> None:
    _status, headers, body = ask(NEAR, "lat=37.5&lng=127", gzipped=True)
    assert headers["Content-Encoding"] == "gzip"
    assert json.loads(gzip.decompress(body))["count"] == 100
    assert int(headers["Content-Length"]) == len(body)


def test_any_app_may_ask_and_nobody_is_remembered() -> None:
    _status, headers, _body = ask(NEAR, "lat=37.5&lng=127")
    assert headers["Access-Control-Allow-Origin"] == "*"
    assert "Set-Cookie" not in headers


@pytest.mark.parametrize(
    "query", ["", "lat=37.5", "lat=%ff&lng=1", "&".join(f"a{n}=1" for n in range(40))]
)
def test_a_bad_question_is_answered_with_its_fault(query: str) -> None:
    status, _headers, body = ask(NEAR, query)
    assert status == 400
    assert json.loads(body)["error"]


def test_before_the_board_is_read_it_says_come_again() -> None:
    status, headers, _body = ask(NEAR, "lat=37.5&lng=127", ready=False)
    assert (status, headers["Retry-After"]) == (503, "2")


def test_other_paths_pass_and_other_methods_do_not() -> None:
    assert ask("/ko/")[0] == 204
    assert ask(NEAR, method="POST")[0] == 405
    assert ask(NEAR, "lat=37.5&lng=127", method="HEAD")[2] == b""
