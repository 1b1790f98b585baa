"""What moderators and organizers have to say to a room or to the whole congress."""

from __future__ import annotations

from django.db import models

from accounts.models import User
from conference.rooms.models import Room
from core.models import Conference


class Announcement(models.Model):
    """`draft -> active -> archived`. Without a room it is for the whole congress."""

    class State(models.TextChoices):
        DRAFT = "draft", "Draft"
        ACTIVE = "active", "Shown"
        ARCHIVED = "archived", "Over"

    conference = models.ForeignKey(Conference, models.CASCADE, related_name="+")
    room = models.ForeignKey(Room, models.CASCADE, null=True, related_name="announcements")
    text = models.CharField(max_length=400)
    state = models.CharField(max_length=10, choices=State.choices, default=State.DRAFT)
    # Told by letter as well, to everybody who joined
    urgent = models.BooleanField(default=False)
    minutes = models.PositiveIntegerField(default=60)
    made_at = models.DateTimeField()
    ends_at = models.DateTimeField(null=True, blank=True)
    by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")

    class Meta:
        indexes = [models.Index(fields=["conference", "state"])]

    @property
    def scope(self) -> str:
        return self.room.scope if self.room else ""

    @property
    def stream(self) -> str:
        return self.room.stream if self.room else f"conference:{self.conference_id}"

    @property
    def where(self) -> str:
        """The end of the id of the list it stands in."""
        return self.stream.replace(":", "-")
