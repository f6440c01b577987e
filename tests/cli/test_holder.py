"""`dongseon holder`: it does not start without a key, a lake and somebody to believe."""

import socket
from pathlib import Path

import pytest
from tests.holder.makers import Clock, make_data, make_lake

from dongseon import cli
from dongseon.holder import Service, read_config


@pytest.fixture(scope="module")
def lake(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_lake(tmp_path_factory.mktemp("telco"))


def test_a_key_that_others_may_read_is_no_key(
    lake: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    data = make_data(tmp_path / "data")
    (data / "holder.pem").chmod(0o644)
    assert cli.run(["holder", "--lake", str(lake), "--data", str(data)]) == 2
    assert "others may read this key; chmod 600 it" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("missing", "said"),
    [("holder.pem", "no key is there"), ("organisations.toml", "no such file")],
)
def test_what_is_missing_is_named(
    missing: str, said: str, lake: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    data = make_data(tmp_path / "data")
    (data / missing).unlink()
    assert cli.run(["holder", "--lake", str(lake), "--data", str(data)]) == 2
    assert said in capsys.readouterr().err


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "nobody is pinned"),
        ("[a", "not TOML"),
        ("[npa]\nkind = 'police'", "needs kind, central and keys"),
        ("[npa]\nkind = 'army'\ncentral = true\nkeys = []", "kind is health or police"),
        ("[npa]\nkind = 'police'\ncentral = true\nkeys = []", "a key cannot be used"),
        ("[npa]\nkind = 'police'\ncentral = true\nkeys = ['AAAA']", "a key cannot be used"),
        ("[npa]\nkind = 'police'\ncentral = true\nkeys = [7]", "a key cannot be used"),
    ],
)
def test_whom_to_believe_is_read_strictly(
    text: str, said: str, lake: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    data = make_data(tmp_path / "data")
    (data / "organisations.toml").write_text(text, encoding="utf-8")
    assert cli.run(["holder", "--lake", str(lake), "--data", str(data)]) == 2
    assert said in capsys.readouterr().err


def test_without_a_lake_there_is_nothing_to_answer_from(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    data = make_data(tmp_path / "data")
    assert cli.run(["holder", "--lake", str(tmp_path / "none"), "--data", str(data)]) == 2
    assert "no lake is there" in capsys.readouterr().err


def test_a_port_on_which_somebody_listens_is_not_shared(
    lake: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The server would share it, and half of the requests would go astray."""
    data = make_data(tmp_path / "data")
    with socket.socket() as one:
        one.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        one.bind(("127.0.0.1", 0))
        one.listen()
        port = str(one.getsockname()[1])
        words = ["holder", "--lake", str(lake), "--data", str(data), "--port", port]
        assert cli.run(words) == 2
    assert f"127.0.0.1 port {port}: Address already in use" in capsys.readouterr().err


def test_its_log_can_be_verified_while_it_is_closed(
    lake: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    data = make_data(tmp_path / "data")
    service = Service(read_config(data, lake_folder=lake, name="telco-a"), Clock())
    service.submit(b"noise")
    service.close()
    assert cli.run(["holder", "log", "verify", "--data", str(data)]) == 0
    assert "Nothing is wrong." in capsys.readouterr().out
    log = data / "audit.log"
    log.write_bytes(log.read_bytes().replace(b"refused", b"erased!"))
    assert cli.run(["holder", "log", "verify", "--data", str(data), "--json"]) == 1


def test_other_words_mean_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.run(["holder", "log", "rewrite"]) == 2
    assert "expected nothing, key, or log verify" in capsys.readouterr().err


def test_a_key_is_made_once_and_for_its_owner(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    words = ["holder", "key", "--data", str(tmp_path / "data"), "--name", "telco-a"]
    assert cli.run(words) == 0
    assert capsys.readouterr().out.startswith("telco-a+")
    assert (tmp_path / "data/holder.pem").stat().st_mode & 0o777 == 0o600
    assert cli.run([*words, "--json"]) == 2
    assert "there is a key; a new one ends its log" in capsys.readouterr().err
