"""Which roles open which pages of data requests. The table of all routes: docs/rules/access.md."""

from dongseon.console.access.roles import Role

SIGN = (Role.INVESTIGATOR, Role.APPROVER)  # who has a key
REQUEST = (Role.INVESTIGATOR,)
APPROVE = (Role.APPROVER,)
FOLLOW = (Role.INVESTIGATOR, Role.APPROVER)  # the board
KEEP_KEYS = (Role.ADMINISTRATOR,)  # who brings the organisations' words about keys
COUNT = (Role.INVESTIGATOR, Role.APPROVER, Role.EPIDEMIOLOGIST, Role.PRESS, Role.AUDITOR)
SHOW_SUBJECT = (Role.INVESTIGATOR, Role.AUDITOR)  # what was seen about somebody, to that person
ANSWER = (Role.AUDITOR,)  # objections
