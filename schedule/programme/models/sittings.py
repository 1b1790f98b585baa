"""When and where a session sits, and what a release shows of it."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from core.models import Conference
from schedule.programme.models.frame import Place
from schedule.programme.models.sessions import Session


class Sitting(models.Model):
    """A session at a time and a place: live, as a replay, or a second round of questions.

    It is what is worked on, not yet what is public.
    """

    class Kind(models.TextChoices):
        LIVE = "live", "Live"
        REPLAY = "replay", "Replay"
        ROUND = "round", "Questions round"

    conference = models.ForeignKey(Conference, models.CASCADE, related_name="sittings")
    session = models.ForeignKey(Session, models.CASCADE, related_name="sittings")
    place = models.ForeignKey(Place, models.SET_NULL, null=True, blank=True, related_name="sittings")
    kind = models.CharField(max_length=10, choices=Kind.choices, default=Kind.LIVE)
    start = models.DateTimeField()
    end = models.DateTimeField()
    # The conference day it belongs to, which may end after midnight
    day = models.DateField()
    guid = models.UUIDField(default=uuid.uuid4)
    sequence = models.PositiveIntegerField(default=0)  # counts what the public was told, for calendars
    version = models.PositiveIntegerField(default=0, db_default=0)  # counts edits
    # Taken out of the work in progress while a release still shows it
    dropped = models.BooleanField(default=False, db_default=False)
    event = models.OneToOneField("schedule.Event", models.SET_NULL, null=True, blank=True, related_name="sitting")

    class Meta:
        ordering = ["start", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(end__gt=F("start")), name="sitting_ends_after_it_starts"),
            models.UniqueConstraint(fields=["conference", "guid"], name="one_sitting_per_guid"),
        ]

    def __str__(self) -> str:
        return f"sitting {self.pk}"

    @property
    def uid(self) -> str:
        """The UID of its calendar entry: the same for as long as the sitting lives."""
        return f"{self.guid}@meridian"


class Release(models.Model):
    """A published state of the programme. The one with the highest number is what the public sees."""

    conference = models.ForeignKey(Conference, models.CASCADE, related_name="releases")
    number = models.PositiveIntegerField()
    version = models.CharField(max_length=80)
    published_at = models.DateTimeField()
    note = models.TextField(blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    # Counts amendments and edits of what it shows: pages kept under an older number are not shown again
    revision = models.PositiveIntegerField(default=0, db_default=0)

    class Meta:
        ordering = ["-number"]
        constraints = [models.UniqueConstraint(fields=["conference", "number"], name="releases_are_numbered")]

    def __str__(self) -> str:
        return self.version


class ReleasedSitting(models.Model):
    """A sitting as a release has it."""

    release = models.ForeignKey(Release, models.CASCADE, related_name="sittings")
    sitting = models.ForeignKey(Sitting, models.CASCADE, related_name="released")
    session = models.ForeignKey(Session, models.CASCADE, related_name="released")
    place = models.ForeignKey(Place, models.SET_NULL, null=True, blank=True, related_name="+")
    kind = models.CharField(max_length=10, choices=Sitting.Kind.choices)
    start = models.DateTimeField()
    end = models.DateTimeField()
    day = models.DateField()
    cancelled = models.BooleanField(default=False)

    class Meta:
        ordering = ["start", "place__position", "pk"]
        indexes = [models.Index(fields=["release", "day", "start"])]
        constraints = [
            models.CheckConstraint(condition=Q(end__gt=F("start")), name="released_sitting_ends_after_it_starts"),
            models.UniqueConstraint(fields=["release", "sitting"], name="a_sitting_once_per_release"),
        ]


class Change(models.Model):
    """One line of a release's public change log: imports and moves on the day amend the release they find."""

    class Kind(models.TextChoices):
        CREATED = "created", "New"
        CHANGED = "changed", "Changed"
        MOVED = "moved", "Moved"
        CANCELLED = "cancelled", "Cancelled"

    release = models.ForeignKey(Release, models.CASCADE, related_name="changes")
    at = models.DateTimeField()
    kind = models.CharField(max_length=10, choices=Kind.choices)
    session = models.ForeignKey(Session, models.CASCADE, related_name="changes")

    class Told(models.TextChoices):
        NOBODY = "nobody", "Nobody is to be told"
        WAITING = "waiting", "Waits for review"
        TOLD = "told", "Told"
        DROPPED = "dropped", "Not told"

    # Whether those who starred the session have been told
    told = models.CharField(max_length=10, choices=Told.choices, default=Told.NOBODY, db_default="nobody")
    sitting = models.ForeignKey(Sitting, models.SET_NULL, null=True, blank=True, related_name="+")
    before = models.JSONField(default=dict)  # {"start": ISO 8601, "place": name} where they changed
    after = models.JSONField(default=dict)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["-at", "pk"]
        indexes = [models.Index(fields=["release", "told"])]


class Edit(models.Model):
    """One step of work on the programme, with what it changed: organizers can take it back."""

    conference = models.ForeignKey(Conference, models.CASCADE, related_name="edits")
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    text = models.CharField(max_length=200)
    # Per item its kind, id, version after the step, and fields before and after; null where it was not there
    items = models.JSONField(default=list)
    undone_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-pk"]
