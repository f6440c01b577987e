"""The holder's service without HTTP: submit, answer, hand out, erase; and the log of all of it.

An accepted request is on the disk before its caller hears of it, and is answered exactly once: its
state, its tokens and what the log must say change in one transaction; the log follows in order.
"""

import hashlib
import hmac
import json
import secrets
import threading
from collections.abc import Callable, Container
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import duckdb
import pyarrow as pa

from dongseon import mandate
from dongseon.errors import DongseonError, InvalidInput, NotFound
from dongseon.holder import slicing, telling
from dongseon.holder.config import Config
from dongseon.holder.deadline import Deadline
from dongseon.holder.desks import Desks
from dongseon.holder.rates import Rates
from dongseon.holder.spool import Spool
from dongseon.holder.store import Answered, Request, Store, TokenBook
from dongseon.ledger.log import Log
from dongseon.ledger.merkle import Proof
from dongseon.mandate import Admission, Decision, Keyring, Policy, Reason, Receipt, Type
from dongseon.mandate import receipt as receipts

STRANGERS = "strangers"
ENGINE_FAULTS = (duckdb.Error, pa.ArrowException)
STATEMENTS = ("enrolment", "revocation")
WITHDRAWN = {
    Reason.KEY_REVOKED,
    Reason.ORGANISATION_NOT_PINNED,
}  # with them an answer that lies ready is withheld


class Busy(DongseonError):
    """Too much at once: ask again later. Nothing was remembered of the request."""


@dataclass(frozen=True, slots=True)
class Submission:
    """What became of a request that was handed in."""

    decision: Decision
    request: Request | None  # as it stands, if it is accepted


