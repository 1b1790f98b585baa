"""Which congress a rehearsal is a clone of."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from core.models import Conference


class Rehearsal(models.Model):
    """A clone in which a team practises. Nobody outside the team belongs to it, and it sends no invitation."""

    conference = models.OneToOneField(Conference, models.CASCADE, related_name="rehearses")
    original = models.ForeignKey(Conference, models.CASCADE, related_name="rehearsals")
    began_at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
