"""What attendees put down for themselves: stars, and seats in limited sessions."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from schedule.programme.models.sessions import Session


class Star(models.Model):
    """A session somebody wants to see. Private: nobody else ever reads it, not even as a count by name."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="stars")
    session = models.ForeignKey(Session, models.CASCADE, related_name="stars")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "session"], name="one_star_per_session")]


class SignUp(models.Model):
    """A seat in a limited session, or a place on its waiting list; the order is that of `pk`."""

    class State(models.TextChoices):
        SEATED = "seated", "Has a seat"
        WAITING = "waiting", "Waits"

    session = models.ForeignKey(Session, models.CASCADE, related_name="sign_ups")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="sign_ups")
    state = models.CharField(max_length=10, choices=State.choices)
    at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["session", "person"], name="one_sign_up_per_session")]
        indexes = [models.Index(fields=["session", "state"])]
