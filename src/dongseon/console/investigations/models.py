"""Tables of investigations. Private to this context; what somebody said or a holder answered is sealed."""

import uuid
from enum import StrEnum

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from dongseon.console.investigations.rules import RequestState, Signer, Step, TapeState


def _one_of(values: type[StrEnum]) -> list[str]:
    return [value.value for value in values]


class Investigation(models.Model):
    """What is done about one confirmed case. One a case."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case_id = models.UUIDField(unique=True)
    person_id = models.UUIDField(db_index=True)
    area = models.CharField(max_length=10)
    opened_at = models.DateTimeField()
    opened_by = models.UUIDField(null=True)
    erased_at = models.DateTimeField(null=True)  # where the person was: its key is destroyed

    class Meta:
        indexes = (
            models.Index(fields=["area", "-opened_at", "id"], name="investigation_of_area"),
            models.Index(
                fields=["opened_at"], condition=Q(erased_at__isnull=True), name="investigation_kept"
            ),
        )


class Milestone(models.Model):
    """When a case came to a point of its clock. The first time counts."""

    id = models.BigAutoField(primary_key=True)  # inside the house only
    investigation = models.ForeignKey(
        Investigation, on_delete=models.PROTECT, related_name="milestones"
    )
    step = models.CharField(max_length=12)
    at = models.DateTimeField()
    officer_id = models.UUIDField(null=True)  # None: the house

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["investigation", "step"], name="milestone_once"),
            models.CheckConstraint(condition=Q(step__in=_one_of(Step)), name="milestone_step"),
        )
        indexes = (models.Index(fields=["step", "at"], name="milestone_day"),)


class Identifier(models.Model):
    """A number of the person's that the registry does not keep: a card, a second phone. Sealed."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    investigation = models.ForeignKey(
        Investigation, on_delete=models.PROTECT, related_name="identifiers"
    )
    scheme = models.CharField(max_length=12)
    sealed = models.BinaryField()
    fingerprint = models.BinaryField(max_length=32)  # keyed: the same number twice is one
    added_at = models.DateTimeField()
    added_by = models.UUIDField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["investigation", "scheme", "fingerprint"], name="identifier_once"
            ),
        )


class Interview(models.Model):
    """One talk with the person or who answers for them, filled while talking. Texts are sealed."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    investigation = models.ForeignKey(
        Investigation, on_delete=models.PROTECT, related_name="interviews"
    )
    officer_id = models.UUIDField(null=True)
    respondent = models.CharField(max_length=10)
    language = models.CharField(max_length=2, default="ko")
    interpreter = models.BooleanField(default=False)
    duty_read_at = models.DateTimeField(null=True)
    penalty_read_at = models.DateTimeField(null=True)
    use_read_at = models.DateTimeField(null=True)
    correction_offered_at = models.DateTimeField(null=True)
    sealed = models.BinaryField()
    version = models.IntegerField(default=1)
    begun_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(finished_at__isnull=True)
                | Q(
                    duty_read_at__isnull=False,
                    penalty_read_at__isnull=False,
                    use_read_at__isnull=False,
                    correction_offered_at__isnull=False,
                ),
                name="interview_ends_when_all_is_read_out",
            ),
        )


class Exposure(models.Model):
    """A stay that was told, and how others were exposed there. Where and with whom is sealed."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    investigation = models.ForeignKey(
        Investigation, on_delete=models.PROTECT, related_name="exposures"
    )
    interview = models.ForeignKey(
        Interview, null=True, on_delete=models.PROTECT, related_name="exposures"
    )
    begins_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    vehicle = models.CharField(max_length=10, blank=True)
    mask = models.CharField(max_length=10)
    distance = models.CharField(max_length=10)
    ventilation = models.CharField(max_length=10)
    symptomatic = models.BooleanField(null=True)
    people = models.IntegerField(null=True)  # how many were there
    sealed = models.BinaryField()  # place, its id, vehicle number, seat or car, with whom
    told_at = models.DateTimeField()
    told_to = models.UUIDField(null=True)
    corrected_by = models.ForeignKey(
        "self", null=True, on_delete=models.PROTECT, related_name="corrects"
    )
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("begins_at")), name="exposure_has_a_length"
            ),
        )
        indexes = (models.Index(fields=["investigation", "begins_at"], name="exposure_of"),)


