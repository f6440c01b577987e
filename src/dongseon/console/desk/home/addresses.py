"""Where the work of each work list is done."""

from collections.abc import Mapping
from urllib.parse import urlencode

from django.urls import reverse

# key of the work list → route, and what its address asks for
PLACES: Mapping[str, tuple[str, Mapping[str, str]]] = {
    "hand_overs": ("shifts:mine", {}),
    "under_investigation": ("cases:list", {"c": "under_investigation", "s": "open"}),
    "suspected": ("cases:list", {"c": "suspected", "s": "open"}),
    "confirmed": ("cases:list", {"c": "confirmed", "s": "open"}),
    "isolation_due": ("isolation:day", {}),
    "isolation_unassigned": ("isolation:day", {"whose": "none", "list": "all"}),
    "isolation_signals": ("isolation:breaches", {}),
    "isolation_needs": ("isolation:needs", {}),
    "isolation_offers": ("isolation:offers", {}),
    "isolation_objections": ("isolation:complaints", {}),
    "transfers": ("cases:transfers", {}),
    "ask_again": ("workbench:list", {}),
    "clusters": ("chain:show", {}),
    "referred": ("workbench:referred", {}),
    "pairs": ("cases:pairs", {}),
    "imports": ("cases:imports", {}),
    "lab_to_send": ("laboratory:work", {"w": "to_send"}),
    "lab_to_test": ("laboratory:work", {"w": "to_test"}),
    "lab_to_verify": ("laboratory:work", {"w": "to_verify"}),
    "lab_held": ("laboratory:work", {"w": "held"}),
    "lab_again": ("laboratory:work", {"w": "again"}),
    "lab_inbox": ("laboratory:inbox", {}),
    "screening_queue": ("screening:sites", {}),
    "screening_bookings": ("screening:sites", {}),
    "screening_groups": ("screening:groups", {}),
    "calls": ("calls:list", {}),
    "triage": ("care:board", {"need": "triage"}),
    "beds": ("care:board", {"need": "bed"}),
    "signs": ("care:late", {}),
    "daily_report": ("figures:today", {}),
    "unsent": ("sms:list", {"s": "unsent"}),
    "publishing_sites": ("publishing:sites", {}),
    "publishing_drafts": ("publishing:index", {}),
    "proposals": ("policy:rules", {}),
    "not_interviewed": ("investigations:list", {}),
    "to_sign": ("requests:to_sign", {}),
    "to_approve": ("requests:to_approve", {}),
    "tapes": ("investigations:tapes", {}),
    "signing_keys": ("requests:keys", {}),
    "objections": ("requests:objections", {}),
    "programs": ("programs:list", {}),
    "confirmations": ("officers:waiting", {}),
}


def of(key: str) -> str:
    """The address of a work list."""
    route, query = PLACES[key]
    return f"{reverse(route)}?{urlencode(query)}" if query else reverse(route)
