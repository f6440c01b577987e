"""What the values of the laboratory are called on pages, and how they are badged."""

from collections.abc import Mapping
from enum import StrEnum
from typing import TypeVar

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from dongseon.console.laboratory.rules import (
    Decision,
    Hold,
    Material,
    Outcome,
    PoolFault,
    Reason,
    Source,
    Standing,
    State,
    VoidReason,
    WithdrawReason,
)
from dongseon.console.laboratory.types import Side, Work

Words = str | Promise
Named = TypeVar("Named", bound=StrEnum)

STATES: Mapping[State, Words] = {
    State.TAKEN: _("Taken"),
    State.SENT: _("On the way"),
    State.RECEIVED: _("To be tested"),
    State.POOLED: _("In a pool"),
    State.TESTED: _("To be verified"),
    State.HELD: _("Kept back"),
    State.VERIFIED: _("Verified"),
    State.VOID: pgettext_lazy("a specimen", "Set aside"),
}
OUTCOMES: Mapping[Outcome, Words] = {
    Outcome.POSITIVE: _("Positive"),
    Outcome.NEGATIVE: _("Negative"),
    Outcome.INCONCLUSIVE: _("Inconclusive"),
    Outcome.INVALID: _("Invalid"),
}
STANDINGS: Mapping[Standing, Words] = {
    Standing.ENTERED: _("To be verified"),
    Standing.HELD: _("Kept back"),
    Standing.STANDING: _("Stands"),
    Standing.REFUSED: _("Refused by the second person"),
    Standing.SUPERSEDED: _("Superseded"),
    Standing.WITHDRAWN: _("Withdrawn"),
}
MATERIALS: Mapping[Material, Words] = {
    Material.NASOPHARYNGEAL: _("Nasopharyngeal swab"),
    Material.OROPHARYNGEAL: _("Throat swab"),
    Material.NASAL: _("Nasal swab"),
    Material.SPUTUM: _("Sputum"),
    Material.SALIVA: _("Saliva"),
    Material.POOL: _("Pool"),
}
REASONS: Mapping[Reason, Words] = {
    Reason.SYMPTOMS: _("Symptoms"),
    Reason.CONTACT: pgettext_lazy("why tested", "Contact"),
    Reason.CLUSTER: _("Cluster"),
    Reason.ENTRANT: _("Entry from abroad"),
    Reason.SURVEILLANCE: _("Surveillance without symptoms"),
    Reason.RELEASE: _("Before release"),
    Reason.REQUEST: _("Own wish"),
    Reason.RETEST: _("Repeated"),
}
SOURCES: Mapping[Source, Words] = {
    Source.HAND: _("By hand"),
    Source.FILE: _("By file"),
    Source.MESSAGE: _("By message"),
    Source.POOL: _("By its pool"),
}
VOIDS: Mapping[VoidReason, Words] = {
    VoidReason.LEAKED: _("Leaked"),
    VoidReason.BROKEN: _("Broken"),
    VoidReason.UNLABELLED: _("Without a readable label"),
    VoidReason.LOST: _("Lost"),
    VoidReason.TOO_LATE: _("Arrived too late"),
    VoidReason.TOO_WARM: _("Arrived too warm"),
    VoidReason.SWAPPED: _("Swapped with another"),
    VoidReason.WRONG_PERSON: _("Under the wrong person"),
    VoidReason.TAKEN_TWICE: _("Entered twice: no new swab is needed"),
}
WITHDRAWALS: Mapping[WithdrawReason, Words] = {
    WithdrawReason.WRONG_SPECIMEN: _("It is another specimen's result"),
    WithdrawReason.CONTAMINATED: _("The run was contaminated"),
    WithdrawReason.TYPED_WRONGLY: _("It was typed wrongly"),
    WithdrawReason.SENT_WRONGLY: _("The laboratory took it back"),
}
HOLDS: Mapping[Hold, Words] = {
    Hold.KIT_UNKNOWN: _("This console does not know the kit"),
    Hold.KIT_NOT_AUTHORISED: _("The kit was not authorised on that day"),
    Hold.KIT_EXPIRED: _("The lot had expired"),
    Hold.NO_KIT: _("No kit was named"),
    Hold.NO_LOT: _("No lot was named"),
}
DECISIONS: Mapping[Decision, Words] = {
    Decision.APPLIED: _("Applied for"),
    Decision.EVALUATED: _("Evaluated"),
    Decision.AUTHORISED: _("Authorised"),
    Decision.REFUSED: pgettext_lazy("a kit", "Refused"),
    Decision.WITHDRAWN: pgettext_lazy("a kit", "Authorisation withdrawn"),
}
POOL_FAULTS: Mapping[PoolFault, Words] = {
    PoolFault.TOO_FEW: _("A pool needs at least two specimens."),
    PoolFault.TOO_MANY: _("That is more specimens than the rule of today allows in a pool."),
    PoolFault.NOT_SURVEILLANCE: _("Only surveillance of people without symptoms may be pooled."),
    PoolFault.HAS_SYMPTOMS: _("Somebody among them has symptoms."),
    PoolFault.NOT_HERE: _("One of them is not in the laboratory, or waits for something else."),
    PoolFault.TESTED_BEFORE: _("One of them was in a pool or tested before: test it by itself."),
    PoolFault.MATERIAL: _("They are of different kinds."),
}
WORKS: Mapping[Work, Words] = {
    Work.TO_SEND: _("To be sent"),
    Work.ON_THE_WAY: _("On the way"),
    Work.TO_TEST: _("To be tested"),
    Work.TO_VERIFY: _("To be verified"),
    Work.HELD: _("Kept back"),
    Work.AGAIN: _("New swab needed"),
}
SIDES: Mapping[Side, Words] = {
    Side.SITE: _("Taken in my area"),
    Side.LABORATORY: _("Tested in my area"),
}
ACTS: Mapping[str, Words] = {
    "take": _("Taken"),
    "send": _("Sent"),
    "receive": pgettext_lazy("a specimen", "Received"),
    "missing": _("Not found in its box"),
    "pool": _("Put into a pool"),
    "mix": _("Pool mixed"),
    "open_pool": _("Pool opened: tested by itself"),
    "enter": _("Result entered"),
    "verify": _("Result verified"),
    "refuse": _("Result refused by the second person"),
    "hold": _("Result kept back"),
    "late": _("An earlier report arrived late"),
    "withdraw": _("Result withdrawn"),
    "void": pgettext_lazy("a specimen", "Set aside"),
    "needs_none": _("No new swab needed"),
}
WHYS: Mapping[str, Words] = {
    "no_code": _("It names no code of this console"),
    "unknown_code": _("No specimen has this code"),
    "other_laboratory": _("The specimen was sent to another laboratory"),
    "name_differs": _("The name differs"),
    "birth_date_differs": _("The birth date differs"),
    "sex_differs": _("The sex differs"),
    "set_aside": _("The specimen was set aside"),
    "no_outcome": _("The result is missing or not understood"),
    "no_time": _("The time is missing or not understood"),
    "no_test": _("It holds no test for this virus"),
    "nothing_to_withdraw": _("It takes back a result that does not stand"),
    "unreadable": _("It could not be read"),
    "code_fits": _("The code is the same"),
    "code_nearly_fits": _("The code differs by one digit"),
    "waits_for_result": _("It waits for a result"),
    "same_phone": _("Same phone"),
    "same_name": _("Same name"),
    "same_birth_date": _("Same birth date"),
    "day_month_swapped": _("Birth date with day and month exchanged"),
    "unscanned": _("nobody scanned it on arrival"),
}
BADGES: Mapping[str, str] = {
    Outcome.POSITIVE: "danger",
    Outcome.NEGATIVE: "success",
    Outcome.INCONCLUSIVE: "warning",
    Outcome.INVALID: "warning",
    State.HELD: "warning",
    State.VOID: "gray",
    State.TESTED: "information",
    Decision.AUTHORISED: "success",
    Decision.REFUSED: "danger",
    Decision.WITHDRAWN: "danger",
}
# What the chain of custody names beside an act.
DETAILS: Mapping[str, Words] = {
    **{key.value: words for key, words in MATERIALS.items()},
    **{key.value: words for key, words in OUTCOMES.items()},
    **{key.value: words for key, words in HOLDS.items()},
    **{key.value: words for key, words in VOIDS.items()},
    **{key.value: words for key, words in WITHDRAWALS.items()},
    **WHYS,
}


def choices(words: Mapping[Named, Words]) -> list[tuple[str, Words]]:
    """Values as a form offers them."""
    return [(value.value, said) for value, said in words.items()]
