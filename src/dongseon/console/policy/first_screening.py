"""The first rules of screening: who is tested without symptoms, how often groups are, how long it is kept."""

from django.utils.translation import gettext_noop as _

from dongseon.console.policy.first_row import ADOPTING, KDCA, First

TESTED = {
    "household": True,
    "health_workers": True,
    "entrants": False,
    "exposed": False,
    "everybody": False,
    "anonymous": False,
}

SCREENING_ROWS = (
    First(
        "testing",
        "2020-01-01",
        TESTED,
        KDCA,
        _(
            "Contacts in the household and health workers are tested routinely, others with symptoms (EID 20-1315); held to be so from the beginning: assumption"
        ),
    ),
    First(
        "testing",
        "2020-04-01",
        TESTED | {"entrants": True},
        KDCA,
        _("All entrants are tested from 1 April 2020"),
    ),
    First(
        "testing",
        "2020-05-11",
        TESTED | {"entrants": True, "exposed": True, "anonymous": True},
        _("Seoul Metropolitan Government; other provinces followed"),
        _(
            "Itaewon clusters: whoever was there is tested, with a phone number alone (press, 11 May 2020); the day is an assumption"
        ),
    ),
    First(
        "testing",
        "2020-12-14",
        TESTED | {"entrants": True, "exposed": True, "anonymous": True, "everybody": True},
        KDCA,
        _(
            "Temporary screening sites test everybody in the capital region, unnamed and free: from memory, an assumption"
        ),
    ),
    First(
        "testing.groups",
        "2020-01-01",
        {
            "care_home_days": 14,
            "hospital_days": 14,
            "workplace_days": 28,
            "religious_days": 28,
            "round_days": 5,
        },
        ADOPTING,
        _("Assumption: one and two incubation periods of 14 days; a round within a working week"),
    ),
    First(
        "retention.screening",
        "2020-01-01",
        {"days": 90},
        ADOPTING,
        _("Assumption: 90 days after the visit, about six incubation periods of 14 days"),
    ),
)
