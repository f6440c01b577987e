"""What the tests of the ledger build logs from. Keys here sign nothing anywhere else."""

from datetime import UTC, datetime, timedelta

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from dongseon.ledger import SignerKey, Tree, leaf_hash

NOON = datetime(2020, 5, 9, 12, tzinfo=UTC)
ORIGIN = "telco-a.example/holder"


def signer(name: str = ORIGIN, seed: int = 1) -> SignerKey:
    return SignerKey(name, Ed25519PrivateKey.from_private_bytes(bytes([seed]) * 32))


def tree_of(*entries: bytes) -> Tree:
    tree = Tree()
    for entry in entries:
        tree.append(leaf_hash(entry))
    return tree


def entries(count: int, begin: int = 0) -> list[bytes]:
    return [
        f'{{"n":{number},"what":"slice sent"}}'.encode() for number in range(begin, begin + count)
    ]


def minutes(count: float) -> timedelta:
    return timedelta(minutes=count)
