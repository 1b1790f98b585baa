"""Keeping it kind."""

from __future__ import annotations

from django.db import models

from accounts.models import Membership, User


class Sanction(models.Model):
    """What a moderator decided about a person's part in a conference, until when, and why."""

    class Kind(models.TextChoices):
        MUTE = "mute", "May read, not write"

    membership = models.ForeignKey(Membership, models.CASCADE, related_name="sanctions")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    reason = models.CharField(max_length=300)
    starts_at = models.DateTimeField()
    until = models.DateTimeField()
    lifted_at = models.DateTimeField(null=True, blank=True)
    by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(until__gt=models.F("starts_at")), name="a_sanction_lasts")
        ]
        indexes = [models.Index(fields=["membership", "until"])]
