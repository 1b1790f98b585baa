"""Tables of the programme. Time and place belong to a `Sitting`; public pages read a `Release` of sittings."""

from __future__ import annotations

import secrets
import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from core.models import Conference

CODE_SIGNS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"  # without those that are read wrongly
CODE_LENGTH = 6  # what the exchange formats ask of a code


def new_code() -> str:
    """A public name for a session or speaker: short enough to be told by voice."""
    return "".join(secrets.choice(CODE_SIGNS) for _ in range(CODE_LENGTH))


class Track(models.Model):
    """A thread through the programme; its colour follows from `position`."""

    conference = models.ForeignKey(Conference, models.CASCADE, related_name="tracks")
    name = models.CharField(max_length=120)
    position = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["position", "pk"]
        constraints = [models.UniqueConstraint(fields=["conference", "name"], name="one_track_per_name")]

    def __str__(self) -> str:
        return self.name


class Place(models.Model):
    """Where sittings happen: a hall, or a stage that only exists online."""

    conference = models.ForeignKey(Conference, models.CASCADE, related_name="places")
    name = models.CharField(max_length=120)
    position = models.PositiveIntegerField(default=0)
    capacity = models.PositiveIntegerField(null=True, blank=True)

    class Meta:
        ordering = ["position", "pk"]
        constraints = [models.UniqueConstraint(fields=["conference", "name"], name="one_place_per_name")]

    def __str__(self) -> str:
        return self.name


class Speaker(models.Model):
    """Who speaks, as the programme names them; `person` once they have an account and said it is them."""

    conference = models.ForeignKey(Conference, models.CASCADE, related_name="speakers")
    code = models.CharField(max_length=12, default=new_code)
    name = models.CharField(max_length=120)
    affiliation = models.CharField(max_length=200, blank=True)
    biography = models.TextField(blank=True)  # sanitised HTML
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="speaks_as"
    )

    class Meta:
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["conference", "code"], name="one_speaker_per_code"),
            models.UniqueConstraint(
                fields=["conference", "person"],
                condition=Q(person__isnull=False),
                name="one_speaker_per_person",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Session(models.Model):
    """What people come for: a title with one or more talks, wherever and whenever it sits."""

    class State(models.TextChoices):
        DRAFT = "draft", "Draft"
        SUBMITTED = "submitted", "Submitted"
        ACCEPTED = "accepted", "Accepted"
        CONFIRMED = "confirmed", "Confirmed"
        REJECTED = "rejected", "Rejected"
        WITHDRAWN = "withdrawn", "Withdrawn"
        CANCELLED = "cancelled", "Cancelled"

    class Kind(models.TextChoices):
        TALK = "talk", "Session"
        BREAK = "break", "Break"

    conference = models.ForeignKey(Conference, models.CASCADE, related_name="sessions")
    code = models.CharField(max_length=12, default=new_code)
    kind = models.CharField(max_length=10, choices=Kind.choices, default=Kind.TALK)
    state = models.CharField(max_length=10, choices=State.choices, default=State.DRAFT)
    # Decided and not yet announced
    pending_state = models.CharField(max_length=10, choices=State.choices, blank=True)
    title = models.CharField(max_length=255)
    subtitle = models.CharField(max_length=255, blank=True)
    abstract = models.TextField(blank=True)  # sanitised HTML
    description = models.TextField(blank=True)  # sanitised HTML
    type = models.CharField(max_length=80, blank=True)
    language = models.CharField(max_length=20, blank=True)
    track = models.ForeignKey(Track, models.SET_NULL, null=True, blank=True, related_name="sessions")
    chair = models.ForeignKey(Speaker, models.SET_NULL, null=True, blank=True, related_name="chairs")
    patients_welcome = models.BooleanField(default=False)
    plain_language = models.BooleanField(default=False)
    content_note = models.CharField(max_length=255, blank=True)
    url = models.URLField(max_length=2000, blank=True)
    links = models.JSONField(default=list, blank=True)  # [{"url": ..., "title": ...}]

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["conference", "code"], name="one_session_per_code"),
            models.CheckConstraint(
                condition=Q(
                    state__in=[
                        "draft",
                        "submitted",
                        "accepted",
                        "confirmed",
                        "rejected",
                        "withdrawn",
                        "cancelled",
                    ]
                ),
                name="session_state_is_known",
            ),
            models.CheckConstraint(condition=~Q(title=""), name="session_has_a_title"),
        ]

    def __str__(self) -> str:
        return self.title


class Talk(models.Model):
    """One contribution within a session, with its own speakers."""

    session = models.ForeignKey(Session, models.CASCADE, related_name="talks")
    order = models.PositiveSmallIntegerField(default=0)
    title = models.CharField(max_length=255)
    abstract = models.TextField(blank=True)  # sanitised HTML
    lay_summary = models.TextField(blank=True)  # sanitised HTML
    doi = models.CharField(max_length=200, blank=True)
    disclosures = models.TextField(blank=True)
    unpublished = models.BooleanField(default=False)
    speakers: models.ManyToManyField[Speaker, TalkSpeaker] = models.ManyToManyField(
        Speaker, through="TalkSpeaker", related_name="talks"
    )

    class Meta:
        ordering = ["session", "order"]
        constraints = [models.UniqueConstraint(fields=["session", "order"], name="talks_stand_in_order")]

    def __str__(self) -> str:
        return self.title


class TalkSpeaker(models.Model):
    """Who gives a talk, in the order in which they are named."""

    talk = models.ForeignKey(Talk, models.CASCADE, related_name="appearances")
    speaker = models.ForeignKey(Speaker, models.CASCADE, related_name="appearances")
    order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["talk", "order", "pk"]
        constraints = [models.UniqueConstraint(fields=["talk", "speaker"], name="a_speaker_once_per_talk")]


class Sitting(models.Model):
    """A session at a time and a place, live or as a replay: what is worked on, not yet what is public."""

    class Kind(models.TextChoices):
        LIVE = "live", "Live"
        REPLAY = "replay", "Replay"

    conference = models.ForeignKey(Conference, models.CASCADE, related_name="sittings")
    session = models.ForeignKey(Session, models.CASCADE, related_name="sittings")
    place = models.ForeignKey(Place, models.SET_NULL, null=True, blank=True, related_name="sittings")
    kind = models.CharField(max_length=10, choices=Kind.choices, default=Kind.LIVE)
    start = models.DateTimeField()
    end = models.DateTimeField()
    # The conference day it belongs to, which may end after midnight
    day = models.DateField()
    guid = models.UUIDField(default=uuid.uuid4)
    sequence = models.PositiveIntegerField(default=0)
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
    before = models.JSONField(default=dict)  # {"start": ISO 8601, "place": name} where they changed
    after = models.JSONField(default=dict)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["-at", "pk"]


class Star(models.Model):
    """A session somebody wants to see. Private: nobody else ever reads it, not even as a count by name."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="stars")
    session = models.ForeignKey(Session, models.CASCADE, related_name="stars")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "session"], name="one_star_per_session")]
