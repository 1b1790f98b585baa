"""The event log. Only `realtime.log` writes here."""

from __future__ import annotations

import uuid

from django.db import models


class Stream(models.Model):
    """What one can follow: one name, one audience, one counter."""

    name = models.CharField(max_length=80, unique=True)
    head = models.PositiveBigIntegerField(default=0)
    # Changes when the numbers start anew (a restored backup): whoever holds a position of another epoch starts over.
    epoch = models.UUIDField(default=uuid.uuid4)

    def __str__(self) -> str:
        return self.name


class LoggedEvent(models.Model):
    """One thing that happened, at its place in the order of its stream."""

    stream = models.ForeignKey(Stream, models.CASCADE, related_name="events")
    seq = models.PositiveBigIntegerField()
    type = models.CharField(max_length=60)
    # What the event is about ("message:12"): later events of a subject may rewrite the earlier ones.
    subject = models.CharField(max_length=80, blank=True)
    at = models.DateTimeField()
    data = models.JSONField()
    rewrote = models.JSONField(default=list)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["stream", "seq"], name="one_event_per_seq")]
        indexes = [models.Index(fields=["stream", "subject"]), models.Index(fields=["at"])]
