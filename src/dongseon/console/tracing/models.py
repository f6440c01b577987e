"""Tables of tracing. Where somebody was is in them only sealed. Private to this context."""

import uuid

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from dongseon.console.tracing.types import Act, CandidateState, Outcome, Running


class Place(models.Model):
    """A site that people can share: the gazetteer."""

    place_id = models.CharField(max_length=80, primary_key=True)
    name = models.CharField(max_length=200, blank=True)
    category = models.CharField(max_length=60)
    lon_deg = models.FloatField()
    lat_deg = models.FloatField()
    radius_m = models.FloatField()
    indoor = models.SmallIntegerField(default=-1)  # 1 yes, 0 no, -1 not known
    capacity = models.FloatField(null=True)  # persons
    opens_min = models.IntegerField(default=-1)  # minute of the local day
    closes_min = models.IntegerField(default=-1)

    class Meta:
        indexes = (models.Index(fields=["lat_deg", "lon_deg"], name="place_where"),)


class Sector(models.Model):
    """A sector of a base station."""

    base_station_id = models.CharField(max_length=80, primary_key=True)
    lon_deg = models.FloatField()
    lat_deg = models.FloatField()
    azimuth_deg = models.FloatField(null=True)
    beam_deg = models.FloatField(null=True)
    range_m = models.FloatField()

    class Meta:
        indexes = (models.Index(fields=["lat_deg", "lon_deg"], name="sector_where"),)


class Trace(models.Model):
    """The itinerary of one case: where its reconstruction stands."""

    case_id = models.UUIDField(primary_key=True)
    person_id = models.UUIDField(db_index=True)
    state = models.CharField(max_length=8, default=Running.WAITING.value)
    fault = models.CharField(max_length=60, blank=True)  # a word for what went wrong
    version = models.IntegerField(default=0)  # the newest; 0: none yet
    revision = models.IntegerField(default=0)  # compare-and-set of decisions
    facts = models.BinaryField(default=bytes)  # sealed: home and work place, as far as known
    asked_at = models.DateTimeField()
    changed_at = models.DateTimeField()

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(state__in=[one.value for one in Running]), name="trace_state"
            ),
        )
        indexes = (models.Index(fields=["changed_at"], name="trace_changed"),)


class Version(models.Model):
    """One reconstruction, kept as it was made."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    trace = models.ForeignKey(Trace, on_delete=models.PROTECT, related_name="versions")
    number = models.IntegerField()
    inputs = models.CharField(max_length=64)  # SHA-256 of all that went in
    made_at = models.DateTimeField()
    seconds = models.FloatField()  # of work
    records = models.IntegerField()
    stays = models.IntegerField()
    questions = models.IntegerField()
    sources = ArrayField(models.CharField(max_length=20), default=list)
    view = models.BinaryField()  # sealed: itinerary, the person's records, places
    posterior = models.BinaryField()  # sealed

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["trace", "number"], name="version_number"),
            models.UniqueConstraint(fields=["trace", "inputs"], name="version_of_inputs_once"),
        )


class Decision(models.Model):
    """What an officer decided about a stay. Never changed but to say that it was undone."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    trace = models.ForeignKey(Trace, on_delete=models.PROTECT, related_name="decisions")
    seq = models.IntegerField()
    version = models.IntegerField()  # that was looked at
    act = models.CharField(max_length=8)
    body = models.BinaryField()  # sealed
    at = models.DateTimeField()
    officer_id = models.UUIDField(null=True)
    undone_at = models.DateTimeField(null=True)
    undone_by = models.UUIDField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["trace", "seq"], name="stay_decision_seq"),
            models.CheckConstraint(
                condition=Q(act__in=[one.value for one in Act]), name="stay_decision_act"
            ),
        )


class Answer(models.Model):
    """What came of asking again about one question."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    trace = models.ForeignKey(Trace, on_delete=models.PROTECT, related_name="answers")
    key = models.CharField(max_length=32)  # names the question over versions
    outcome = models.CharField(max_length=10)
    note = models.BinaryField()  # sealed
    at = models.DateTimeField()
    officer_id = models.UUIDField(null=True)
    referral = models.CharField(max_length=12, blank=True)  # what the legal officer decided
    referral_at = models.DateTimeField(null=True)
    referral_by = models.UUIDField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["trace", "key"], name="answer_once"),
            models.CheckConstraint(
                condition=Q(outcome__in=[one.value for one in Outcome]), name="answer_outcome"
            ),
        )
        indexes = (
            models.Index(
                fields=["at"], condition=Q(outcome="referred", referral=""), name="answer_referred"
            ),
        )


class Search(models.Model):
    """One look for those who were there: where and when each may have met the case, sealed."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    trace = models.ForeignKey(Trace, on_delete=models.PROTECT, related_name="searches")
    version = models.IntegerField()
    at = models.DateTimeField()
    rule_id = models.UUIDField(null=True)  # of the contact definition in force
    body = models.BinaryField()  # sealed
    newest = models.BooleanField(default=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["trace"], condition=Q(newest=True), name="search_newest_is_one"
            ),
        )


