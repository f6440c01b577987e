"""The dated rules of disclosure, with their source. Table: docs/rules/disclosure.md."""

from dataclasses import dataclass
from datetime import date, timedelta

PRIVATE_KINDS = frozenset({"home", "dormitory", "lodging"})  # nobody unspecified is exposed there


@dataclass(frozen=True, slots=True)
class Rule:
    """What may be published while the rule is in force."""

    name: str
    valid_from: date
    valid_until: date | None  # the first day on which it is no longer in force
    days_before: int  # days before onset, or sampling without symptoms, at which the window begins
    keep_days: int | None  # days after the last contact that it may be seen; None: no limit was set
    drop_identified: bool  # whether a place whose contacts are all identified must stay off
    source: str


RULES = (
    Rule(
        name="2020-03",
        valid_from=date(2020, 3, 14),
        valid_until=date(2020, 10, 6),
        days_before=1,
        keep_days=None,
        drop_identified=False,  # "may be omitted"
        source="Central Disease Control HQ, guidance on publishing movement paths, 14 March 2020",
    ),
    Rule(
        name="2020-10",
        valid_from=date(2020, 10, 6),
        valid_until=None,
        days_before=2,
        keep_days=14,
        drop_identified=True,
        source="KDCA, guidelines on publishing paths of confirmed patients, 1st ed., October 2020",
    ),
)
FLOOR_KEEP_DAYS = 14  # days: where a rule sets no limit, the house's own does


def rule_on(day: date) -> Rule | None:
    """The rule in force on a local day; None before the first."""
    return next(
        (
            rule
            for rule in RULES
            if rule.valid_from <= day and (rule.valid_until is None or day < rule.valid_until)
        ),
        None,
    )


def last_day(contact: date, rule: Rule) -> date:
    """The last local day on which a contact of that day may be seen."""
    keep = FLOOR_KEEP_DAYS if rule.keep_days is None else min(rule.keep_days, FLOOR_KEEP_DAYS)
    return contact + timedelta(days=keep)
