"""The rules that the console begins with. Where no source gives a value or a day, it says assumption."""

from django.utils.translation import gettext_noop as _

from dongseon.console.policy.first_row import ADOPTING, KDCA, First
from dongseon.console.policy.first_screening import SCREENING_ROWS

DEFINITION = {
    "fever_c": 37.5,
    "contact_days": 14,
    "travel_days": 14,
    "travel_anywhere": False,
    "by_opinion": True,
    "cluster_link": False,
}
CONTACT_WINDOW = {"days_before_onset": 0, "tiers": ["close", "casual"]}
BEFORE_25_JUNE = {
    "symptomatic_days": 0,
    "without_fever_h": 0,
    "symptomatic_test_days": 0,
    "asymptomatic_days": 0,
    "asymptomatic_test_days": 7,
    "negatives": 2,
    "between_negatives_h": 24,
}

FIRST_ROWS = (
    First(
        "case_definition",
        "2020-01-01",
        DEFINITION,
        KDCA,
        _(
            "Response guidance, case definition of 15 March 2020; held to be so from the beginning: assumption"
        ),
    ),
    First(
        "case_definition",
        "2020-04-01",
        DEFINITION | {"travel_anywhere": True, "cluster_link": True},
        KDCA,
        _(
            "All entrants are tested from 1 April 2020; the link to a domestic cluster was added at a day that is not known: assumption"
        ),
    ),
    First(
        "triage.vital_signs",
        "2020-03-02",
        {
            "mild_at_most": 4,
            "moderate_at_most": 6,
            "pulse_per_min": [51, 100],
            "systolic_mmhg": [101, 199],
            "breaths_per_min": [9, 14],
            "temperature_c": [36.1, 37.4],
        },
        KDCA,
        _(
            "Response guidance, 7th edition, 2 March 2020 (five signs of 0 to 3 points; 7 and more severe)"
        ),
    ),
    First(
        "triage.without_vital_signs",
        "2020-03-02",
        {
            "young_below_years": 50,
            "fever_c": 37.5,
            "fever_despite_antipyretic_c": 38.0,
            "high_risk_from_years": 65,
            "facility_one_class_up": True,
        },
        KDCA,
        _("Response guidance, 7th edition, 2 March 2020"),
    ),
    First(
        "release",
        "2020-01-01",
        BEFORE_25_JUNE,
        KDCA,
        _(
            "Until 24 June 2020: improvement and two negatives at least 24 h apart, without symptoms tested from day 7 (press, 24 June 2020); held to be so from the beginning: assumption"
        ),
    ),
    First(
        "release",
        "2020-06-25",
        {
            "symptomatic_days": 10,
            "without_fever_h": 72,
            "symptomatic_test_days": 7,
            "asymptomatic_days": 10,
            "asymptomatic_test_days": 7,
            "negatives": 2,
            "between_negatives_h": 24,
        },
        KDCA,
        _("Changed release criteria in force from 25 June 2020 (press, 24 June 2020)"),
    ),
    First(
        "quarantine",
        "2020-01-01",
        {"days": 14, "asked_per_day": 2},
        KDCA,
        _(
            "MOHW notice, February 2020: 14 days, two calls a day; held to be so from the beginning: assumption"
        ),
    ),
    First(
        "quarantine",
        "2020-04-27",
        {"days": 14, "asked_per_day": 3},
        _("Central Disaster and Safety Countermeasures Headquarters"),
        _(
            "Stronger watch over people at home from 27 April 2020: asked three times a day (press, 24 April 2020)"
        ),
    ),
    First(
        "quarantine.entrants",
        "2020-01-01",
        {"days": 0, "asked_per_day": 1},
        KDCA,
        _("Until 31 March 2020 entrants watched themselves by app and were under no order: 0 days"),
    ),
    First(
        "quarantine.entrants",
        "2020-04-01",
        {"days": 14, "asked_per_day": 2},
        _("Central Disaster and Safety Countermeasures Headquarters"),
        _(
            "All entrants stay apart for 14 days from 1 April 2020 (press, 29 March 2020); asked as often as contacts: assumption"
        ),
    ),
    First(
        "quarantine.entrants",
        "2020-04-27",
        {"days": 14, "asked_per_day": 3},
        _("Central Disaster and Safety Countermeasures Headquarters"),
        _(
            "Stronger watch over people at home from 27 April 2020: asked three times a day (press, 24 April 2020)"
        ),
    ),
    First(
        "isolation.watch",
        "2020-01-01",
        {"grace_h": 4, "missed_in_row": 3, "unheard_h": 24, "complaint_days": 7},
        ADOPTING,
        _(
            "Assumption: four hours to answer, a visit after three questions in a row without an answer, a week of working days for an objection"
        ),
    ),
    First(
        "contacts",
        "2020-01-01",
        CONTACT_WINDOW,
        KDCA,
        _(
            "Response guidance until 3 February 2020: close and casual contacts of a symptomatic case; no days before onset: assumption"
        ),
    ),
    First(
        "contacts",
        "2020-02-04",
        CONTACT_WINDOW | {"tiers": ["contact"]},
        KDCA,
        _("Response guidance from 4 February 2020: one class of contacts"),
    ),
    First(
        "contacts",
        "2020-02-07",
        {"days_before_onset": 1, "tiers": ["contact"]},
        KDCA,
        _(
            "MOHW notice, February 2020: from 1 day before onset; the day of the month is an assumption"
        ),
    ),
    First(
        "contacts",
        "2020-04-03",
        {"days_before_onset": 2, "tiers": ["contact"]},
        KDCA,
        _("Response guidance, edition 7-4, in force 3 April 2020, after the WHO's definition"),
    ),
    First(
        "contacts.presence",
        "2020-01-01",
        {"least_stay_min": 5, "identify_from": 0.3},
        ADOPTING,
        _(
            "Texts to those within reach for 5 minutes (Guro, March 2020); from 30 % on an identity is asked for: assumption"
        ),
    ),
    First(
        "contacts.presence",
        "2020-05-11",
        {"least_stay_min": 30, "identify_from": 0.3},
        ADOPTING,
        _(
            "Phones near the clubs of Itaewon for 30 minutes and more (May 2020); from 30 % on an identity is asked for: assumption"
        ),
    ),
    First(
        "links",
        "2020-01-01",
        {"before_days": 1, "gap_days": 14},
        ADOPTING,
        _(
            "Of Korean pairs 12 % have a secondary onset before the primary's, 5 % more than 8 days after it (DS4C); 1 and 14 days: assumption"
        ),
    ),
    First(
        "messages.quiet_hours",
        "2020-01-01",
        {"begins_h": 0, "ends_h": 0},
        ADOPTING,
        _(
            "Assumption: no quiet hours. The ban from 22:00 to 07:00 of 1 April 2021 is for emergency alerts, not for results"
        ),
    ),
    First(
        "messages.positive",
        "2020-01-01",
        {"call_within_min": 60, "message_after_min": 180},
        ADOPTING,
        _("Assumption: called within the hour, the message after three hours at the latest"),
    ),
    First(
        "calls.attempts",
        "2020-01-01",
        {"attempts": 3, "between_min": 30, "next_step_min": 120},
        ADOPTING,
        _(
            "Three attempts: assumption. The next step is the local government and the police, as for the entry app of 2020"
        ),
    ),
    First(
        "retention.message",
        "2020-01-01",
        {"days": 90},
        ADOPTING,
        _("Assumption: a quarter of a year in which a complaint about a message can be answered"),
    ),
    *SCREENING_ROWS,
    First(
        "laboratory.pooling",
        "2020-01-01",
        {"most": 0},
        KDCA,
        _("No pools before 9 April 2020: each specimen is tested by itself"),
    ),
    First(
        "laboratory.pooling",
        "2020-04-09",
        {"most": 10},
        KDCA,
        _(
            "Protocol of KCDC and the Korean Society for Laboratory Medicine, 9 April 2020: up to 10 specimens, for surveillance of people without symptoms only"
        ),
    ),
    First(
        "laboratory.results",
        "2020-01-01",
        {"finals_verified": True, "kit_named": True, "lot_named": False, "turn_around_h": 24},
        ADOPTING,
        _(
            "PCR takes about six hours, results a few hours to a day (MOHW, March 2020); that a laboratory's own release stands and that a kit must be named: assumption"
        ),
    ),
    First(
        "retention.specimen",
        "2020-01-01",
        {"days": 365},
        ADOPTING,
        _("Assumption: a year in which somebody may ask for their result"),
    ),
    First(
        "retention.delivery",
        "2020-01-01",
        {"days": 28},
        ADOPTING,
        _("Assumption: four weeks in which a message that was read wrongly can be read again"),
    ),
    First(
        "retention.case",
        "2020-01-01",
        {"days": 1095},
        ADOPTING,
        _(
            "Assumption: three years after the file was closed; the authority's own schedule decides"
        ),
    ),
    First(
        "retention.person",
        "2020-01-01",
        {"days": 30},
        ADOPTING,
        _("Assumption: a month in which an import that was wrong can be put right"),
    ),
    First(
        "retention.contact",
        "2020-01-01",
        {"days": 90},
        ADOPTING,
        _(
            "Assumption: 90 days after the end of quarantine, about six incubation periods of 14 days"
        ),
    ),
    First(
        "retention.location",
        "2020-01-01",
        {"days": 28},
        ADOPTING,
        _(
            "Four weeks, as for check-in records (PIPC inspection, September 2020); for the console an assumption"
        ),
    ),
    First(
        "retention.audit",
        "2020-01-01",
        {"days": 3650},
        ADOPTING,
        _(
            "Assumption: ten years. A complaint about a search of April 2020 was decided in April 2024 (2020Hun-Ma1028)"
        ),
    ),
    First(
        "notice",
        "2020-01-01",
        {"days": 1},
        ADOPTING,
        _(
            "Infectious Disease Control and Prevention Act, Art. 76-2: the person is told; the day after: assumption"
        ),
    ),
    First(
        "retention.export",
        "2020-01-01",
        {"days": 7},
        ADOPTING,
        _("Assumption: a week to fetch a file"),
    ),
)
