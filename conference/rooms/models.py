"""Live rooms: what opens when a session of the programme does."""

from __future__ import annotations

from typing import Protocol

from django.db import models
from django.db.models import Q

from accounts.models import Membership
from conference.rooms import features
from conference.rooms.chatting import Chatting
from core.models import Conference
from schedule.programme.models import Place, Session, Sitting


class Room(Chatting):
    """The room of one session. Chat and questions hang on it and stay; presence belongs to who is here now."""

    class Opening(models.TextChoices):
        BY_SCHEDULE = "schedule", "By the schedule"
        OPEN = "open", "Open"
        CLOSED = "closed", "Closed"

    conference = models.ForeignKey(Conference, models.CASCADE, related_name="+")
    session = models.OneToOneField(Session, models.CASCADE, related_name="+")
    opening = models.CharField(max_length=10, choices=Opening.choices, default=Opening.BY_SCHEDULE)

    # Who asks appears without a name unless she chooses otherwise
    anonymous_first = models.BooleanField(default=False)
    # Nobody is told how many are here, nor that somebody writes
    quiet = models.BooleanField(default=False)
    # "patients", or "" for what the congress is used to; and what the settings were before it was applied
    preset = models.CharField(max_length=10, blank=True)
    before = models.JSONField(null=True, blank=True)

    class Mark(models.TextChoices):
        OPEN = "open", "Open"
        NO_PHOTO = "no_photo", "No photos"
        NO_RECORDING = "no_recording", "No photos, no recording"

    # How what is shown may be used, and until when nothing of it is shown afterwards (unpublished data)
    mark = models.CharField(max_length=14, choices=Mark.choices, default=Mark.OPEN)
    embargo_until = models.DateTimeField(null=True, blank=True)
    # Raised to end the stream keys that are out
    key_version = models.PositiveIntegerField(default=1)
    # Whoever has its code may come in without an account
    guests = models.BooleanField(default=False, db_default=False)

    class Visibility(models.TextChoices):
        PUBLIC = "public", "Everybody, also without an account"
        ATTENDEES = "attendees", "Everybody at the congress"
        ROLES = "roles", "Some roles only"
        INVITED = "invited", "By invitation"

    # Who may come in; and for some roles only, their codes. Who is invited holds a role in this room alone
    visibility = models.CharField(
        max_length=10, choices=Visibility.choices, default=Visibility.ATTENDEES, db_default=Visibility.ATTENDEES
    )
    for_roles = models.JSONField(default=list, blank=True, db_default=[])
    # Since when its picture arrives at our own ingest
    streaming_since = models.DateTimeField(null=True, blank=True)
    # Questions wait for a moderator before others see them
    questions_wait = models.BooleanField(default=False)

    class Kind(models.TextChoices):
        STAGE = "stage", "One speaks to many"
        WORKSHOP = "workshop", "Everybody may speak"

    kind = models.CharField(max_length=10, choices=Kind.choices, default=Kind.STAGE, db_default=Kind.STAGE)
    # What is switched off, by the kind it was set for: {"stage": ["polls"]}; a kind that is not here has its default
    off_by_kind = models.JSONField(null=True, blank=True)

    # A reader asked for all that a tab holds, not for the most voted only: of this page, no column
    shows_all = False

    @property
    def off(self) -> list[str]:
        """The features that are switched off, by name."""
        found: list[str] | None = (self.off_by_kind or {}).get(self.kind)
        return features.off_at_first(self.kind) if found is None else found

    @property
    def stream(self) -> str:
        return f"room:{self.pk}"

    @property
    def scope(self) -> str:
        """What a grant for this room alone is called."""
        return self.stream

    @property
    def desk(self) -> str:
        return f"desk:{self.pk}"


class _InRoom(Protocol):
    @property
    def room(self) -> Room: ...


class OfRoom(models.Model):
    """What hangs on one room belongs to its congress, and its roles count there."""

    class Meta:
        abstract = True

    @property
    def conference_id(self: _InRoom) -> int:
        return self.room.conference_id

    @property
    def scope(self: _InRoom) -> str:
        return self.room.scope


