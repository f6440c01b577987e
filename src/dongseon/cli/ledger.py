"""`dongseon ledger verify`: is a log still what was written, entry for entry?"""

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from dongseon import ledger
from dongseon.cli import terminal
from dongseon.errors import InvalidInput, NotFound
from dongseon.ledger import VerifierKey, audit, log
from dongseon.ledger.audit import Verification

FOUND = 1  # exit status: the log was read, and something is wrong with it
COLUMNS = ("what", "entry", "detail")


class Action(StrEnum):
    """What to do with a log."""

    VERIFY = "verify"
    WITNESS = "witness"


def command(
    action: Annotated[Action, typer.Argument(help="verify, or be its witness.")],
    file: Annotated[Path, typer.Argument(help="The log's file.")],
    witness: Annotated[
        Path | None, typer.Option("--witness", help="Heads that a witness keeps elsewhere.")
    ] = None,
    key: Annotated[
        str, typer.Option("--key", help="The log's public key, from a place of your own.")
    ] = "",
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """Find any change, removal or reordering in an append-only log.

    `witness` verifies, and keeps the log's last head in the file `--witness`: run it by a clock, under
    another account than the log's. Without `--key` the key beside the log (FILE.key) is used: whoever can write there can change
    it. A tail cut off together with its signed heads is found by `--witness` alone. Exit status 1
    if anything is wrong.

    Examples:

    `dongseon ledger verify audit.log`

    `dongseon ledger verify audit.log --witness heads.seen --key "$KEY" --json`

    `dongseon ledger witness audit.log --witness heads.seen --key "$KEY"`
    """
    known = ledger.read_verifier_key(key) if key else key_beside(file)
    found = work(action, file, known, witness)
    terminal.answer(
        {
            "action": action.value,
            "file": str(file),
            "ok": found.ok,
            "entries": found.entries,
            "root": found.root.hex(),
            "heads": found.heads,
            "signed_entries": found.signed_entries,
            "witnessed": found.witnessed,
            "torn_bytes": found.torn_bytes,
            "findings": [
                {"kind": f.kind.value, "entry": f.entry, "detail": f.detail} for f in found.findings
            ],
        },
        as_json=as_json,
        show=lambda console: show(console, file, found),
    )
    if not found.ok:
        raise typer.Exit(FOUND)


def work(action: Action, file: Path, key: VerifierKey, witness: Path | None) -> Verification:
    """Verify the log; and, as its witness, keep what was found sound."""
    if action is Action.VERIFY:
        return audit.verify(file, key=key, witness=witness)
    if witness is None:
        raise InvalidInput("witness: name the file to keep heads in with --witness")
    return audit.remember(file, key=key, witness=witness)


def key_beside(file: Path) -> VerifierKey:
    """The public key that the log's owner left beside it."""
    path = log.key_path(file)
    if not path.is_file():
        raise NotFound(f"{path}: no such file; name the key with --key")
    try:
        return ledger.read_verifier_key(path.read_text(encoding="utf-8"))
    except UnicodeDecodeError:
        raise InvalidInput(f"{path}: not a public key") from None


def show(console: Console, file: Path, found: Verification) -> None:
    """Say what was found, the worst first."""
    terminal.line(console, f"{file}: {found.entries} entries, root {found.root.hex()}")
    terminal.line(
        console,
        f"{found.signed_entries} of them under {found.heads} signed heads, "
        f"{found.witnessed} heads of the witness",
    )
    if found.torn_bytes:
        terminal.line(console, f"{found.torn_bytes} bytes at the end are not a whole entry (yet)")
    if found.ok:
        terminal.line(console, "Nothing is wrong.")
    else:
        rows = [(f.kind.value, str(f.entry or 0), f.detail) for f in found.findings]
        console.print(terminal.table("What is wrong", COLUMNS, rows))
