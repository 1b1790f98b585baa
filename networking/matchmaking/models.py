"""The live queue: who waits, who serves, and what was offered to whom."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from accounts.models import Membership
from core.models import Conference
from networking.chats.models import Chat
from networking.mentors.models import MentorProfile, Topic


class Ticket(models.Model):
    """A mentee's place in the line. `joined_at` never moves back through somebody else's failure."""

    class State(models.TextChoices):
        WAITING = "waiting", "Waiting"
        OFFERED = "offered", "Offered"
        CONNECTING = "connecting", "Connecting"
        IN_CHAT = "in_chat", "In the chat"
        DONE = "done", "Done"
        LEFT = "left", "Left"
        EXPIRED = "expired", "Expired"

    conference = models.ForeignKey(Conference, models.CASCADE, related_name="tickets")
    mentee = models.ForeignKey(Membership, models.CASCADE, related_name="tickets")
    topics: models.ManyToManyField[Topic, models.Model] = models.ManyToManyField(Topic, related_name="+")
    question = models.CharField(max_length=300, blank=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    joined_at = models.DateTimeField()
    matched_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    chat = models.ForeignKey(Chat, models.SET_NULL, null=True, blank=True, related_name="tickets")
    # What the mentee is told on the way: "no_time" with the name of whom
    notice = models.CharField(max_length=80, blank=True)
    told_place = models.PositiveIntegerField(default=0)
    # How many on duty fit her as she was told, mentors and ambassadors: "2 1"; empty before she was told anything
    told_serving = models.CharField(max_length=12, blank=True)
    # An ambassador will do as well
    peers = models.BooleanField(default=False)

    class Meta:
        indexes = [models.Index(fields=["conference", "state", "joined_at"])]
        constraints = [
            models.UniqueConstraint(
                fields=["mentee"],
                condition=Q(state__in=["waiting", "offered", "connecting", "in_chat"]),
                name="one_open_ticket_per_mentee",
            )
        ]


class Duty(models.Model):
    """A mentor at the live queue, present or not."""

    class State(models.TextChoices):
        OFF = "off", "Off duty"
        AVAILABLE = "available", "Free"
        OFFERED = "offered", "Somebody is offered"
        IN_CHAT = "in_chat", "In a chat"
        COOLDOWN = "cooldown", "A moment of rest"
        PAUSED = "paused", "Paused"

    mentor = models.OneToOneField(MentorProfile, models.CASCADE, related_name="duty")
    conference = models.ForeignKey(Conference, models.CASCADE, related_name="+")
    state = models.CharField(max_length=10, choices=State.choices, default=State.OFF)
    since = models.DateTimeField()
    # When a pause or a rest ends
    until = models.DateTimeField(null=True, blank=True)
    missed = models.PositiveSmallIntegerField(default=0)
    # Off duty asked for during a chat: it comes true when the chat is over
    leaving = models.BooleanField(default=False)
    chat = models.ForeignKey(Chat, models.SET_NULL, null=True, blank=True, related_name="+")
    # The last sign of life of the page on duty; none without scripts
    seen_at = models.DateTimeField(null=True, blank=True)
    # Since when she is lost within a declared window, and how often she was rung for
    lost_at = models.DateTimeField(null=True, blank=True)
    rung = models.PositiveSmallIntegerField(default=0)

    class Meta:
        indexes = [models.Index(fields=["conference", "state"])]


class DutyWindow(models.Model):
    """When a mentor said beforehand to be on duty."""

    mentor = models.ForeignKey(MentorProfile, models.CASCADE, related_name="windows")
    start = models.DateTimeField()
    end = models.DateTimeField()
    called = models.BooleanField(default=False)

    class Meta:
        ordering = ["start"]
        constraints = [models.CheckConstraint(condition=Q(end__gt=F("start")), name="a_duty_window_has_length")]

    @property
    def conference_id(self) -> int:
        return self.mentor.membership.conference_id


class Offer(models.Model):
    """These two, for sixty seconds."""

    class State(models.TextChoices):
        LIVE = "live", "Live"
        ACCEPTED = "accepted", "Accepted"
        DECLINED = "declined", "Declined"
        TIMED_OUT = "timed_out", "Timed out"
        WITHDRAWN = "withdrawn", "Withdrawn"
        SUPERSEDED = "superseded", "Superseded"

    ticket = models.ForeignKey(Ticket, models.CASCADE, related_name="offers")
    duty = models.ForeignKey(Duty, models.CASCADE, related_name="offers")
    state = models.CharField(max_length=10, choices=State.choices, default=State.LIVE)
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    mentor_agreed = models.BooleanField(default=False)
    mentee_agreed = models.BooleanField(default=False)
    reasons = models.JSONField(default=list)

    class Meta:
        indexes = [models.Index(fields=["state", "expires_at"])]
        constraints = [
            models.UniqueConstraint(fields=["ticket"], condition=Q(state="live"), name="one_live_offer_per_mentee"),
            models.UniqueConstraint(fields=["duty"], condition=Q(state="live"), name="one_live_offer_per_mentor"),
        ]

    @property
    def conference_id(self) -> int:
        return self.ticket.conference_id
