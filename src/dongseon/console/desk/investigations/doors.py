"""Which roles open which pages of investigations. The table of all routes: docs/rules/access.md."""

from dongseon.console.access.roles import Role

INVESTIGATE = (Role.INVESTIGATOR,)
TIME = (Role.INVESTIGATOR, Role.EPIDEMIOLOGIST)  # the clock: no names in it
