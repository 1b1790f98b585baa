"""Personal links of mentors: what a letter carries instead of a password."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from networking.mentors.models import MentorProfile


class MentorLink(models.Model):
    """Opens one mentor's own times and chats, until it ends or is revoked. The words of it are in no table."""

    mentor = models.ForeignKey(MentorProfile, models.CASCADE, related_name="links")
    nonce = models.CharField(max_length=32, unique=True)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    ends_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)
    # Keys of the sessions it opened, so that revoking ends them
    sessions = models.JSONField(default=list)

    @property
    def conference_id(self) -> int:
        return self.mentor.membership.conference_id

    @property
    def recorded_as(self) -> MentorProfile:
        return self.mentor
