"""A conversation of two, and the cells of time it keeps for them."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from accounts.models import Membership
from core.models import Conference
from networking.chats import states
from networking.mentors.models import Slot


class Chat(models.Model):
    """Mentor and mentee at a time. Every change of `state` is a compare-and-set in `actions.move`."""

    class State(models.TextChoices):
        PROPOSED = states.PROPOSED, "Proposed"
        CONFIRMED = states.CONFIRMED, "Confirmed"
        OPEN = states.OPEN, "Open"
        LIVE = states.LIVE, "Live"
        ENDED = states.ENDED, "Over"
        CANCELLED = states.CANCELLED, "Cancelled"
        RESCHEDULING = states.RESCHEDULING, "Looking for a new time"
        NO_SHOW = states.NO_SHOW, "Did not happen"
        ABORTED = states.ABORTED, "Broken off"

    class Kind(models.TextChoices):
        BOOKED = "booked", "Booked"
        LIVE = "live", "From the live queue"
        ROUND = "round", "From a round"

    conference = models.ForeignKey(Conference, models.CASCADE, related_name="chats")
    # None once that side was erased
    mentor = models.ForeignKey(Membership, models.SET_NULL, null=True, related_name="chats_as_mentor")
    mentee = models.ForeignKey(Membership, models.SET_NULL, null=True, related_name="chats_as_mentee")
    slot = models.ForeignKey(Slot, models.SET_NULL, null=True, blank=True, related_name="chats")
    kind = models.CharField(max_length=10, choices=Kind.choices, default=Kind.BOOKED)
    state = models.CharField(max_length=12, choices=State.choices, default=State.CONFIRMED)
    start = models.DateTimeField()
    end = models.DateTimeField()
    question = models.CharField(max_length=300, blank=True)
    mentor_came_at = models.DateTimeField(null=True, blank=True)
    mentee_came_at = models.DateTimeField(null=True, blank=True)
    # Who said that she comes five minutes late
    mentor_late = models.BooleanField(default=False)
    mentee_late = models.BooleanField(default=False)
    # The side that asked for more time; given once, when the other one asks too
    asked_more = models.CharField(max_length=10, blank=True)
    extended = models.BooleanField(default=False)
    # Who asked for one more chat after this one: a pair meets once unless both do
    mentor_again = models.BooleanField(default=False, db_default=False)
    mentee_again = models.BooleanField(default=False, db_default=False)
    # The last step of which both were reminded: "24h", "1h", "5min"
    reminded = models.CharField(max_length=8, blank=True)
    # The two are still to be told that they have this chat: by a job, so that who books waits for no letters
    untold = models.BooleanField(default=False, db_default=False)
    # "mentor", "mentee", "both" (nobody came), "organizer": who cancelled or did not come
    by = models.CharField(max_length=10, blank=True)
    made_at = models.DateTimeField()
    # The words of the two are gone, as they were promised
    forgotten = models.BooleanField(default=False)
    uid = models.UUIDField(default=uuid.uuid4, editable=False)
    sequence = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["start"]
        indexes = [
            models.Index(fields=["state", "start"]),
            models.Index(fields=["start"], condition=Q(untold=True), name="chats_to_be_told_of"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(end__gt=F("start")), name="a_chat_ends_after_it_starts"),
            models.CheckConstraint(
                condition=Q(mentor=None) | Q(mentee=None) | ~Q(mentor=F("mentee")), name="nobody_chats_with_herself"
            ),
            models.UniqueConstraint(
                fields=["mentor", "mentee"], condition=Q(state__in=sorted(states.AHEAD)), name="one_chat_ahead_per_pair"
            ),
            models.UniqueConstraint(
                fields=["slot"], condition=Q(state__in=sorted(states.AHEAD)), name="one_chat_ahead_per_slot"
            ),
        ]

    @property
    def stream(self) -> str:
        return f"chat:{self.pk}"

    @property
    def calendar_uid(self) -> str:
        return f"{self.uid}@meridian"

    def side_of(self, membership_id: int | None) -> str:
        """ "mentor", "mentee", or "" for whoever has no part in it."""
        if membership_id is None:
            return ""
        return {self.mentor_id: "mentor", self.mentee_id: "mentee"}.get(membership_id, "")

    def other(self, side: str) -> Membership | None:
        return self.mentee if side == "mentor" else self.mentor


class EngagementCell(models.Model):
    """Five minutes of a person that are given away. Two chats cannot have the same one: the database sees to it."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    cell = models.DateTimeField()
    chat = models.ForeignKey(Chat, models.CASCADE, null=True, blank=True, related_name="cells")
    # What else holds it: the table of one mentor and a few mentees, as "table:7"
    holder = models.CharField(max_length=40, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "cell"], name="a_person_is_in_one_chat_at_a_time"),
            models.CheckConstraint(condition=Q(chat=None) ^ Q(holder=""), name="a_cell_has_one_holder"),
        ]
        indexes = [models.Index(fields=["chat"]), models.Index(fields=["holder"])]


class Notes(models.Model):
    """What the two wrote down together. Who writes names the version she has seen, so nobody's words get lost."""

    chat = models.OneToOneField(Chat, models.CASCADE, related_name="notes")
    text = models.TextField(blank=True)
    version = models.PositiveIntegerField(default=0)

    @property
    def conference_id(self) -> int:
        return self.chat.conference_id