class Tape(models.Model):
    """A recording of a camera that is to be watched before it is overwritten."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    investigation = models.ForeignKey(Investigation, on_delete=models.PROTECT, related_name="tapes")
    area = models.CharField(max_length=10)
    begins_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    overwritten_at = models.DateTimeField()  # the deadline
    state = models.CharField(max_length=10, default=TapeState.OPEN.value)
    sealed = models.BinaryField()  # place, keeper, how to reach them, what was seen
    viewer_id = models.UUIDField(null=True)
    watched_at = models.DateTimeField(null=True)
    asked_at = models.DateTimeField()
    version = models.IntegerField(default=1)

    class Meta:
        constraints = (
            models.CheckConstraint(condition=Q(state__in=_one_of(TapeState)), name="tape_state"),
            models.CheckConstraint(
                condition=~Q(state=TapeState.WATCHED.value) | Q(viewer_id__isnull=False),
                name="tape_watched_by_somebody",
            ),
            models.CheckConstraint(condition=Q(ends_at__gt=F("begins_at")), name="tape_length"),
        )
        indexes = (
            models.Index(
                fields=["area", "overwritten_at"],
                condition=Q(state=TapeState.OPEN.value),
                name="tape_open",
            ),
        )


class SiteVisit(models.Model):
    """A visit to a place where the case was. Its texts (floor plan, roster, wards) are sealed."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    investigation = models.ForeignKey(
        Investigation, on_delete=models.PROTECT, related_name="site_visits"
    )
    visited_at = models.DateTimeField()
    officer_id = models.UUIDField(null=True)
    has_floor_plan = models.BooleanField(default=False)
    has_roster = models.BooleanField(default=False)
    disinfected_on = models.DateField(null=True)
    ventilation = models.CharField(max_length=10)
    sealed = models.BinaryField()
    written_at = models.DateTimeField()

    class Meta:
        indexes = (models.Index(fields=["investigation", "-visited_at"], name="site_visit_of"),)


# ── requests ─────────────────────────────────────────────────────────────────────────────────


class SigningKey(models.Model):
    """The public half of an officer's key. The private one never leaves the officer's browser."""

    key_id = models.CharField(max_length=43, primary_key=True)  # thumbprint (RFC 7638)
    officer_id = models.UUIDField(db_index=True)
    organisation_id = models.CharField(max_length=80)
    rights = ArrayField(models.CharField(max_length=20))
    public_key = models.BinaryField(max_length=32)
    not_before = models.DateTimeField()
    expires = models.DateTimeField()
    proposed_at = models.DateTimeField()
    enrolment = models.BinaryField(null=True)  # the organisation's signed word (JWS)
    enrolled_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)
    revoked_by = models.UUIDField(null=True)
    revoked_why = models.CharField(max_length=20, blank=True)
    revocation = models.BinaryField(null=True)  # the organisation's signed word, for holders

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(expires__gt=F("not_before")), name="signing_key_ends_later"
            ),
            models.CheckConstraint(
                condition=Q(enrolment__isnull=True, enrolled_at__isnull=True)
                | Q(enrolment__isnull=False, enrolled_at__isnull=False),
                name="signing_key_enrolled_by_a_word",
            ),
        )


class Told(models.Model):
    """That a holder has heard whose a key is, or that it is revoked."""

    id = models.BigAutoField(primary_key=True)  # inside the house only
    key = models.ForeignKey(SigningKey, on_delete=models.PROTECT, related_name="told")
    holder_id = models.CharField(max_length=80)
    what = models.CharField(max_length=12)  # enrolment, revocation
    at = models.DateTimeField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["key", "holder_id", "what"], name="told_once"),
        )


