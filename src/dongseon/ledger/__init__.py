"""Append-only log: RFC 9162 tree, signed heads, proofs, and the witness who remembers.

The names below are the pure core: hashes in, hashes out. Files are in `ledger.log` (a log),
`ledger.witness_file` (a witness's memory) and `ledger.audit` (verification).
"""

from dongseon.ledger.heads import SignedHead, TreeHead, read_head, sign_head
from dongseon.ledger.merkle import (
    EMPTY_ROOT,
    leaf_hash,
    node_hash,
    prove_consistency,
    prove_inclusion,
    root_of,
    verify_consistency,
    verify_inclusion,
)
from dongseon.ledger.notes import SignerKey, VerifierKey, read_verifier_key
from dongseon.ledger.tree import Frontier, Node, Tree, grow
from dongseon.ledger.witness import Fault, Review, review

__all__ = [
    "EMPTY_ROOT",
    "Fault",
    "Frontier",
    "Node",
    "Review",
    "SignedHead",
    "SignerKey",
    "Tree",
    "TreeHead",
    "VerifierKey",
    "grow",
    "leaf_hash",
    "node_hash",
    "prove_consistency",
    "prove_inclusion",
    "read_head",
    "read_verifier_key",
    "review",
    "root_of",
    "sign_head",
    "verify_consistency",
    "verify_inclusion",
]
