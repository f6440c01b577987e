"""What may be sent as an alert, and when: rules with a date, pure. Table and sources: docs/rules/alerts.md."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from enum import StrEnum
from typing import Any

from dongseon.errors import InvalidInput
from dongseon.public import private


class Topic(StrEnum):
    """What an alert is about. The writer says it, the second pair of eyes confirms it."""

    CONTACTS_UNKNOWN = "contacts_unknown"  # who was there cannot be found in another way
    MASS_INFECTION = "mass_infection"
    STRICTER_MEASURE = "stricter_measure"  # a measure of ours that goes beyond the central one
    CASE_COUNTS = "case_counts"
    NO_NEW_CASES = "no_new_cases"
    PATHS = "paths"
    MEASURES = "measures"  # what an office is doing
    HYGIENE = "hygiene"
    PROMOTION = "promotion"


class Grade(StrEnum):
    """How loud a phone is: 위급재난, 긴급재난, 안전안내."""

    EXTREME = "extreme"
    SEVERE = "severe"
    ADVISORY = "advisory"


@dataclass(frozen=True, slots=True)
class Rule:
    """What holds from a day until the day before its successor's."""

    name: str
    valid_from: date  # local day
    banned: frozenset[Topic]
    once_a_day: frozenset[Topic]  # one alert of these topics a day and sender
    quiet_from: time | None  # local; None: any hour
    quiet_until: time | None
    decided_by: str
    source: str

    def quiet(self, at: time) -> bool:
        """Whether nothing may be sent at a local time."""
        if self.quiet_from is None or self.quiet_until is None:
            return False
        if self.quiet_from <= self.quiet_until:
            return self.quiet_from <= at < self.quiet_until
        return at >= self.quiet_from or at < self.quiet_until


def read_rule(
    *, name: str, valid_from: date, value: Mapping[str, Any], decided_by: str, source: str
) -> Rule:
    """A rule from its row. Raises InvalidInput for a value that does not have its form."""
    if set(value) != {"banned", "once_a_day", "quiet_from", "quiet_until"}:
        raise InvalidInput(f"alert rule {name}: fields {sorted(value)}")
    try:
        banned, once = (
            frozenset(Topic(each) for each in value[key]) for key in ("banned", "once_a_day")
        )
        quiet = [
            time.fromisoformat(value[key]) if value[key] else None
            for key in ("quiet_from", "quiet_until")
        ]
    except (TypeError, ValueError) as error:
        raise InvalidInput(f"alert rule {name}: {error}") from None
    if banned & once:
        raise InvalidInput(f"alert rule {name}: a topic both banned and once a day")
    if (quiet[0] is None) != (quiet[1] is None):
        raise InvalidInput(f"alert rule {name}: quiet hours need a beginning and an end")
    return Rule(name, valid_from, banned, once, quiet[0], quiet[1], decided_by, source)


def rule_on(rules: Collection[Rule], day: date) -> Rule | None:
    """The rule that holds on a day; None before there was one."""
    begun = [rule for rule in rules if rule.valid_from <= day]
    return max(begun, key=lambda rule: rule.valid_from) if begun else None


class Fault(StrEnum):
    """Why an alert may not be sent. The first three are the dated rule's, the others floors of the house."""

    TOPIC_BANNED = "topic_banned"
    QUIET_HOURS = "quiet_hours"
    ONCE_A_DAY = "once_a_day"
    NO_RULE = "no_rule"
    TOO_LONG = "too_long"
    NAMES_SOMEBODY = "names_somebody"
    NO_TRANSLATION = "no_translation"
    EXPIRES_WRONG = "expires_wrong"


# What two people may set aside in an emergency. The floors hold in an emergency too.
OVERRIDABLE = frozenset({Fault.TOPIC_BANNED, Fault.QUIET_HOURS, Fault.ONCE_A_DAY})
LONGEST = 157  # letters of a cell broadcast on 4G phones: assumption
LONGEST_VALID_H = 72  # an alert that holds longer is a page: assumption


@dataclass(frozen=True, slots=True)
class Message:
    """What is to be sent."""

    topic: Topic
    text_ko: str
    text_en: str
    sends_at: datetime  # local time
    expires_at: datetime  # local time


@dataclass(frozen=True, slots=True)
class Refusal:
    """One reason against sending, with the name of the rule that says so."""

    fault: Fault
    rule: str


def refusals(
    rule: Rule | None, message: Message, sent_today: Sequence[Topic]
) -> tuple[Refusal, ...]:
    """All that speaks against an alert; empty when it may be sent.

    ``sent_today`` are the topics that the same office has sent on the local day of sending.
    """
    return (*_by_rule(rule, message, sent_today), *_by_floors(message))


def _by_rule(
    rule: Rule | None, message: Message, sent_today: Sequence[Topic]
) -> tuple[Refusal, ...]:
    if rule is None:
        return (Refusal(Fault.NO_RULE, "house"),)
    found = []
    if message.topic in rule.banned:
        found.append(Fault.TOPIC_BANNED)
    if rule.quiet(message.sends_at.time()):
        found.append(Fault.QUIET_HOURS)
    if message.topic in rule.once_a_day and any(each in rule.once_a_day for each in sent_today):
        found.append(Fault.ONCE_A_DAY)
    return tuple(Refusal(fault, rule.name) for fault in found)


def _by_floors(message: Message) -> tuple[Refusal, ...]:
    found = []
    if not (message.text_ko.strip() and message.text_en.strip()):
        found.append(Fault.NO_TRANSLATION)
    if len(message.text_ko) > LONGEST:
        found.append(Fault.TOO_LONG)
    if private.found_in(message.text_ko) or private.found_in(message.text_en):
        found.append(Fault.NAMES_SOMEBODY)
    valid_h = (message.expires_at - message.sends_at).total_seconds() / 3600
    if not 0 < valid_h <= LONGEST_VALID_H:
        found.append(Fault.EXPIRES_WRONG)
    return tuple(Refusal(fault, "house") for fault in found)


def may_override(found: Collection[Refusal]) -> bool:
    """Whether two people may send all the same: nothing but the dated rule speaks against it."""
    return bool(found) and all(each.fault in OVERRIDABLE for each in found)
