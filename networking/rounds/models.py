"""Rounds of mentoring chats: who takes part, what was proposed, what became of it."""

from __future__ import annotations

import secrets
from datetime import timedelta

from django.db import models
from django.db.models import F, Q

from accounts.models import Membership
from core.models import Conference
from networking.chats.models import Chat
from networking.rounds import states

SLOT = timedelta(minutes=30)  # a chat of twenty minutes and its rest


def new_seed() -> str:
    return secrets.token_hex(8)


class Round(models.Model):
    """One batch of chats, solved as a whole. Every change of `state` is a compare-and-set in `actions.move`."""

    class State(models.TextChoices):
        DRAFT = states.DRAFT, "Draft"
        COLLECTING = states.COLLECTING, "Open to join"
        LOCKED = states.LOCKED, "Closed to join"
        SOLVING = states.SOLVING, "Being solved"
        PROPOSED = states.PROPOSED, "Proposed"
        PUBLISHED = states.PUBLISHED, "Published"
        CLOSED = states.CLOSED, "Over"
        FAILED = states.FAILED, "Could not be solved"

    conference = models.ForeignKey(Conference, models.CASCADE, related_name="rounds")
    title = models.CharField(max_length=120)
    state = models.CharField(max_length=10, choices=State.choices, default=State.DRAFT)
    # Days of the congress' calendar between which chats are given
    first_day = models.DateField()
    last_day = models.DateField()
    most_chats = models.PositiveSmallIntegerField(default=1)
    # Thousandths, as in matchmaking.scoring.Weights; empty for the usual ones
    weights = models.JSONField(default=dict, blank=True)
    seed = models.CharField(max_length=16, default=new_seed)
    # SHA-256 of what was solved and of what came out: the same input and seed give the same proposal
    input_hash = models.CharField(max_length=64, blank=True)
    result_hash = models.CharField(max_length=64, blank=True)
    # Whose run it is: a worker that comes back late finds another instant here and writes nothing
    running_since = models.DateTimeField(null=True, blank=True)
    progress = models.PositiveSmallIntegerField(default=0)
    doing = models.CharField(max_length=12, blank=True)
    problem = models.CharField(max_length=40, blank=True)
    seconds = models.FloatField(default=0)
    report = models.JSONField(default=dict, blank=True)
    made_at = models.DateTimeField()

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(last_day__gte=F("first_day")), name="a_round_ends_after_it_begins"),
            models.CheckConstraint(condition=Q(most_chats__gte=1, most_chats__lte=3), name="a_round_gives_some_chats"),
        ]

    def __str__(self) -> str:
        return self.title


class Entry(models.Model):
    """A member who takes part on one side. Joining is consent to the chats that are published."""

    class Side(models.TextChoices):
        MENTEE = "mentee", "Mentee"
        MENTOR = "mentor", "Mentor"

    round = models.ForeignKey(Round, models.CASCADE, related_name="entries")
    membership = models.ForeignKey(Membership, models.CASCADE, related_name="round_entries")
    side = models.CharField(max_length=6, choices=Side.choices)
    # Chats a mentee would like, or a mentor would give, in this round
    chats = models.PositiveSmallIntegerField(default=1)
    joined_at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["round", "membership", "side"], name="one_entry_per_side"),
            models.CheckConstraint(condition=Q(chats__gte=1, chats__lte=40), name="an_entry_wants_some_chats"),
        ]


class Proposal(models.Model):
    """Two people and a time. `chat` once it was given to them."""

    class State(models.TextChoices):
        PROPOSED = "proposed", "Proposed"
        GIVEN = "given", "Given"
        IMPOSSIBLE = "impossible", "Not possible any more"

    round = models.ForeignKey(Round, models.CASCADE, related_name="proposals")
    mentee = models.ForeignKey(Membership, models.CASCADE, related_name="+")
    mentor = models.ForeignKey(Membership, models.CASCADE, related_name="+")
    start = models.DateTimeField()
    end = models.DateTimeField()
    score = models.PositiveIntegerField()
    reasons = models.JSONField(default=list)
    state = models.CharField(max_length=10, choices=State.choices, default=State.PROPOSED)
    by_hand = models.BooleanField(default=False)
    late = models.BooleanField(default=False)
    chat = models.OneToOneField(Chat, models.SET_NULL, null=True, blank=True, related_name="proposal")

    class Meta:
        ordering = ["start", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["round", "mentee", "mentor"], name="one_proposal_per_pair"),
            models.UniqueConstraint(fields=["round", "mentee", "start"], name="a_mentee_has_one_proposal_at_a_time"),
            models.UniqueConstraint(fields=["round", "mentor", "start"], name="a_mentor_has_one_proposal_at_a_time"),
            models.CheckConstraint(condition=~Q(mentee=F("mentor")), name="nobody_is_proposed_to_herself"),
        ]

    @property
    def conference_id(self) -> int:
        return self.round.conference_id
