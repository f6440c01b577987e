"""A carrier behind an HTTP service: messages in one request, receipts fetched and acknowledged.

    POST {url}/messages   {"messages": [{"id", "to", "text"}]}  →  {"answers": [{"id", "answer", "reference"}]}
    GET  {url}/receipts                                         →  {"receipts": [{"reference", "receipt"}]}
    POST {url}/receipts/noted   {"references": […]}

`answer` is one of taken, wrong_number, refused, later; `receipt` of delivered, wrong_number,
not_delivered. The service passes each `id` on once, however often it gets it. `reference` may be left out:
then it is the id. A carrier with a form of its own needs a small service between.
"""

import logging
from collections.abc import Collection, Mapping, Sequence
from typing import Any
from uuid import UUID

import httpx

from dongseon.console.messages.gateways import Parcel, Said
from dongseon.console.messages.rules import Answer, Receipt

TIMEOUT_S = 10.0  # s for a request
LOG = logging.getLogger("dongseon.console.messages")
LATER = Said(Answer.LATER)


class OverHttp:
    """The way to one service."""

    name = "http"

    def __init__(
        self, url: str, *, token: str = "", transport: httpx.BaseTransport | None = None
    ) -> None:
        self._client = httpx.Client(
            base_url=url,
            headers={"Authorization": f"Bearer {token}"} if token else {},
            timeout=TIMEOUT_S,
            transport=transport,
            trust_env=False,  # a proxy of the environment would see phones
        )

    def hand_over(self, parcels: Sequence[Parcel]) -> Mapping[UUID, Said]:
        """Offer all in one request."""
        offered = [{"id": str(one.id), "to": one.phone, "text": one.text} for one in parcels]
        said = self._asked("POST", "/messages", {"messages": offered})
        answers = {str(one.get("id")): one for one in _listed(said, "answers")}
        return {one.id: _said(answers.get(str(one.id), {})) for one in parcels}

    def receipts(self) -> Mapping[str, Receipt]:
        """Fetch those that were not noted yet; what cannot be read is left for a person to see."""
        told = _listed(self._asked("GET", "/receipts"), "receipts")
        return {
            str(one["reference"]): Receipt(one["receipt"])
            for one in told
            if one.get("reference") and one.get("receipt") in set(Receipt)
        }

    def noted(self, references: Collection[str]) -> None:
        """Tell the service."""
        self._asked("POST", "/receipts/noted", {"references": sorted(references)})

    def _asked(self, method: str, path: str, said: object = None) -> Any:
        """The JSON that is answered; {} where there is no good answer. Nothing of it goes to the log."""
        try:
            answer = self._client.request(method, path, json=said)
            answer.raise_for_status()
            return answer.json()
        except (httpx.HTTPError, ValueError) as fault:
            LOG.warning("carrier: %s", type(fault).__name__)
            return {}


def _listed(said: Any, name: str) -> list[dict[str, Any]]:  # Any: JSON of somebody else
    found = said.get(name) if isinstance(said, dict) else None
    return [one for one in found if isinstance(one, dict)] if isinstance(found, list) else []


def _said(answer: Mapping[str, Any]) -> Said:
    if answer.get("answer") not in set(Answer) - {Answer.BY_HAND}:
        return LATER
    return Said(Answer(answer["answer"]), str(answer.get("reference", ""))[:65])