class Candidate(models.Model):
    """Somebody who may have been there."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    trace = models.ForeignKey(Trace, on_delete=models.PROTECT, related_name="candidates")
    key = models.CharField(max_length=32)  # names them in the search's body
    origin = models.CharField(max_length=8)
    state = models.CharField(max_length=8, default=CandidateState.OPEN.value)
    probability = models.FloatField()
    risk = models.FloatField()
    minutes = models.FloatField()
    person_id = models.UUIDField(null=True)
    contact_id = models.UUIDField(null=True, unique=True)
    reason = models.CharField(max_length=20, blank=True)
    decided_at = models.DateTimeField(null=True)
    decided_by = models.UUIDField(null=True)
    version = models.IntegerField(default=1)  # compare-and-set

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["trace", "key"], name="candidate_once"),
            models.CheckConstraint(
                condition=Q(state__in=[one.value for one in CandidateState]),
                name="candidate_state",
            ),
            models.CheckConstraint(
                condition=~Q(state=CandidateState.ACCEPTED.value) | Q(contact_id__isnull=False),
                name="candidate_accepted_is_a_contact",
            ),
        )
        indexes = (models.Index(fields=["trace", "-risk"], name="candidate_rank"),)


class Exposure(models.Model):
    """How a contact met the case, in the words of Go.Data's relationships."""

    contact_id = models.UUIDField(primary_key=True)
    case_id = models.UUIDField(db_index=True)
    certainty = models.CharField(max_length=12)
    exposure_type = models.CharField(max_length=20)
    frequency = models.CharField(max_length=20, blank=True)
    duration = models.CharField(max_length=20, blank=True)
    relationship = models.CharField(max_length=20, blank=True)
    distance = models.CharField(max_length=12, blank=True)
    masks = models.CharField(max_length=12, blank=True)
    ventilation = models.CharField(max_length=12, blank=True)
    symptoms = models.CharField(max_length=12, blank=True)  # of the case at that time
    tier = models.CharField(max_length=10)
    rule_id = models.UUIDField(null=True)  # of the contact definition in force on that day
    cluster = models.ForeignKey("Cluster", null=True, on_delete=models.PROTECT)
    body = models.BinaryField()  # sealed: where, when, seat, detail in words
    at = models.DateTimeField()
    officer_id = models.UUIDField(null=True)


class Cluster(models.Model):
    """A place that several cases visited while one of them could infect: raised, then decided upon."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    key = models.CharField(max_length=32, unique=True)  # place and begin
    place_id = models.CharField(max_length=80)
    first_at = models.DateTimeField()
    last_at = models.DateTimeField()
    probability = models.FloatField()  # that at least two were there
    state = models.CharField(max_length=10, default="raised")  # promoted, dismissed
    raised_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True)
    decided_by = models.UUIDField(null=True)
    reason = models.CharField(max_length=20, blank=True)

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(state__in=["raised", "promoted", "dismissed"]), name="cluster_state"
            ),
        )


class ClusterCase(models.Model):
    """A case that was there."""

    cluster = models.ForeignKey(Cluster, on_delete=models.PROTECT, related_name="cases")
    case_id = models.UUIDField(db_index=True)
    probability = models.FloatField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["cluster", "case_id"], name="cluster_case_once"),
        )


class Link(models.Model):
    """Who may have infected whom: proposed by the machine, or drawn by an officer."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    source_id = models.UUIDField(db_index=True)
    target_id = models.UUIDField(db_index=True)
    origin = models.CharField(max_length=8)  # contact, place, officer
    state = models.CharField(max_length=8, default="proposed")  # accepted, rejected
    weight = models.FloatField(default=0.0)
    cluster = models.ForeignKey(Cluster, null=True, on_delete=models.PROTECT)
    made_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True)
    decided_by = models.UUIDField(null=True)
    version = models.IntegerField(default=1)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["source_id", "target_id"], name="link_once"),
            models.CheckConstraint(condition=~Q(source_id=F("target_id")), name="link_to_another"),
            models.CheckConstraint(
                condition=Q(state__in=["proposed", "accepted", "rejected"]), name="link_state"
            ),
        )
