"""Which roles open which pages of the laboratory."""

from dongseon.console.access.roles import Role

WORK = (Role.LABORATORY,)  # receive, pool, test, verify, settle what cannot be matched
SEND = (Role.NURSE, Role.PORT, Role.LABORATORY)  # pack, send, print labels, set a specimen aside
SEE = (Role.NURSE, Role.PORT, Role.LABORATORY, Role.TRIAGE, Role.INVESTIGATOR)  # a specimen
COUNT = (*SEE, Role.EPIDEMIOLOGIST)  # the board: numbers, nobody named
KITS = (Role.LABORATORY, Role.EPIDEMIOLOGIST, Role.INVESTIGATOR)  # the list of kits
SET = (Role.LABORATORY, Role.ADMINISTRATOR)  # laboratories and their programs
