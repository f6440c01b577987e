"""The end of the clock: all contacts told, the case isolated and its contacts under quarantine.

Nobody reports these two: they are read from calls and orders, by a job.
"""

from datetime import datetime

from django.db import transaction

from dongseon.console.audit.types import HOUSE
from dongseon.console.calls import queries as calls
from dongseon.console.calls.rules import Kind, State
from dongseon.console.cases import queries as cases
from dongseon.console.investigations import actions, queries
from dongseon.console.investigations.rules import Step
from dongseon.console.investigations.types import Investigation
from dongseon.console.isolation import queries as isolation

MOST = 500  # investigations a run; those that wait longest


def note(*, now: datetime) -> int:
    """Note for each case that waits whether it came so far; return how many steps were noted."""
    noted = 0
    for found in queries.lacking(Step.ISOLATED, after=Step.CONTACTS, limit=MOST):
        with transaction.atomic():
            for step, reached in ((Step.NOTIFIED, _told(found)), (Step.ISOLATED, _isolated(found))):
                if reached:
                    noted += actions.reach(
                        by=HOUSE, now=now, case_id=found.case_id, step=step, at=now
                    )
    return noted


def _told(found: Investigation) -> bool:
    """Whether every contact of the case was called and the call is done."""
    people = {row.person_id for row in cases.contacts(found.case_id)}
    if not people:
        return False
    done = {
        task.person_id
        for task in calls.calls_of(people)
        if task.kind is Kind.CONTACT_NOTICE
        and task.case_id == found.case_id
        and task.state is State.DONE
    }
    return people <= done


def _isolated(found: Investigation) -> bool:
    """Whether the case is under an order, and so is every contact."""
    contacts = {row.id for row in cases.contacts(found.case_id)}
    case = found.case_id in isolation.isolated([found.case_id])
    return case and contacts <= isolation.ordered(contacts)
