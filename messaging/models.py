"""Threads and messages, once: rooms, pairs, tables and posters all talk through them."""

from __future__ import annotations

from django.db import models

from accounts.models import Membership
from core.models import Conference
from schedule.programme.models import Sitting


class Thread(models.Model):
    """A conversation. Its owner is named by kind and key ("room", "3"), and so is the stream it is told on."""

    conference = models.ForeignKey(Conference, models.CASCADE, related_name="+")
    kind = models.CharField(max_length=20)
    key = models.CharField(max_length=40)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "key"], name="one_thread_per_owner")]

    @property
    def stream(self) -> str:
        return f"{self.kind}:{self.key}"


class Message(models.Model):
    """Something somebody said. Text that was deleted or erased is gone; hidden text is kept for undo."""

    class State(models.TextChoices):
        VISIBLE = "visible", "Visible"
        HIDDEN = "hidden", "Hidden by a moderator"
        DELETED = "deleted", "Deleted by its author"
        HELD = "held", "Waiting for a moderator"
        REJECTED = "rejected", "Not let through"

    thread = models.ForeignKey(Thread, models.CASCADE, related_name="messages")
    # None once its author was erased; the tombstone stays so that answers keep their place
    author = models.ForeignKey(Membership, models.SET_NULL, null=True, related_name="messages")
    text = models.TextField(blank=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.VISIBLE)
    posted_at = models.DateTimeField()
    # When a held one appears by itself, unless a moderator stops it before
    due_at = models.DateTimeField(null=True, blank=True)
    edited_at = models.DateTimeField(null=True, blank=True)
    # What it answers to: one level deep, so an answer to an answer stands under the same message
    reply_to = models.ForeignKey("self", models.SET_NULL, null=True, related_name="replies")
    # In which sitting of its session it was said, and how many seconds after the beginning: the place in the recording
    sitting = models.ForeignKey(Sitting, models.SET_NULL, null=True, related_name="+")
    time_mark = models.PositiveIntegerField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["thread", "-id"]),
            models.Index(fields=["thread", "time_mark", "id"]),
            models.Index(fields=["due_at"], condition=models.Q(due_at__isnull=False), name="messages_that_are_due"),
        ]

    @property
    def conference_id(self) -> int:
        return self.thread.conference_id

    @property
    def scope(self) -> str:
        return self.thread.stream


class Reaction(models.Model):
    """One person's sign on a message. Who gave which is shown to nobody."""

    class Kind(models.TextChoices):
        AGREE = "agree"
        HEART = "heart"
        LAUGH = "laugh"
        CELEBRATE = "celebrate"
        WOW = "wow"
        THANKS = "thanks"

    message = models.ForeignKey(Message, models.CASCADE, related_name="reactions")
    by = models.ForeignKey(Membership, models.CASCADE, related_name="+")
    kind = models.CharField(max_length=10, choices=Kind.choices)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["message", "by", "kind"], name="one_reaction_of_a_kind")]


class Read(models.Model):
    """Up to which message somebody has read a thread, so that what is new is marked when she comes back."""

    thread = models.ForeignKey(Thread, models.CASCADE, related_name="+")
    by = models.ForeignKey(Membership, models.CASCADE, related_name="+")
    upto = models.BigIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["thread", "by"], name="one_read_position_per_thread")]
