"""A person's calendar address, and the sessions she wants to be woken for."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from core.models import Conference
from schedule.programme.models import Session, Sitting


class Subscription(models.Model):
    """The address under which her schedule of one conference is fetched; a new `nonce` ends the old address."""

    conference = models.ForeignKey(Conference, models.CASCADE, related_name="+")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    nonce = models.CharField(max_length=32)
    made_on = models.DateField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["conference", "person"], name="one_calendar_address")]


class Wake(models.Model):
    """A reminder asked for by name: it comes in quiet hours too. A star alone reminds as her settings say."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    session = models.ForeignKey(Session, models.CASCADE, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "session"], name="one_wake_per_session")]


class Reminded(models.Model):
    """A sitting whose people were reminded of this start: moved, it reminds again."""

    sitting = models.ForeignKey(Sitting, models.CASCADE, related_name="+")
    start = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["sitting", "start"], name="reminded_once")]