class Service:
    """One holder, open. Several threads may use it; one process at a time can have it."""

    def __init__(self, config: Config, clock: Callable[[], datetime]) -> None:
        self.config = config
        self._clock = clock
        self._rates = Rates(config.limits.requests_per_min)
        self._strangers = Rates(config.limits.strangers_per_min)
        self._telling = threading.Lock()
        self._answering = threading.Lock()
        self._desks = Desks(config.lake, config.engine, memory=config.limits.engine_memory)
        self._log = Log(config.log, config.signer)
        try:
            self._spool = Spool(config.spool, most_bytes=config.limits.answer_bytes)
            self._store = Store(config.data / "state.sqlite")
            try:
                self._keyring = self._remembered_keys()
                self._store.told = self._last_told()
                self._tell()
            except BaseException:
                self._store.close()
                raise
        except BaseException:
            self._log.close()
            raise

    def close(self) -> None:
        """Give the files back."""
        with self._answering, self._telling:
            self._desks.let_go()
            self._store.close()
            self._log.close()

    # ── asking ────────────────────────────────────────────────────────────────────────────────

    def submit(self, body: bytes) -> Submission:
        """Judge a request; remember it if it is accepted. Raises Busy."""
        now = self._clock()
        with self._store.change() as store:
            decision = self._judge(body, seen=store, now=now)
            self._bear(decision, store, now)
            accepted = decision.mandate if decision.accepted else None
            if accepted is None:
                store.tell(telling.refused(decision, now))
            else:
                sha256 = decision.digest.hex()
                store.add(accepted.mandate_id, body, sha256, now=now, keep_until=accepted.expires)
                store.tell(telling.accepted(decision, now))
        self._tell()
        return Submission(decision, self._store.request(accepted.mandate_id) if accepted else None)

    def _judge(self, body: bytes, *, seen: Container[str], now: datetime) -> Decision:
        return mandate.verify(
            body,
            policies=self.config.policies,
            now=now,
            seen=seen,
            keys=self._keyring,
            holder=self.config.holder,
            issued_tokens=TokenBook(self._store),
        )

    def _bear(self, decision: Decision, store: Store, now: datetime) -> None:
        """Raise Busy if this is one too many. Strangers have one bucket: they can have any name."""
        if decision.authentic and decision.requester is not None:
            name, rates = decision.requester.organisation_id, self._rates
        else:
            name, rates = STRANGERS, self._strangers
        if not rates.take(name, now):
            raise Busy("too many requests in a minute")
        if decision.accepted and store.waiting() >= self.config.limits.waiting:
            raise Busy("too many requests are waiting for their answers")

    def admit(self, kind: str, body: bytes) -> Admission:
        """Believe an organisation's statement about a key, or not. Raises Busy."""
        now = self._clock()
        if not self._strangers.take(STRANGERS, now):
            raise Busy("too many statements in a minute")
        with self._store.change() as store:
            admission = self._admission(kind, body, self._keyring, now)
            if admission.ok:
                store.add_statement(kind, body)
            sha256 = hashlib.sha256(body).hexdigest()
            store.tell(telling.statement(kind, admission.refusals, sha256, now))
            # Still inside: of two statements at once, neither may forget the other.
            self._keyring = admission.keyring
        self._tell()
        return admission

    # ── handing out ───────────────────────────────────────────────────────────────────────────

    def status(self, mandate_id: str, sha256: str) -> Request:
        """What became of a request. Only who has its body knows its digest. Raises NotFound."""
        found = self._store.request(mandate_id)
        if not hmac.compare_digest(found.sha256.encode(), sha256.encode("utf-8", "replace")):
            raise NotFound("there is no such request")
        return found

    def hand_out(self, mandate_id: str, sha256: str) -> tuple[Request, bytes]:
        """The answer's bytes, checked against their digest. Raises NotFound, InvalidInput."""
        found = self.status(mandate_id, sha256)
        if not found.receipt:
            raise NotFound("there is no answer yet")
        data = self._spool.read(mandate_id)
        if hashlib.sha256(data).hexdigest() != found.answer_sha256:
            raise InvalidInput("the answer on the disk is not the one that was signed for")
        if self._withdrawn(found.body):
            raise NotFound("there is no answer any more: a key under the request was revoked")
        with self._store.change() as store:
            store.tell(telling.sent(mandate_id, self._clock()))
        self._tell()
        return found, data

    def _withdrawn(self, body: bytes) -> bool:
        """Whether a key that signed the request, or its organisation, is believed no longer."""
        decision = self._judge(body, seen=frozenset(), now=self._clock())
        return any(refusal.reason in WITHDRAWN for refusal in decision.refusals)

    def head(self) -> str:
        """The log's last signed head, as a note."""
        last = self._log.last_head
        return (last or self._log.sign_head(self._clock())).note

    def consistency(self, first: int) -> Proof:
        """For a witness who saw a head of size `first`: the proof that the last head extends it."""
        last = self._log.last_head
        return self._log.tree.prove_consistency(first, last.head.size if last else 0)

    def load(self) -> dict[str, float]:
        """How much waits, since when, and how long the log is."""
        oldest = self._store.oldest_waiting()
        waited = (self._clock() - oldest).total_seconds() if oldest else 0.0
        return {
            "waiting": float(self._store.waiting()),
            "oldest_s": max(waited, 0.0),
            "log_entries": float(self._log.size),
        }

    # ── answering ─────────────────────────────────────────────────────────────────────────────

    def answer_next(self) -> str:
        """Answer the request that has waited longest. Returns its id; empty if none waits."""
        with self._answering:
            for mandate_id in self._store.without_receipt():  # a stop came before the signature
                self._sign_receipt(mandate_id)
            mandate_id = self._store.next_waiting()
            if mandate_id:
                self._answer(mandate_id)
            return mandate_id

    def rest(self) -> None:
        """Nobody asks for a while: what was read for the last answers is let go."""
        with self._answering:
            self._desks.let_go()

    def erase_what_is_over(self) -> int:
        """Erase answers whose time is over and forget tokens that have expired. Returns how many."""
        now = self._clock()
        over = self._store.to_erase(now)
        for mandate_id in over:
            self._spool.erase(mandate_id)
        with self._store.change() as store:
            for mandate_id in over:
                store.erased(mandate_id)
                store.tell(telling.erased(mandate_id, now))
            forgotten = store.forget_tokens(now)
        if over or forgotten:
            self._store.clear_journal()
        self._tell()
        return len(over)

    def _answer(self, mandate_id: str) -> None:
        """Answer one request, or remember why not. What a stop leaves of it is done again, whole."""
        now = self._clock()
        body = self._store.request(mandate_id).body
        decision = self._judge(body, seen=frozenset(), now=now)  # a key may have been revoked since
        refusals = decision.refusals
        try:
            if decision.accepted and decision.mandate and decision.policy:
                cut = self._cut(decision, decision.mandate, decision.policy, now)
                refusals = cut.refusals
                if not refusals:
                    self._keep(decision.mandate, cut, now)
                    return
            why = ", ".join(telling.reasons(refusals))
        except InvalidInput as fault:
            why = str(fault)
        with self._store.change() as store:
            store.failed(mandate_id, why)
            store.tell(telling.failed(mandate_id, why, now))
        self._tell()

    def _keep(self, request: mandate.Mandate, cut: slicing.Slice, now: datetime) -> None:
        """Put an answer on the disk, then say so everywhere at once."""
        written = self._spool.write(request.mandate_id, cut.table)
        if isinstance(request.question, mandate.AlertQuestion):
            numbers = [identifier.value for identifier in cut.recipients]
            texts = (request.question.text_ko, request.question.text_en)
            self._spool.write_recipients(request.mandate_id, numbers, texts)
        rows = len(cut.table)
        answer = Answered(written.sha256, written.size_bytes, rows, now)
        with self._store.change() as store:
            store.add_tokens(cut.tokens)
            store.answered(request.mandate_id, answer)
            store.tell(telling.answered(request.mandate_id, written.sha256, rows, now))
        self._tell()
        self._sign_receipt(request.mandate_id)

    def _cut(
        self, decision: Decision, request: mandate.Mandate, policy: Policy, now: datetime
    ) -> slicing.Slice:
        limits = self.config.limits
        limit = Deadline(limits.answer_s)
        try:
            with self._desks.desk() as desk, limit.over(desk.engine.interrupt):
                return slicing.cut(
                    request,
                    desk,
                    policy=policy,
                    sensitive=decision.sensitive,
                    known=TokenBook(self._store),
                    now=now,
                    draw=secrets.token_bytes,
                )
        except slicing.OutOfScope:
            raise
        except (DongseonError, *ENGINE_FAULTS) as fault:
            # Not the engine's words: they may name numbers.
            why = (
                f"took longer than {limits.answer_s:g} s" if limit.passed else "could not be asked"
            )
            raise InvalidInput(f"the lake {why}") from fault

    def _sign_receipt(self, mandate_id: str) -> None:
        found = self._store.request(mandate_id)
        index = self._index_of_answer(mandate_id)
        if found.answered_at is None:
            raise InvalidInput(f"{mandate_id}: no answer to sign for")
        payload = receipts.write(
            Receipt(
                holder_id=self.config.holder.holder_id,
                mandate_id=mandate_id,
                mandate_sha256=found.sha256,
                answer_sha256=found.answer_sha256,
                answer_bytes=found.answer_bytes,
                rows=found.rows,
                log_index=index,
                answered_at=found.answered_at,
            )
        )
        signer = self.config.signer
        key_id = mandate.key_id_of(signer.verifier.public_key)
        text = mandate.signing_input(payload, key_id=key_id, kind=Type.RECEIPT)
        body = mandate.seal(payload, [(key_id, signer.private_key.sign(text))], Type.RECEIPT)
        with self._store.change() as store:
            store.receipted(mandate_id, body, index)

    # ── the log ───────────────────────────────────────────────────────────────────────────────

    def _tell(self) -> None:
        """Move what waits in the outbox into the log, and sign a head."""
        with self._telling:
            new = self._store.outbox()
            if new:
                self._log.append_all([_line(number, entry) for number, entry in new])
                self._store.told = new[-1][0]
                last = self._log.last_head
                now = self._clock()
                self._log.sign_head(max(now, last.head.at) if last else now)

    def _last_told(self) -> int:
        """The number of the log's last entry: what has left the outbox, whatever stopped us.

        Raises InvalidInput for a state that never gave this number: it comes from a backup, and what
        was accepted since could be repeated.
        """
        told = int(json.loads(self._log.entry(self._log.size - 1))["n"]) if self._log.size else 0
        if self._store.last_number() < told:
            raise InvalidInput(f"{self.config.data}: the state is older than its log")
        return told

    def _index_of_answer(self, mandate_id: str) -> int:
        """Where the log tells of an answer; it is near the end."""
        for index in range(self._log.size - 1, -1, -1):
            entry = json.loads(self._log.entry(index))
            if entry["what"] == "answered" and entry["mandate_id"] == mandate_id:
                return index
        raise InvalidInput(f"{mandate_id}: the log does not tell of an answer")

    # ── keys ──────────────────────────────────────────────────────────────────────────────────

    def _remembered_keys(self) -> Keyring:
        """The pinned organisations and what they stated so far; what has expired falls away."""
        keyring = self.config.keyring
        now = self._clock()
        for kind, body in self._store.statements():
            keyring = self._admission(kind, body, keyring, now).keyring
        return keyring

    def _admission(self, kind: str, body: bytes, keyring: Keyring, now: datetime) -> Admission:
        if kind not in STATEMENTS:
            raise InvalidInput(f"statement: {kind[:40]!r} is none of {', '.join(STATEMENTS)}")
        if kind == "revocation":
            return mandate.admit_revocation(keyring, body)
        return mandate.admit_enrolment(keyring, body, policy=self.config.policies[-1], now=now)


def _line(number: int, entry: dict[str, Any]) -> bytes:
    """An entry as one line of the log, with its number in the outbox."""
    return json.dumps({"n": number, **entry}, separators=(",", ":"), ensure_ascii=False).encode()
