"""The index: words of each session of a release, folded; the stores' own full-text index lies over this table."""

from __future__ import annotations

from django.db import models

from core.models import Conference
from schedule.programme.models import Session


class Entry(models.Model):
    """What can be found of one session. The migration adds FTS5 with triggers (SQLite) or a vector with GIN."""

    conference = models.ForeignKey(Conference, models.CASCADE, related_name="+")
    session = models.OneToOneField(Session, models.CASCADE, related_name="+")
    title = models.TextField()
    people = models.TextField(blank=True)
    texts = models.TextField(blank=True)


class Indexed(models.Model):
    """Which state of the programme the index of a conference holds."""

    conference = models.OneToOneField(Conference, models.CASCADE, related_name="+")
    release = models.PositiveBigIntegerField(default=0)
    revision = models.PositiveIntegerField(default=0)
