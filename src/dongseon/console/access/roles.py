"""The roles of the console. What a role may do stands at each door, and in docs/rules/access.md."""

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
