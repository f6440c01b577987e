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
    "investigations.": _("Investigations and data requests"),
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
    "registry.open_box": _("Began to keep where a case was"),
    "registry.end_box": _("Decided to erase where a case was"),
    "investigations.open": _("Opened an investigation"),
    "investigations.list": _("Saw the list of investigations"),
    "investigations.see": _("Saw an investigation"),
    "investigations.see_interview": _("Saw an interview"),
    "investigations.see_numbers": _("Saw phones and cards"),
    "investigations.see_request": _("Saw a data request"),
    "investigations.see_queue": _("Saw the requests to sign"),
    "investigations.see_board": _("Saw the data requests"),
    "investigations.see_tape": _("Saw a recording's file"),
    "investigations.see_tapes": _("Saw the recordings to be watched"),
    "investigations.see_clock": _("Saw how long investigations take"),
    "investigations.see_what_was_seen": _("Saw what was asked about a person"),
    "investigations.see_objections": _("Saw objections"),
    "investigations.add_identifier": _("Added a number of the person"),
    "investigations.drop_identifier": _("Removed a number of the person"),
    "investigations.begin_interview": _("Began an interview"),
    "investigations.save_interview": _("Wrote in an interview"),
    "investigations.finish_interview": _("Finished an interview"),
    "investigations.tell_stay": _("Wrote down a stay"),
    "investigations.correct_stay": _("Corrected a stay"),
    "investigations.withdraw_stay": _("Withdrew a stay"),
    "investigations.ask_for_tape": _("Noted a recording to be watched"),
    "investigations.settle_tape": _("Noted what came of a recording"),
    "investigations.write_visit": _("Wrote down a visit"),
    "investigations.draft": _("Drafted a data request"),
    "investigations.sign_as_requester": _("Signed a data request"),
    "investigations.sign_as_approver": _("Approved a data request"),
    "investigations.refused": _("Refused a data request"),
    "investigations.withdrawn": _("Withdrew a data request"),
    "investigations.rejected": _("A data request was rejected"),
    "investigations.expired": _("A data request ran out"),
    "investigations.try": _("Turned to a holder"),
    "investigations.wait": _("Waits for a holder"),
    "investigations.send": _("A holder took a request up"),
    "investigations.answer": _("A holder's answer came"),
    "investigations.keep_slice": _("Kept a holder's answer"),
    "investigations.owe_notice": _("Noted who is to be told"),
    "investigations.notice": _("Told somebody that their data were asked for"),
    "investigations.object": _("Took down an objection"),
    "investigations.answer_objection": _("Answered an objection"),
    "investigations.propose_key": _("Made a signing key"),
    "investigations.enrol_key": _("Enrolled a signing key"),
    "investigations.revoke_key": _("Ended a signing key"),
    "investigations.add_revocation": _("Kept the word that a key ended"),
    "investigations.tell_enrolment": _("Told a holder of a key"),
    "investigations.tell_revocation": _("Told a holder that a key ended"),
    "investigations.reach": _("Came a step further"),
    "investigations.move": _("Moved an investigation to another area"),
    "investigations.erase": _("Erased where a case was"),
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
    "data_request": _("Data request"),
    "notice": _("Notice"),
    "objection": _("Objection"),
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
