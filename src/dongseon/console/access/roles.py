"""The roles of the console and the purposes they serve. What a role may do: docs/rules/access.md."""

from enum import StrEnum

from django.utils.translation import gettext_lazy


class Role(StrEnum):
    """One of the ways to work here. An officer may hold several, each for an area and a time."""

    NURSE = "nurse"  # screening clinic
    LABORATORY = "laboratory"
    TRIAGE = "triage"  # severity and beds
    INVESTIGATOR = "investigator"
    APPROVER = "approver"  # the second person of a data request
    CASE_OFFICER = "case_officer"  # watches over people at home
    PORT = "port"  # quarantine at ports of entry
    PRESS = "press"
    EPIDEMIOLOGIST = "epidemiologist"
    AUDITOR = "auditor"
    ADMINISTRATOR = "administrator"  # of the console; reads no case


NAMES = {
    Role.NURSE: gettext_lazy("Screening nurse"),
    Role.LABORATORY: gettext_lazy("Laboratory"),
    Role.TRIAGE: gettext_lazy("Triage and beds"),
    Role.INVESTIGATOR: gettext_lazy("Investigator"),
    Role.APPROVER: gettext_lazy("Approving officer"),
    Role.CASE_OFFICER: gettext_lazy("Case officer"),
    Role.PORT: gettext_lazy("Port quarantine officer"),
    Role.PRESS: gettext_lazy("Press officer"),
    Role.EPIDEMIOLOGIST: gettext_lazy("Epidemiologist"),
    Role.AUDITOR: gettext_lazy("Auditor"),
    Role.ADMINISTRATOR: gettext_lazy("Administrator"),
}


class Purpose(StrEnum):
    """What somebody looks at personal data for. An assignment names one; the log repeats it."""

    TESTING = "testing"
    CARE = "care"
    INVESTIGATION = "investigation"
    APPROVAL = "approval"
    QUARANTINE = "quarantine"
    BORDER = "border"
    INFORMATION = "information"
    SURVEILLANCE = "surveillance"
    OVERSIGHT = "oversight"
    OPERATION = "operation"


PURPOSE_NAMES = {
    Purpose.TESTING: gettext_lazy("Screening and testing"),
    Purpose.CARE: gettext_lazy("Treatment and beds"),
    Purpose.INVESTIGATION: gettext_lazy("Epidemiological investigation"),
    Purpose.APPROVAL: gettext_lazy("Review of data requests"),
    Purpose.QUARANTINE: gettext_lazy("Isolation and quarantine at home"),
    Purpose.BORDER: gettext_lazy("Quarantine at ports of entry"),
    Purpose.INFORMATION: gettext_lazy("Informing the public"),
    Purpose.SURVEILLANCE: gettext_lazy("Surveillance and statistics"),
    Purpose.OVERSIGHT: gettext_lazy("Data protection oversight"),
    Purpose.OPERATION: gettext_lazy("Running the console"),
}
