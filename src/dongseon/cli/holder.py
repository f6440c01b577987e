"""`dongseon holder`: answer signed mandates from a lake of one's own."""

from pathlib import Path
from typing import Annotated

import typer

from dongseon.cli import ledger, terminal
from dongseon.cli.ledger import Action
from dongseon.errors import InvalidInput
from dongseon.holder import asgi, config

LOG_VERIFY = ["log", "verify"]


def command(
    words: Annotated[
        list[str] | None,
        typer.Argument(help="Instead of serving: `key` makes one, `log verify` verifies."),
    ] = None,
    data: Annotated[
        Path, typer.Option("--data", help="Key, pinned organisations, state, log and answers.")
    ] = Path("holder"),
    lake: Annotated[Path, typer.Option("--lake", help="The lake to answer from.")] = Path("lake"),
    name: Annotated[
        str, typer.Option("--name", help="The holder's id, to which mandates are addressed.")
    ] = "holder",
    address: Annotated[
        str, typer.Option("--address", help="Where to listen; beyond this machine behind TLS only.")
    ] = "127.0.0.1",
    port: Annotated[int, typer.Option("--port", min=1, max=65535)] = 8700,
    witness: Annotated[
        Path | None, typer.Option("--witness", help="For `log verify`: heads kept elsewhere.")
    ] = None,
    key: Annotated[str, typer.Option("--key", help="For `log verify`: the pinned key.")] = "",
    engine: Annotated[str, typer.Option("--engine", help="duckdb or spark.")] = "duckdb",
    master: Annotated[
        str, typer.Option("--master", help="Of Spark, e.g. spark://127.0.0.1:7077.")
    ] = "",
    longest: Annotated[
        float, typer.Option("--longest", min=1, help="Most seconds of the engine for one answer.")
    ] = config.Limits().answer_s,
    as_json: Annotated[bool, typer.Option("--json", help="For `key` and `log verify`.")] = False,
) -> None:
    """Answer signed mandates from a lake, and keep the log of it.

    The data folder needs holder.pem (an Ed25519 key that only its owner can read) and
    organisations.toml (whose officers are believed). Without them there is no start.

    Examples:

    `dongseon holder key --data holder --name telco-a`

    `dongseon holder --lake lake --data holder --name telco-a --port 8700`

    `dongseon holder log verify --data holder --witness heads.seen`
    """
    if words == ["key"]:
        make_key(data, name, as_json=as_json)
    elif words == LOG_VERIFY:
        ledger.command(Action.VERIFY, data / "audit.log", witness=witness, key=key, as_json=as_json)
    elif words:
        raise InvalidInput(f"{' '.join(words)}: expected nothing, key, or log verify")
    else:
        asked = config.Engine(engine, master)
        place = asgi.Place(
            data=data,
            lake=lake,
            name=name,
            address=address,
            port=port,
            engine=asked,
            answer_s=longest,
        )
        asgi.serve(place)


def make_key(data: Path, name: str, *, as_json: bool) -> None:
    """Make the holder's key, and show the public one: witnesses and authorities pin it."""
    config.make_key(data)
    signer = config.read_signer(data, name)
    terminal.answer(
        {"key": str(data / config.KEY), "public_key": str(signer.verifier)},
        as_json=as_json,
        show=lambda console: terminal.line(console, str(signer.verifier)),
    )
