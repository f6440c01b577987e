"""Which roles open which pages of cases. The table of all routes: docs/rules/access.md."""

from dongseon.console.access.roles import Role

SEE = (
    Role.NURSE,
    Role.LABORATORY,
    Role.TRIAGE,
    Role.INVESTIGATOR,
    Role.CASE_OFFICER,
    Role.PORT,
    Role.EPIDEMIOLOGIST,  # without names
)
OPEN = (Role.NURSE, Role.INVESTIGATOR, Role.PORT)  # a new case
DECIDE = (Role.INVESTIGATOR,)  # classify, close, delete, transfer, merge
BRING = (Role.INVESTIGATOR, Role.CASE_OFFICER)  # files of cases and contacts
TAKE_OUT = (Role.INVESTIGATOR, Role.EPIDEMIOLOGIST)  # exports; the latter without names
