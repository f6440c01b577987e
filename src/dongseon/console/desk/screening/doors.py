"""Which roles open which pages of screening."""

from dongseon.console.access.roles import Role

WORK = (Role.NURSE, Role.PORT)  # register, ask, swab
SEE = (Role.NURSE, Role.PORT, Role.INVESTIGATOR)  # a visit, and the list of visits
COUNT = (
    Role.NURSE,
    Role.PORT,
    Role.LABORATORY,
    Role.TRIAGE,
    Role.INVESTIGATOR,
    Role.EPIDEMIOLOGIST,
)  # sites and their numbers; names nobody
SET = (Role.NURSE, Role.PORT, Role.ADMINISTRATOR)  # sites, hours, wall screens
GROUPS = (Role.NURSE, Role.INVESTIGATOR)  # rosters
ASK = (Role.INVESTIGATOR, Role.EPIDEMIOLOGIST)  # which outbreaks are asked about
