"""What fields, kinds of data and acts are called on the pages of people."""

from types import MappingProxyType

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dongseon.console.desk.audit import wording as log
from dongseon.console.registry import labels
from dongseon.console.registry.types import CLASS_OF, DataClass, Identity, Sex
from dongseon.look.templatetags.krds import language_name

FIELDS = labels.FIELDS
LOG_FIELDS = MappingProxyType({**labels.FIELDS, "log": gettext_lazy("who looked")})
KINDS = MappingProxyType(
    {
        DataClass.IDENTITY: gettext_lazy("name, sex, birth date"),
        DataClass.CONTACT: gettext_lazy("phone, language, how to reach the person"),
        DataClass.ADDRESS: gettext_lazy("address"),
        DataClass.HEALTH: gettext_lazy("notes on health"),
        DataClass.LOCATION: gettext_lazy("notes on where the person was"),
    }
)
SEXES = MappingProxyType(
    {
        Sex.UNKNOWN: gettext_lazy("not known"),
        Sex.FEMALE: gettext_lazy("female"),
        Sex.MALE: gettext_lazy("male"),
        Sex.OTHER: gettext_lazy("another"),
    }
)
ENDED_BY = MappingProxyType(
    {
        "retention.person": gettext_lazy("on the day of the rule"),
        "retention.location": gettext_lazy("on the day of the rule"),
        "restore": gettext_lazy("again after a backup was restored"),
    }
)
ACTS = MappingProxyType(
    {
        "registry.enrol": gettext_lazy("Took the person up"),
        "registry.amend": gettext_lazy("Changed"),
        "registry.write_note": gettext_lazy("Wrote a note"),
        "registry.merge": gettext_lazy("Merged two entries of one person"),
        "registry.unmerge": gettext_lazy("Undid a merge"),
        "registry.hold": gettext_lazy("Placed a legal hold"),
        "registry.lift": gettext_lazy("Lifted a legal hold"),
        "registry.destroy": gettext_lazy("Erased"),
        "registry.destroy_keys": gettext_lazy("Destroyed the keys"),
        "registry.replay": gettext_lazy("Erased again after a restore"),
        "people.see": gettext_lazy("Saw who looked"),
        "people.open": gettext_lazy("Opened who it is"),
        "people.open_guardian": gettext_lazy("Opened how to reach the guardian"),
        "people.amend": gettext_lazy("Opened the form of changes"),
        "people.notice": gettext_lazy("Made the notice for the person"),
        "cases.list": gettext_lazy("Saw the name in the line list"),
        "cases.see": gettext_lazy("Saw the case"),
        "access.refuse": gettext_lazy("Was refused"),
    }
)


def facts(identity: Identity, kind: DataClass | None = None) -> tuple[tuple[str, str], ...]:
    """What is known of an identity (of one kind of data, if given), as pairs of name and words."""
    fields = [field for field in CLASS_OF if kind in (None, CLASS_OF[field])]
    said = ((field, value_said(field, identity)) for field in fields)
    return tuple((str(FIELDS[field]), words) for field, words in said if words)


def value_said(field: str, identity: Identity) -> str:
    """One field in words; empty if nothing is known."""
    value = getattr(identity, field)
    if isinstance(value, bool):
        return _("yes") if value else ""
    if isinstance(value, Sex):
        return str(SEXES[value]) if value else ""
    if field == "language":
        return language_name(str(value or ""))
    if isinstance(value, tuple):
        return ", ".join(value)
    return "" if value is None else str(value)


def act_said(act: str) -> str:
    """An act of the log in words for the person concerned; what it is about where it has none of its own."""
    about = act.partition(".")[0] + "."
    return str(ACTS.get(act) or log.ACTS.get(act) or log.CONTEXTS.get(about) or act)


def kind_said(kind: DataClass) -> str:
    """A kind of data in words."""
    return str(KINDS[kind])
