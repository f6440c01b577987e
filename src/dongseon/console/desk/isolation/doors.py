"""Which roles open which pages of isolation. The table of all routes: docs/rules/access.md."""

from dongseon.console.access.roles import Role

WATCH = (Role.CASE_OFFICER, Role.INVESTIGATOR, Role.PORT)  # see people, call, order, decide
PORT = (Role.PORT, Role.CASE_OFFICER)  # take up entrants
