"""How a congress is looked after: what its organizers chose, who is on duty when, and whether a queue is attended."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from accounts.models import Membership
from core.models import Conference


class Care(models.Model):
    """What organizers chose; a congress without a row is a small one. `before` is what an undo brings back."""

    class Preset(models.TextChoices):
        SMALL = "small", "Small congress"
        LARGE = "large", "Large congress"

    conference = models.OneToOneField(Conference, models.CASCADE, related_name="+")
    preset = models.CharField(max_length=10, choices=Preset.choices, default=Preset.SMALL)
    rota = models.BooleanField(default=False)
    handover = models.BooleanField(default=False)
    claims = models.BooleanField(default=False)
    two_persons = models.BooleanField(default=False)
    before = models.JSONField(null=True, blank=True)


class Shift(models.Model):
    """A moderator is on duty from then until then. `note` is what she hands over at its end."""

    membership = models.ForeignKey(Membership, models.CASCADE, related_name="shifts")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    note = models.TextField(blank=True)
    noted_at = models.DateTimeField(null=True, blank=True)
    # Which turns her open pages have heard of
    began_told = models.BooleanField(default=False)
    ended_told = models.BooleanField(default=False)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="a_shift_lasts")]
        indexes = [models.Index(fields=["membership", "ends_at"]), models.Index(fields=["ended_told", "ends_at"])]

    @property
    def conference_id(self) -> int:
        return self.membership.conference_id


class Watch(models.Model):
    """When a moderator last did something about a queue, and when organizers were last rung about it.

    `scope` is the stream of a room, or of the moderators of the congress for its reports.
    """

    conference = models.ForeignKey(Conference, models.CASCADE, related_name="+")
    scope = models.CharField(max_length=40)
    place = models.CharField(max_length=200, blank=True)
    url = models.CharField(max_length=300, blank=True)
    attended_at = models.DateTimeField(null=True, blank=True)
    rung_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["conference", "scope"], name="one_watch_per_queue")]

    @property
    def rings(self) -> bool:
        return self.rung_at is not None and (self.attended_at is None or self.attended_at < self.rung_at)


class Claim(models.Model):
    """A moderator works on one item, so that two do not. It ends by itself."""

    conference = models.ForeignKey(Conference, models.CASCADE, related_name="+")
    kind = models.CharField(max_length=20)
    key = models.CharField(max_length=40)
    by = models.ForeignKey(Membership, models.CASCADE, related_name="+")
    until = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "key"], name="one_claim_per_item")]


class Decision(models.Model):
    """What an item was before somebody's last decision, for as long as she can take it back."""

    conference = models.ForeignKey(Conference, models.CASCADE, related_name="+")
    scope = models.CharField(max_length=40, blank=True)
    kind = models.CharField(max_length=20)
    key = models.CharField(max_length=40)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    at = models.DateTimeField()
    before = models.JSONField(default=dict)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "key"], name="one_decision_to_take_back")]
