"""Tags of the pages of people (`{% load people %}`)."""

from collections.abc import Iterable, Mapping
from uuid import UUID

from django.template import Library
from django.utils.translation import gettext as _

from dongseon.console.access.roles import NAMES, Role
from dongseon.console.cases import numbers
from dongseon.console.desk.people import forms, wording
from dongseon.console.policy import kinds
from dongseon.console.registry.types import DataClass, Edition, Identity

register = Library()


@register.filter
def facts_of(identity: Identity) -> tuple[tuple[str, str], ...]:
    """What is known of an identity, as pairs."""
    return wording.facts(identity)


@register.filter
def edition_facts(edition: Edition) -> tuple[tuple[str, str], ...]:
    """What was known in one state, as pairs."""
    return wording.facts(edition.identity, edition.data_class)


@register.filter
def kind_said(kind: DataClass) -> str:
    """A kind of data in words."""
    return wording.kind_said(kind)


@register.filter
def person_act(act: str) -> str:
    """An act of the log in words."""
    return wording.act_said(act)


@register.filter
def fields_said(fields: Iterable[str]) -> str:
    """The fields that a look named, in words."""
    known = {str(kind): str(words) for kind, words in wording.KINDS.items()}
    known |= {str(name): str(words) for name, words in wording.LOG_FIELDS.items()}
    return ", ".join(known.get(field, field) for field in fields)


@register.filter
def ended_said(why: str) -> str:
    """Why something was erased."""
    return str(wording.ENDED_BY.get(why, why))


@register.filter
def why_said(why: str) -> str:
    """A reason as it was chosen, with the officer's words."""
    reason, sign, words = why.partition(": ")
    known = {key: str(text) for key, text in forms.REASONS} | {"amend": _("To change it")}
    return known.get(reason, reason) + (sign + words if sign else "")


@register.filter
def role_said(role: str) -> str:
    """A role in words; the house itself and programs too."""
    if role in set(Role):
        return str(NAMES[Role(role)])
    return {"house": _("the console itself"), "program": _("a program")}.get(role, role)


@register.filter
def rule_said(name: str) -> str:
    """The title of a kind of rule."""
    return str(kinds.KINDS[name].title)


@register.filter
def who(officer_id: UUID | None, officers: Mapping[UUID, str]) -> str:
    """An officer's name; a dash for nobody."""
    return officers.get(officer_id, "–") if officer_id else "–"


@register.filter
def number_said(number: str) -> str:
    """A case number as people say it."""
    return numbers.write(number)
