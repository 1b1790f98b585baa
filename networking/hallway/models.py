"""Meeting by chance for three minutes, and tables about one topic for up to four."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from accounts.models import Membership
from core.models import Conference


class Stroll(models.Model):
    """Somebody walks the hallway and would meet whoever comes along."""

    membership = models.OneToOneField(Membership, models.CASCADE, related_name="stroll")
    since = models.DateTimeField()

    @property
    def conference_id(self) -> int:
        return self.membership.conference_id


class Meeting(models.Model):
    """Two who came along, for three minutes. `one` is the older membership."""

    conference = models.ForeignKey(Conference, models.CASCADE, related_name="+")
    one = models.ForeignKey(Membership, models.SET_NULL, null=True, related_name="+")
    other = models.ForeignKey(Membership, models.SET_NULL, null=True, related_name="+")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    one_stays = models.BooleanField(default=False)
    other_stays = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["one", "other"], name="two_meet_by_chance_once"),
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="a_meeting_ends_after_it_starts"),
        ]

    @property
    def stream(self) -> str:
        return f"hallway:{self.pk}"

    def side_of(self, membership_id: int | None) -> str:
        return {self.one_id: "one", self.other_id: "other"}.get(membership_id, "") if membership_id else ""


class Circle(models.Model):
    """A table about one topic: somebody offers it or asks for it, up to four sit down."""

    class Kind(models.TextChoices):
        OFFER = "offer", "I can tell something"
        ASK = "ask", "I would like to hear something"

    conference = models.ForeignKey(Conference, models.CASCADE, related_name="+")
    host = models.ForeignKey(Membership, models.SET_NULL, null=True, related_name="+")
    kind = models.CharField(max_length=6, choices=Kind.choices)
    topic = models.CharField(max_length=120)
    made_at = models.DateTimeField()
    ends_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["conference", "ends_at"])]

    @property
    def stream(self) -> str:
        return f"circle:{self.pk}"


class Seat(models.Model):
    circle = models.ForeignKey(Circle, models.CASCADE, related_name="seats")
    membership = models.ForeignKey(Membership, models.CASCADE, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["circle", "membership"], name="one_seat_per_person")]