class StageSource(models.Model):
    """Where the picture comes from: of a place (every session there) or of one room. The first that works plays."""

    place = models.ForeignKey(Place, models.CASCADE, null=True, blank=True, related_name="+")
    room = models.ForeignKey(Room, models.CASCADE, null=True, blank=True, related_name="sources")
    label = models.CharField(max_length=60)
    url = models.CharField(max_length=500)
    captions = models.CharField(max_length=500, blank=True)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(place__isnull=True) ^ Q(room__isnull=True), name="a_source_has_one_owner"
            )
        ]

    @property
    def conference_id(self) -> int | None:
        """Of a room's own source; those of places belong to the set-up of a congress."""
        return self.room.conference_id if self.room else None

    @property
    def scope(self) -> str:
        return self.room.scope if self.room else ""


class Recording(OfRoom):
    """What one sees in a room after its session, for as long as the speakers agreed to."""

    room = models.OneToOneField(Room, models.CASCADE, related_name="recording")
    url = models.CharField(max_length=500)
    captions = models.CharField(max_length=500, blank=True)
    # Seconds into the recording at which the session begins
    offset = models.PositiveIntegerField(default=0)
    available_until = models.DateTimeField(null=True, blank=True)
    added_at = models.DateTimeField()


class Absence(models.Model):
    """Somebody who could not come and wants to be told the morning after. Shown to nobody else."""

    room = models.ForeignKey(Room, models.CASCADE, related_name="absences")
    membership = models.ForeignKey(Membership, models.CASCADE, related_name="+")
    since = models.DateTimeField()
    told_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["room", "membership"], name="one_absence_per_room")]
        indexes = [models.Index(fields=["told_at"])]


class Caption(models.Model):
    """A line of what was said on a stage, written while it was said."""

    room = models.ForeignKey(Room, models.CASCADE, related_name="captions")
    sitting = models.ForeignKey(Sitting, models.SET_NULL, null=True, related_name="+")
    # Milliseconds after the beginning of its sitting; None outside one
    at_ms = models.PositiveIntegerField(null=True)
    text = models.CharField(max_length=200)
    made_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["room", "at_ms"]), models.Index(fields=["room", "-id"])]


class Consent(models.Model):
    """What a speaker said about the use of her talk. The strictest word of a session holds for its room."""

    room = models.ForeignKey(Room, models.CASCADE, related_name="consents")
    membership = models.ForeignKey(Membership, models.CASCADE, related_name="+")
    mark = models.CharField(max_length=14, choices=Room.Mark.choices)
    embargo_until = models.DateTimeField(null=True, blank=True)
    said_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["room", "membership"], name="one_consent_per_speaker")]


class Slides(OfRoom):
    """What a speaker brings along as PDF; its bytes are in a table of their own, so that no list reads them."""

    room = models.ForeignKey(Room, models.CASCADE, related_name="slides")
    membership = models.ForeignKey(Membership, models.CASCADE, related_name="+")
    name = models.CharField(max_length=120)
    size = models.PositiveIntegerField()
    added_at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["room", "membership"], name="one_set_of_slides_per_speaker")]


class SlidesContent(models.Model):
    slides = models.OneToOneField(Slides, models.CASCADE, primary_key=True, related_name="content")
    data = models.BinaryField()


class FoundRecording(models.Model):
    """What the meeting server has of a room's meeting: offered to those who run the room, shown to nobody else."""

    class State(models.TextChoices):
        LOOKING = "looking", "We are looking"
        NONE = "none", "Nothing there yet"
        AWAY = "away", "The server did not answer"
        ELSEWHERE = "elsewhere", "On a host that pages may not load"
        FOUND = "found", "Found"
        SETTLED = "settled", "Taken or turned down"

    room = models.OneToOneField(Room, models.CASCADE, related_name="found_recording")
    state = models.CharField(max_length=10, choices=State.choices, default=State.LOOKING)
    url = models.CharField(max_length=500, blank=True)
    # Seconds into the recording at which the session begins, as far as the server's clock tells
    offset = models.PositiveIntegerField(default=0)
    looked_at = models.DateTimeField()