class DataRequest(models.Model):
    """A question to one holder: drafted, signed by two, sent, answered. Its text is sealed."""

    id = models.UUIDField(primary_key=True, editable=False)  # the mandate's: 128 random bits
    investigation = models.ForeignKey(
        Investigation, on_delete=models.PROTECT, related_name="requests"
    )
    batch = models.UUIDField()  # drafted together, on one statement of necessity
    area = models.CharField(max_length=10)
    holder_id = models.CharField(max_length=80)
    question = models.CharField(max_length=10)  # person, presence, resolve, alert
    article = models.CharField(max_length=20)
    purpose = models.CharField(max_length=30)
    kinds = ArrayField(models.CharField(max_length=20))
    window_begins = models.DateTimeField(null=True)
    window_ends = models.DateTimeField(null=True)
    policy_since = models.DateField()  # the row of the mandate's table that was in force
    requester_id = models.UUIDField()
    requester_key = models.CharField(max_length=43)
    approver_id = models.UUIDField()
    approver_key = models.CharField(max_length=43)
    sealed = models.BinaryField()  # the payload that both sign
    payload_sha256 = models.CharField(max_length=64)
    state = models.CharField(max_length=10, default=RequestState.DRAFTED.value)
    reason = models.CharField(max_length=30, blank=True)  # of a refusal or an end
    drafted_at = models.DateTimeField()
    requested_at = models.DateTimeField(null=True)
    approved_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    expires_at = models.DateTimeField()
    body_sha256 = models.CharField(max_length=64, blank=True)  # of the signed request
    tries = models.IntegerField(default=0)  # that failed, since the last that did not
    polls = models.IntegerField(default=0)
    next_try_at = models.DateTimeField(null=True)
    problem = models.CharField(max_length=200, blank=True)  # of the last try

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=~Q(requester_id=F("approver_id")), name="request_by_two_people"
            ),
            models.CheckConstraint(
                condition=~Q(requester_key=F("approver_key")), name="request_by_two_keys"
            ),
            models.CheckConstraint(
                condition=Q(state__in=_one_of(RequestState)), name="request_state"
            ),
        )
        indexes = (
            models.Index(fields=["investigation", "-drafted_at"], name="request_of"),
            models.Index(
                fields=["approver_id", "requested_at"],
                condition=Q(state=RequestState.REQUESTED.value),
                name="request_to_approve",
            ),
            models.Index(
                fields=["next_try_at"],
                condition=Q(state__in=[RequestState.APPROVED.value, RequestState.SENT.value]),
                name="request_to_pursue",
            ),
            models.Index(fields=["area", "-drafted_at", "id"], name="request_of_area"),
            models.Index(fields=["sent_at", "holder_id"], name="request_month"),
        )


class Signature(models.Model):
    """What an officer's browser made of a request's payload."""

    id = models.BigAutoField(primary_key=True)  # inside the house only
    request = models.ForeignKey(DataRequest, on_delete=models.PROTECT, related_name="signatures")
    signer = models.CharField(max_length=10)
    officer_id = models.UUIDField()
    key = models.ForeignKey(SigningKey, on_delete=models.PROTECT, related_name="signatures")
    signature = models.BinaryField(max_length=64)
    at = models.DateTimeField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["request", "signer"], name="signature_once_each"),
            models.UniqueConstraint(fields=["request", "officer_id"], name="signature_two_people"),
            models.UniqueConstraint(fields=["request", "key"], name="signature_two_keys"),
            models.CheckConstraint(
                condition=Q(signer__in=_one_of(Signer)), name="signature_signer"
            ),
        )


class Slice(models.Model):
    """What a holder answered, sealed as it came, with the holder's receipt. One a request."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    request = models.OneToOneField(DataRequest, on_delete=models.PROTECT, related_name="slice")
    investigation = models.ForeignKey(
        Investigation, on_delete=models.PROTECT, related_name="slices"
    )
    holder_id = models.CharField(max_length=80)
    question = models.CharField(max_length=10)
    kinds = ArrayField(models.CharField(max_length=20))
    rows = models.IntegerField()
    size_bytes = models.IntegerField()
    sha256 = models.CharField(max_length=64)
    receipt = models.BinaryField()
    received_at = models.DateTimeField()
    sealed = models.BinaryField(null=True)  # None once erased

    class Meta:
        indexes = (models.Index(fields=["investigation", "received_at"], name="slice_of"),)


class Notice(models.Model):
    """That somebody is to be told that their data were asked for. Once a request and person."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person_id = models.UUIDField()
    request = models.ForeignKey(DataRequest, on_delete=models.PROTECT, related_name="notices")
    rule_id = models.UUIDField()  # the dated rule that set the day
    due_on = models.DateField()
    sent_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["person_id", "request"], name="notice_once"),
        )
        indexes = (
            models.Index(fields=["due_on"], condition=Q(sent_at__isnull=True), name="notice_due"),
        )


class Objection(models.Model):
    """What somebody objects to in what was seen about them. Their words are a note in the registry."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person_id = models.UUIDField(db_index=True)
    request = models.ForeignKey(
        DataRequest, null=True, on_delete=models.PROTECT, related_name="objections"
    )
    note_id = models.UUIDField()
    raised_at = models.DateTimeField()
    raised_through = models.UUIDField(null=True)
    answer_note_id = models.UUIDField(null=True)
    answered_at = models.DateTimeField(null=True)
    answered_by = models.UUIDField(null=True)

    class Meta:
        indexes = (
            models.Index(
                fields=["raised_at"], condition=Q(answered_at__isnull=True), name="objection_open"
            ),
        )
