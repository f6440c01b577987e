"""A PostgreSQL of one's own: closed to everybody else, and silent about what people typed."""

import os
import stat
from pathlib import Path

import psycopg
import pytest
from psycopg import sql

from dongseon.console.running import databases
from dongseon.errors import InvalidInput
from dongseon.running import postgres
from dongseon.running.addresses import read_database_url
from dongseon.running.postgres import Server

HOME = Path(os.environ["DONGSEON_CONSOLE_DATA"])
SERVER = Server(HOME / "database")
NAME = "김철수"


@pytest.mark.django_db
def test_its_socket_lies_in_a_folder_that_nobody_else_enters() -> None:
    assert stat.S_IMODE(SERVER.socket.stat().st_mode) == 0o700
    with psycopg.connect(SERVER.url(postgres.SUPERUSER)) as connection:
        shown = connection.execute("SHOW listen_addresses").fetchone()
    assert shown == ("",)


@pytest.mark.django_db
def test_nobody_comes_in_with_a_wrong_password() -> None:
    right = SERVER.secret(postgres.APPLICATION).read_text().strip()
    wrong = SERVER.url(postgres.APPLICATION).replace(right, "wrong")
    with pytest.raises(InvalidInput, match="does not answer"):
        databases.check(wrong)


@pytest.mark.django_db
def test_the_application_may_not_do_what_the_owner_may() -> None:
    with (
        psycopg.connect(SERVER.url(postgres.APPLICATION)) as connection,
        pytest.raises(psycopg.errors.InsufficientPrivilege, match="permission denied"),
    ):
        connection.execute("CREATE TABLE mine (number int)")


@pytest.mark.django_db
def test_a_statement_that_fails_is_not_in_its_log() -> None:
    with psycopg.connect(SERVER.url(postgres.APPLICATION)) as connection:
        for statement, match in (
            ("SELECT {} FROM nowhere", "nowhere"),
            ("SELECT {}::uuid", "uuid"),
        ):
            with pytest.raises(psycopg.Error, match=match):
                connection.execute(sql.SQL(statement).format(sql.Literal(NAME)))
            connection.rollback()
    log = (SERVER.cluster / "server.log").read_text(encoding="utf-8")
    assert "ready to accept connections" in log
    assert NAME not in log


@pytest.mark.django_db
def test_its_process_is_seen_without_asking_a_program() -> None:
    assert postgres.is_alive(SERVER)
    assert not postgres.is_alive(Server(HOME / "nowhere"))


def test_a_path_too_long_for_a_socket_is_refused_before_anything_is_made(tmp_path: Path) -> None:
    folder = tmp_path / ("long" * 30)
    with pytest.raises(InvalidInput, match="too long for a socket"):
        postgres.open_server(folder)
    assert not folder.exists()


@pytest.mark.parametrize(
    ("url", "match"),
    [
        ("mysql://x:secret@/y", "mysql: expected postgresql"),
        ("postgresql://x:secret@host/", "names no database"),
    ],
)
def test_an_address_of_no_use_is_refused_without_its_password(url: str, match: str) -> None:
    with pytest.raises(InvalidInput, match=match) as caught:
        read_database_url(url)
    assert "secret" not in str(caught.value)
