"""What people are told, and by which ways they want to hear of it."""

from __future__ import annotations

from datetime import time

from django.db import models

from accounts.models import User
from core.models import Conference


class Notice(models.Model):
    """One thing that one person is told, once: `key` says which thing."""

    person = models.ForeignKey(User, models.CASCADE, related_name="notices")
    conference = models.ForeignKey(Conference, models.CASCADE, null=True, related_name="+")
    key = models.CharField(max_length=160)
    kind = models.CharField(max_length=40)
    title = models.CharField(max_length=200)
    text = models.TextField(blank=True)
    url = models.CharField(max_length=300)
    # May wake somebody, and goes to those who chose to hear of urgent things only
    urgent = models.BooleanField(default=False)
    at = models.DateTimeField()
    # After this instant it is told in the app only: a reminder of what has begun helps nobody
    until = models.DateTimeField(null=True)
    read = models.BooleanField(default=False)
    calendar = models.TextField(blank=True)
    calendar_method = models.CharField(max_length=20, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "key"], name="one_notice_per_key")]
        indexes = [models.Index(fields=["person", "read"]), models.Index(fields=["at"])]


class Wishes(models.Model):
    """By which ways somebody wants to hear of what stands in the app anyway. No row: everything, quiet at night."""

    class Way(models.TextChoices):
        ALL = "all", "Everything"
        URGENT = "urgent", "Only what is urgent"
        NONE = "none", "Nothing"

    person = models.OneToOneField(User, models.CASCADE, primary_key=True, related_name="+")
    mail = models.CharField(max_length=10, choices=Way.choices, default=Way.ALL)
    push = models.CharField(max_length=10, choices=Way.choices, default=Way.ALL)
    # By her own clock; equal means never quiet
    quiet_from = models.TimeField(default=time(22))
    quiet_until = models.TimeField(default=time(7))

    def wants(self, way: str, urgent: bool) -> bool:
        """Whether a notice goes to her by "mail" or "push"."""
        chosen = getattr(self, way)
        return chosen == self.Way.ALL or (urgent and chosen == self.Way.URGENT)


class Device(models.Model):
    """A browser that lets us ring: a subscription by the Push API (W3C), with the keys of RFC 8291."""

    person = models.ForeignKey(User, models.CASCADE, related_name="devices")
    name = models.CharField(max_length=60)
    endpoint = models.CharField(max_length=600, unique=True)
    p256dh = models.CharField(max_length=100)
    auth = models.CharField(max_length=40)
    made_on = models.DateField()


class Delivery(models.Model):
    """A notice that goes out by letter or, with a device, by push; `due_at` moves on with each attempt."""

    notice = models.ForeignKey(Notice, models.CASCADE, related_name="deliveries")
    device = models.ForeignKey(Device, models.CASCADE, null=True, related_name="+")
    due_at = models.DateTimeField()
    attempts = models.PositiveSmallIntegerField(default=0)
    done = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["notice", "device"], name="one_ring_per_device"),
            models.UniqueConstraint(fields=["notice"], condition=models.Q(device=None), name="one_letter_per_notice"),
        ]
        indexes = [models.Index(fields=["done", "due_at"])]
