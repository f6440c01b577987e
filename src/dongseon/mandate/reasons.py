"""Every reason for which a request, or the enrolment of a key, is refused."""

from dataclasses import dataclass
from enum import StrEnum


class Reason(StrEnum):
    """Why not. What each protects against stands in docs/rules/mandate.md."""

    # the body
    TOO_LARGE = "too_large"
    NOT_TEXT = "not_text"
    NOT_JSON = "not_json"
    DUPLICATE_KEY = "duplicate_key"
    NUMBER_NOT_ALLOWED = "number_not_allowed"
    ENVELOPE_SHAPE = "envelope_shape"
    SIGNATURE_COUNT = "signature_count"
    HEADER_NOT_ALLOWED = "header_not_allowed"
    ALGORITHM = "algorithm"
    TYPE = "type"
    NOT_CANONICAL = "not_canonical"
    # the fields
    SCHEMA_VERSION = "schema_version"
    FIELD_MISSING = "field_missing"
    FIELD_UNKNOWN = "field_unknown"
    FIELD_INVALID = "field_invalid"
    # who signed
    SIGNERS_NOT_NAMED = "signers_not_named"
    UNKNOWN_KEY = "unknown_key"
    SIGNATURE_INVALID = "signature_invalid"
    KEY_REVOKED = "key_revoked"
    ENROLMENT_NOT_VALID = "enrolment_not_valid"
    ORGANISATION_NOT_PINNED = "organisation_not_pinned"
    OFFICER_MISMATCH = "officer_mismatch"
    SAME_PERSON = "same_person"
    MAY_NOT_REQUEST = "may_not_request"
    MAY_NOT_APPROVE = "may_not_approve"
    POLICE_MUST_APPROVE = "police_must_approve"
    CENTRAL_MUST_APPROVE = "central_must_approve"
    # when
    NO_POLICY = "no_policy"
    TIMES_OUT_OF_ORDER = "times_out_of_order"
    ISSUED_IN_FUTURE = "issued_in_future"
    TOO_EARLY = "too_early"
    EXPIRED = "expired"
    LIVES_TOO_LONG = "lives_too_long"
    REPLAYED = "replayed"
    # what
    OTHER_HOLDER = "other_holder"
    KIND_NOT_KEPT = "kind_not_kept"
    ARTICLE_DOES_NOT_COVER = "article_does_not_cover"
    PURPOSE_DOES_NOT_FIT = "purpose_does_not_fit"
    NECESSITY_NOT_STATED = "necessity_not_stated"
    IDENTIFIERS_DO_NOT_FIT = "identifiers_do_not_fit"
    WINDOW_TOO_WIDE = "window_too_wide"
    WINDOW_IN_FUTURE = "window_in_future"
    REFERENCE_TOO_OLD = "reference_too_old"
    SOURCE_NOT_JUSTIFIED = "source_not_justified"
    STAY_TOO_SHORT = "stay_too_short"
    TOO_MANY = "too_many"
    # tokens
    TOKEN_NOT_KNOWN = "token_not_known"  # noqa: S105  # a reason, not a password
    # enrolment
    RIGHT_NOT_GRANTABLE = "right_not_grantable"
    KEY_NOT_USABLE = "key_not_usable"
    KEY_OF_ANOTHER = "key_of_another"


@dataclass(frozen=True, slots=True)
class Refusal:
    """One reason, where it lies and what was found there."""

    reason: Reason
    where: str = ""  # the field, as in question.areas[2].window; "" = the whole
    detail: str = ""  # in plain words; never longer than a line, no character that a terminal obeys
