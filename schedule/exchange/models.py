"""What an import remembers, so that the next one of the same source changes only what its file changed."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from core.models import Conference
from schedule.programme.models import Sitting, Speaker


class ImportedItem(models.Model):
    """A sitting as its source last described it. Edits by hand do not touch this row, so a re-import keeps them."""

    conference = models.ForeignKey(Conference, models.CASCADE, related_name="+")
    sitting = models.OneToOneField(Sitting, models.CASCADE, related_name="imported")
    source = models.CharField(max_length=120)
    guid = models.CharField(max_length=36, blank=True)
    source_id = models.CharField(max_length=300, blank=True)
    text_key = models.CharField(max_length=40)
    digest = models.CharField(max_length=40)
    title = models.CharField(max_length=255)
    start = models.DateTimeField()
    end = models.DateTimeField()
    place = models.CharField(max_length=120, blank=True)
    cancelled = models.BooleanField(default=False)

    class Meta:
        indexes = [models.Index(fields=["conference", "source"])]


class ImportedSpeaker(models.Model):
    """By what a source knows a speaker: its own id, else the name."""

    conference = models.ForeignKey(Conference, models.CASCADE, related_name="+")
    speaker = models.ForeignKey(Speaker, models.CASCADE, related_name="+")
    source = models.CharField(max_length=120)
    key = models.CharField(max_length=160)
    name = models.CharField(max_length=120)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["conference", "source", "key"], name="a_speaker_once_per_source")
        ]


class Upload(models.Model):
    """A programme file an organizer gave us: looked at first, imported after. The content goes once it is used."""

    conference = models.ForeignKey(Conference, models.CASCADE, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    name = models.CharField(max_length=255)
    address = models.CharField(max_length=2000, blank=True, db_default="")  # where it was fetched, if it was

    class State(models.TextChoices):
        FETCHING = "fetching", "Is being fetched"
        READY = "ready", "Was looked at"
        REFUSED = "refused", "Cannot be used"
        IMPORTING = "importing", "Is being imported"
        DONE = "done", "Was imported"

    state = models.CharField(max_length=10, choices=State.choices, default=State.READY, db_default="ready")
    content = models.BinaryField(default=bytes)
    zone = models.CharField(max_length=64, blank=True)
    at = models.DateTimeField()
    imported_at = models.DateTimeField(null=True, blank=True)
    report = models.JSONField(default=dict)

    @property
    def busy(self) -> bool:
        """A job is at it: its page looks again by itself."""
        return self.state in (self.State.FETCHING, self.State.IMPORTING)
