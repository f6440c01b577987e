"""What acts, subjects and fields are called where people read the log."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from dongseon.console.access import roles
from dongseon.console.access.roles import Purpose, Role
from dongseon.console.audit.types import Kind

KINDS: Mapping[Kind, Promise] = {
    Kind.READ: _("Seen"),
    Kind.WRITE: _("Changed"),
    Kind.REFUSED: _("Refused"),
}
COLOURS: Mapping[Kind, str] = {
    Kind.READ: "information",
    Kind.WRITE: "primary",
    Kind.REFUSED: "danger",
}
CONTEXTS: Mapping[str, Promise] = {
    "access.": _("Officers and sign-in"),
    "registry.": _("People"),
    "cases.": _("Cases"),
    "policy.": _("Rules"),
    "retention.": _("Erasure"),
    "intake.": _("Imports"),
    "roster.": _("Shifts"),
    "programs.": _("Programs"),
    "audit.": _("The log itself"),
}
ACTS: Mapping[str, Promise] = {
    "access.sign_in": _("Signed in"),
    "access.sign_out": _("Signed out"),
    "access.sign_out_everywhere": _("Signed out everywhere"),
    "access.refuse_sign_in": _("Sign-in failed"),
    "access.refuse": _("Was refused a page"),
    "access.switch_role": _("Switched role"),
    "access.employ": _("Added an officer"),
    "access.dismiss": _("Dismissed an officer"),
    "access.assign": _("Gave or proposed a role"),
    "access.confirm_assignment": _("Confirmed a role"),
    "access.end_assignment": _("Ended a role"),
    "access.give_first_password": _("Gave a first password"),
    "access.change_password": _("Changed their password"),
    "access.choose_language": _("Chose a language"),
    "access.propose_factor": _("Began to join a phone"),
    "access.enrol_factor": _("Joined a phone"),
    "access.use_recovery_code": _("Used a recovery code"),
    "access.propose_factor_reset": _("Proposed to take a phone away"),
    "access.confirm_factor_reset": _("Took a phone away"),
    "access.open_area": _("Added an area"),
    "access.forget_sessions": _("Forgot sessions that were over"),
    "audit.search": _("Searched the log"),
    "cases.list": _("Saw the line list"),
    "cases.see": _("Saw a case"),
    "cases.see_contacts": _("Saw a case's contacts"),
    "cases.see_transfers": _("Saw transfers"),
    "cases.open": _("Opened a case"),
    "cases.export": _("Exported cases"),
    "registry.enrol": _("Registered a person"),
    "registry.amend": _("Changed a person's details"),
    "registry.merge": _("Merged two records of a person"),
    "registry.unmerge": _("Undid a merge"),
    "registry.compare": _("Compared two people"),
    "registry.hold": _("Stopped an erasure"),
    "registry.lift": _("Let an erasure go on"),
    "registry.destroy": _("Destroyed a person's keys"),
    "registry.finish": _("Finished with a person"),
    "registry.write_note": _("Wrote a note"),
    "programs.issue": _("Gave out a token"),
    "programs.confirm": _("Confirmed a token"),
    "programs.revoke": _("Took a token back"),
    "policy.propose": _("Proposed a rule"),
    "policy.approve": _("Put a rule in force"),
    "policy.refuse": _("Turned a rule down"),
    "retention.erase": _("Erased what was due"),
    "retention.report": _("Reported what was erased"),
    "roster.plan_shift": _("Planned a shift"),
    "roster.put_on_duty": _("Put somebody on duty"),
    "roster.take_off_duty": _("Took somebody off duty"),
    "roster.hand_over": _("Handed over a shift"),
    "roster.acknowledge": _("Took over open matters"),
    "roster.open_matter": _("Left a matter open"),
    "roster.close_matter": _("Closed a matter"),
}
SUBJECTS: Mapping[str, Promise] = {
    "person": _("Person"),
    "case": _("Case"),
    "officer": _("Officer"),
    "contact": _("Contact"),
    "program": _("Program"),
    "shift": _("Shift"),
    "matter": _("Open matter"),
}
NO_ROLE: Mapping[str, Promise] = {
    "officer": _("in no role"),
    "program": _("Program"),
    "house": _("The house itself"),
}


def act_said(act: str) -> str:
    """An act in words; its name in the code where nobody has given it any."""
    return str(ACTS.get(act, act))


def role_said(role: str) -> str:
    """A role in words."""
    return str(roles.NAMES[Role(role)]) if role in set(Role) else str(NO_ROLE.get(role, role))


def purpose_said(purpose: str) -> str:
    """A purpose in words."""
    return str(roles.PURPOSE_NAMES[Purpose(purpose)]) if purpose in set(Purpose) else purpose
