"""Every reason in words, for the officer whose request was refused: Korean and English."""

from dongseon.mandate.reasons import Reason, Refusal

WORDS: dict[Reason, tuple[str, str]] = {  # (Korean, English)
    Reason.TOO_LARGE: ("요청이 너무 큽니다", "the request is too large"),
    Reason.NOT_TEXT: ("UTF-8 문자열이 아닙니다", "not a text in UTF-8"),
    Reason.NOT_JSON: ("JSON이 아닙니다", "not JSON"),
    Reason.DUPLICATE_KEY: ("같은 항목이 두 번 있습니다", "one key comes twice"),
    Reason.NUMBER_NOT_ALLOWED: ("허용되지 않는 숫자입니다", "a number that is not allowed"),
    Reason.ENVELOPE_SHAPE: ("서명 봉투의 형식이 다릅니다", "not the form of a signed request"),
    Reason.SIGNATURE_COUNT: ("서명의 수가 맞지 않습니다", "not the right number of signatures"),
    Reason.HEADER_NOT_ALLOWED: (
        "허용되지 않는 서명 머리말입니다",
        "a signature's header that is not allowed",
    ),
    Reason.ALGORITHM: ("서명 알고리즘은 Ed25519여야 합니다", "the algorithm must be Ed25519"),
    Reason.TYPE: ("다른 종류의 문서에 대한 서명입니다", "a signature for another sort of text"),
    Reason.NOT_CANONICAL: ("정해진 표기와 다릅니다", "not written in its one form"),
    Reason.SCHEMA_VERSION: ("알 수 없는 서식 판입니다", "a version of the form that is not known"),
    Reason.FIELD_MISSING: ("항목이 빠졌습니다", "a field is missing"),
    Reason.FIELD_UNKNOWN: ("알 수 없는 항목입니다", "a field that is not known"),
    Reason.FIELD_INVALID: ("항목의 값이 잘못되었습니다", "a field has a wrong value"),
    Reason.SIGNERS_NOT_NAMED: (
        "요청자와 승인자의 서명이 아닙니다",
        "the signatures are not those of requester and approver",
    ),
    Reason.UNKNOWN_KEY: ("등록되지 않은 서명 열쇠입니다", "the key is not enrolled"),
    Reason.SIGNATURE_INVALID: ("서명이 맞지 않습니다", "the signature does not hold"),
    Reason.KEY_REVOKED: ("폐지된 서명 열쇠입니다", "the key is revoked"),
    Reason.ENROLMENT_NOT_VALID: (
        "열쇠 등록이 지금 유효하지 않습니다",
        "the key's enrolment is not valid now",
    ),
    Reason.ORGANISATION_NOT_PINNED: (
        "신뢰하도록 지정되지 않은 기관입니다",
        "the organisation is not one that the holder pinned",
    ),
    Reason.OFFICER_MISMATCH: (
        "열쇠가 다른 담당자의 것입니다",
        "the key belongs to another officer",
    ),
    Reason.SAME_PERSON: (
        "요청자와 승인자가 같은 사람입니다",
        "requester and approver are the same person",
    ),
    Reason.MAY_NOT_REQUEST: ("요청 권한이 없습니다", "may not request"),
    Reason.MAY_NOT_APPROVE: ("승인 권한이 없습니다", "may not approve"),
    Reason.POLICE_MUST_APPROVE: (
        "위치정보는 경찰관서의 승인이 필요합니다",
        "location needs the approval of the police",
    ),
    Reason.CENTRAL_MUST_APPROVE: (
        "민감한 장소는 중앙기관의 승인이 필요합니다",
        "a sensitive place needs central approval",
    ),
    Reason.NO_POLICY: ("그 날에 시행 중인 기준이 없습니다", "no rule was in force on that day"),
    Reason.TIMES_OUT_OF_ORDER: ("시각의 순서가 맞지 않습니다", "the times are out of order"),
    Reason.ISSUED_IN_FUTURE: ("발급 시각이 미래입니다", "issued in the future"),
    Reason.TOO_EARLY: ("아직 유효하지 않습니다", "not valid yet"),
    Reason.EXPIRED: ("유효기간이 지났습니다", "expired"),
    Reason.LIVES_TOO_LONG: ("유효기간이 너무 깁니다", "valid for too long"),
    Reason.REPLAYED: ("이미 처리된 요청입니다", "this request was accepted before"),
    Reason.OTHER_HOLDER: ("다른 보유기관에 대한 요청입니다", "addressed to another holder"),
    Reason.KIND_NOT_KEPT: (
        "이 기관이 보유하지 않는 기록입니다",
        "records of a kind that is not kept here",
    ),
    Reason.ARTICLE_DOES_NOT_COVER: (
        "법 조항이 이 기록에 해당하지 않습니다",
        "the article of law does not cover these records",
    ),
    Reason.PURPOSE_DOES_NOT_FIT: ("목적이 질문과 맞지 않습니다", "the purpose does not fit"),
    Reason.NECESSITY_NOT_STATED: ("필요성을 적어야 합니다", "the necessity is not stated"),
    Reason.IDENTIFIERS_DO_NOT_FIT: (
        "식별번호가 기록 종류와 맞지 않습니다",
        "the numbers do not fit the kinds of records",
    ),
    Reason.WINDOW_TOO_WIDE: ("허용된 기간을 넘습니다", "more time than the rule allows"),
    Reason.WINDOW_IN_FUTURE: ("미래의 기간입니다", "a time that is still to come"),
    Reason.REFERENCE_TOO_OLD: ("기준일이 너무 오래되었습니다", "the reference day is too long ago"),
    Reason.SOURCE_NOT_JUSTIFIED: (
        "감염원 조사 기간의 사유를 적어야 합니다",
        "a source window needs its own justification",
    ),
    Reason.STAY_TOO_SHORT: (
        "최소 체류시간이 기준보다 짧습니다",
        "the least stay is shorter than the rule's",
    ),
    Reason.TOO_MANY: ("한도를 넘습니다", "more than the cap"),
    Reason.TOKEN_NOT_KNOWN: ("알 수 없는 토큰입니다", "a token that is not known"),
    Reason.RIGHT_NOT_GRANTABLE: (
        "이 기관이 줄 수 없는 권한입니다",
        "a right that this organisation cannot grant",
    ),
    Reason.KEY_NOT_USABLE: ("쓸 수 없는 열쇠입니다", "a key that cannot be used"),
    Reason.KEY_OF_ANOTHER: ("다른 사람의 열쇠입니다", "somebody else's key"),
}


def korean(refusal: Refusal) -> str:
    """The refusal as a line in Korean. The detail stays in English: it quotes fields and numbers."""
    return _line(WORDS[refusal.reason][0], refusal)


def english(refusal: Refusal) -> str:
    """The refusal as a line in English."""
    return _line(WORDS[refusal.reason][1], refusal)


def _line(words: str, refusal: Refusal) -> str:
    where = f"{refusal.where}: " if refusal.where else ""
    return where + words + (f" ({refusal.detail})" if refusal.detail else "")
