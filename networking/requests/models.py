"""A wish for a time that a mentor has not offered."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from accounts.models import Membership
from core.models import Conference
from networking.chats.models import Chat
from networking.mentors.models import MentorProfile
from networking.requests import states


class Request(models.Model):
    """From a mentee to a mentor without open times. Every change of `state` is a compare-and-set in actions."""

    class State(models.TextChoices):
        SENT = states.SENT, "Sent"
        ACCEPTED = states.ACCEPTED, "Accepted"
        COUNTERED = states.COUNTERED, "Another time proposed"
        DECLINED = states.DECLINED, "Declined"
        EXPIRED = states.EXPIRED, "Expired"
        WITHDRAWN = states.WITHDRAWN, "Withdrawn"

    conference = models.ForeignKey(Conference, models.CASCADE, related_name="+")
    mentor = models.ForeignKey(MentorProfile, models.CASCADE, related_name="requests")
    mentee = models.ForeignKey(Membership, models.CASCADE, related_name="requests")
    state = models.CharField(max_length=10, choices=State.choices, default=State.SENT)
    start = models.DateTimeField()
    counter_start = models.DateTimeField(null=True, blank=True)
    question = models.CharField(max_length=300, blank=True)
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    # The mentee knows how it ended; a no waits until it reads like silence
    told = models.BooleanField(default=False)
    chat = models.ForeignKey(Chat, models.SET_NULL, null=True, blank=True, related_name="+")

    class Meta:
        indexes = [models.Index(fields=["state", "expires_at"])]
        constraints = [
            models.UniqueConstraint(
                fields=["mentor", "mentee"],
                condition=Q(state__in=["sent", "countered"]),
                name="one_open_request_per_pair",
            )
        ]

    @property
    def seen_by_mentee(self) -> str:
        return states.as_seen_by_mentee(self.state, self.told)
