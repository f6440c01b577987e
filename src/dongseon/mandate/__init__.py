"""Who may ask whom for what: the signed request, its scope, its verification.

Pure throughout: time, memory and chance are arguments. `verify` is the holder's question; `write`,
`signing_input` and `seal` are what the asking side needs.
"""

from dongseon.mandate.content import write
from dongseon.mandate.enrolment import (
    Admission,
    Enrolment,
    Keyring,
    Organisation,
    OrganisationKind,
    Revocation,
    Right,
    admit_enrolment,
    admit_revocation,
    pin,
    write_enrolment,
    write_revocation,
)
from dongseon.mandate.envelope import Type, seal, signing_input
from dongseon.mandate.keys import key_id_of
from dongseon.mandate.policy import POLICIES, Policy, is_sensitive, policy_on
from dongseon.mandate.reasons import Reason, Refusal
from dongseon.mandate.receipt import Receipt
from dongseon.mandate.scope import Holder, allowed_window
from dongseon.mandate.tokens import Issue, Token, issue, resolve
from dongseon.mandate.types import (
    KINDS_OF_SCHEME,
    AlertQuestion,
    Area,
    Article,
    Basis,
    Direction,
    Identifier,
    Kind,
    Mandate,
    PersonQuestion,
    PresenceQuestion,
    Purpose,
    Question,
    Reference,
    ResolveQuestion,
    Scheme,
    Signatory,
    Window,
)
from dongseon.mandate.verification import Decision, verify

__all__ = [
    "KINDS_OF_SCHEME",
    "POLICIES",
    "Admission",
    "AlertQuestion",
    "Area",
    "Article",
    "Basis",
    "Decision",
    "Direction",
    "Enrolment",
    "Holder",
    "Identifier",
    "Issue",
    "Keyring",
    "Kind",
    "Mandate",
    "Organisation",
    "OrganisationKind",
    "PersonQuestion",
    "Policy",
    "PresenceQuestion",
    "Purpose",
    "Question",
    "Reason",
    "Receipt",
    "Reference",
    "Refusal",
    "ResolveQuestion",
    "Revocation",
    "Right",
    "Scheme",
    "Signatory",
    "Token",
    "Type",
    "Window",
    "admit_enrolment",
    "admit_revocation",
    "allowed_window",
    "is_sensitive",
    "issue",
    "key_id_of",
    "pin",
    "policy_on",
    "resolve",
    "seal",
    "signing_input",
    "verify",
    "write",
    "write_enrolment",
    "write_revocation",
]
