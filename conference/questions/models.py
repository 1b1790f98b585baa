"""Questions to the speakers, with votes, and the seal of those asked anonymously."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from accounts.models import Membership
from conference.rooms.models import OfRoom, Room
from schedule.programme.models import Sitting


class Question(OfRoom):
    class State(models.TextChoices):
        PENDING = "pending", "Waiting for a moderator"
        VISIBLE = "visible", "Visible"
        ON_STAGE = "on_stage", "On stage now"
        ANSWERED_LIVE = "answered_live", "Answered live"
        ANSWERED_WRITTEN = "answered_written", "Answered in writing"
        DEFERRED = "deferred", "To be answered later"
        MERGED = "merged", "Joined with another"
        DISMISSED = "dismissed", "Not taken up"
        WITHDRAWN = "withdrawn", "Withdrawn"

    room = models.ForeignKey(Room, models.CASCADE, related_name="questions")
    text = models.TextField(blank=True)
    state = models.CharField(max_length=20, choices=State.choices, default=State.PENDING)
    # None for a sealed question, and once its asker was erased
    asker = models.ForeignKey(Membership, models.SET_NULL, null=True, related_name="questions")
    sealed = models.BooleanField(default=False)
    asked_at = models.DateTimeField()
    answer = models.TextField(blank=True)
    answered_by = models.ForeignKey(Membership, models.SET_NULL, null=True, related_name="answers")
    reason = models.CharField(max_length=300, blank=True)
    # Who will answer a deferred one, in the moderator's words, and by when
    deferred_to = models.CharField(max_length=120, blank=True)
    deferred_until = models.DateTimeField(null=True, blank=True)
    merged_into = models.ForeignKey("self", models.SET_NULL, null=True, related_name="merged")
    # In which sitting it was asked, and seconds after its beginning: of asking, and of coming on stage
    sitting = models.ForeignKey(Sitting, models.SET_NULL, null=True, related_name="+")
    time_mark = models.PositiveIntegerField(null=True)
    staged_mark = models.PositiveIntegerField(null=True)
    labels = models.JSONField(default=list, blank=True)
    pinned = models.BooleanField(default=False)
    # A moderator who looks at a waiting question, so that two do not work on one
    claimed_by = models.ForeignKey(Membership, models.SET_NULL, null=True, related_name="+")
    claimed_until = models.DateTimeField(null=True, blank=True)
    # Votes are rows; screens hear their sum once a second at most. `uncounted`: votes since it was last told
    uncounted = models.BooleanField(default=False)
    told_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["room", "state"]),
            models.Index(fields=["uncounted"], condition=Q(uncounted=True), name="questions_uncounted"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(sealed=False) | Q(asker__isnull=True), name="a_seal_hides_its_asker"),
            models.UniqueConstraint(fields=["room"], condition=Q(pinned=True), name="one_pinned_question_per_room"),
        ]


class Seal(models.Model):
    """Who asked a sealed question: as ciphertext, and as a mark one can only compare with. Keys are elsewhere."""

    question = models.OneToOneField(Question, models.CASCADE, related_name="seal")
    ciphertext = models.TextField()
    mark = models.CharField(max_length=64)


class Vote(models.Model):
    """One person's voice for one question. Lists of voters are shown to nobody."""

    question = models.ForeignKey(Question, models.CASCADE, related_name="votes")
    voter = models.ForeignKey(Membership, models.CASCADE, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["question", "voter"], name="one_vote_per_person")]
