"""A carrier that speaks SMPP 3.4: one bound session a batch, as a transceiver.

The protocol has no field for a sender's own identifier. We write ours, 22 letters, into
`source_subaddress`, and agree with the carrier that it passes each on once (docs/rules/messages.md).
A text goes whole in `message_payload`, in UCS-2, so that no part of it can arrive alone.
"""

import base64
import logging
import time
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote, urlsplit
from uuid import UUID

from smpplib import consts, exceptions
from smpplib.client import Client

from dongseon.console.messages.gateways import Parcel, Said
from dongseon.console.messages.rules import Answer, Receipt

TIMEOUT_S = 10  # s for an answer
LISTEN_S = 0.5  # s of silence after which no more receipts are waited for
UCS2 = consts.SMPP_ENCODING_ISO10646
LOG = logging.getLogger("dongseon.console.messages")

# Statuses that another try does not change. Everything else is tried again.
WRONG = frozenset({consts.SMPP_ESME_RINVDSTADR})
REFUSED = frozenset({consts.SMPP_ESME_RINVSRCADR, consts.SMPP_ESME_RINVMSGLEN})
# message_state of a receipt: SMPP 3.4, 5.2.28.
STATES = {2: Receipt.DELIVERED, 3: Receipt.NOT_DELIVERED, 4: Receipt.NOT_DELIVERED,
          5: Receipt.WRONG_NUMBER, 8: Receipt.NOT_DELIVERED}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Account:
    """Where a carrier listens, and who we are there."""

    host: str
    port: int
    system_id: str
    password: str
    sender: str  # the number or name that phones show


def account(url: str, sender: str) -> Account:
    """Read ``smpp://system_id:password@host:port``."""
    parts = urlsplit(url)
    return Account(
        parts.hostname or "",
        parts.port or 2775,
        unquote(parts.username or ""),
        unquote(parts.password or ""),
        sender,
    )


class OverSmpp:
    """The way to one carrier."""

    name = "smpp"

    def __init__(self, given: Account) -> None:
        self._account = given
        self._heard: dict[str, Receipt] = {}

    def hand_over(self, parcels: Sequence[Parcel]) -> Mapping[UUID, Said]:
        """Offer all in one session. What the carrier did not answer for is tried again."""
        said: dict[UUID, Said] = {}
        try:
            with self._session() as session:
                by_sequence = {self._submit(session, one).sequence: one.id for one in parcels}
                while by_sequence:
                    self._hear(session, by_sequence, said)
        except (OSError, exceptions.ConnectionError, exceptions.PDUError) as fault:
            LOG.warning("carrier: %s", type(fault).__name__)
        return said

    def receipts(self) -> Mapping[str, Receipt]:
        """Those heard while handing over, and those that wait at the carrier."""
        try:
            with self._session() as session:
                ends_s = time.monotonic() + LISTEN_S
                session._socket.settimeout(LISTEN_S)  # noqa: SLF001  # smpplib has no other way
                while time.monotonic() < ends_s:
                    if self._hear(session, {}, {}):
                        ends_s = time.monotonic() + LISTEN_S
        except (OSError, exceptions.ConnectionError, exceptions.PDUError) as fault:
            if not isinstance(fault, TimeoutError):
                LOG.warning("carrier: %s", type(fault).__name__)
        return dict(self._heard)

    def noted(self, references: Collection[str]) -> None:
        """Forget them."""
        for reference in references:
            self._heard.pop(reference, None)

    def _session(self) -> Client:
        given = self._account
        session = Client(given.host, given.port, timeout=TIMEOUT_S, allow_unknown_opt_params=True)
        try:
            session.connect()
            session.bind_transceiver(system_id=given.system_id, password=given.password)
        except BaseException:
            session.disconnect()
            raise
        return session

    def _submit(self, session: Client, parcel: Parcel) -> Any:  # Any: smpplib has no types
        return session.send_message(
            source_addr_ton=consts.SMPP_TON_ALNUM,
            source_addr=self._account.sender,
            dest_addr_ton=consts.SMPP_TON_INTL
            if parcel.phone.startswith("+")
            else consts.SMPP_TON_NATNL,
            dest_addr_npi=consts.SMPP_NPI_ISDN,
            destination_addr=parcel.phone.removeprefix("+"),
            source_subaddress=named(parcel.id),
            registered_delivery=1,
            data_coding=UCS2,
            message_payload=parcel.text.encode("utf-16-be"),
        )

    def _hear(self, session: Client, by_sequence: dict[int, UUID], said: dict[UUID, Said]) -> bool:
        """Take one answer or receipt in. Raises TimeoutError when nothing comes."""
        heard = session.read_pdu()
        if heard.command == "deliver_sm":
            self._take_receipt(session, heard)
            return True
        if heard.command in ("submit_sm_resp", "generic_nack"):
            parcel_id = by_sequence.pop(heard.sequence, None)
            if parcel_id is not None:
                said[parcel_id] = _said(heard)
        return False

    def _take_receipt(self, session: Client, heard: Any) -> None:
        reference = (heard.receipted_message_id or b"").decode("ascii", "replace").rstrip("\0")
        found = STATES.get(heard.message_state)
        if reference and found is not None:
            self._heard[reference] = found
        session._message_received(heard)  # noqa: SLF001  # answers the carrier with deliver_sm_resp


def _said(heard: Any) -> Said:
    if heard.status == consts.SMPP_ESME_ROK:
        return Said(Answer.TAKEN, heard.message_id.decode("ascii", "replace")[:65])
    if heard.status in WRONG:
        return Said(Answer.WRONG_NUMBER)
    return Said(Answer.REFUSED if heard.status in REFUSED else Answer.LATER)


def named(message_id: UUID) -> str:
    """Our identifier in 22 letters, as `source_subaddress` bears it."""
    return base64.urlsafe_b64encode(message_id.bytes).decode("ascii").rstrip("=")
