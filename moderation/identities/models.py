"""Who is behind a pseudonym: two together look, with a reason, and the one concerned is told."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from accounts.models import Membership


class Look(models.Model):
    """Somebody wants to know who chose a pseudonym; a second person agrees, and for a day both read the name."""

    membership = models.ForeignKey(Membership, models.CASCADE, related_name="+")
    reason = models.CharField(max_length=300)
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    agreed_at = models.DateTimeField(null=True, blank=True)
    agreed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(agreed_by__isnull=True) | ~models.Q(agreed_by=models.F("asked_by")),
                name="two_look_behind_a_pseudonym",
            )
        ]

    @property
    def conference_id(self) -> int:
        return self.membership.conference_id
