"""When people have time: rules as they said them, the spans they come to, and the hours in which they want quiet."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from accounts.models import Membership
from core import clock


class Availability(models.Model):
    """One rule by the wall clock of `zone`, the home zone of whoever made it. It repeats through schedule.calendars."""

    class Every(models.TextChoices):
        ONCE = "once", "Once"
        DAY = "day", "Every day"
        WEEK = "week", "Every week"

    membership = models.ForeignKey(Membership, models.CASCADE, related_name="availability")
    # Of schedule.calendars
    event = models.BigIntegerField()
    every = models.CharField(max_length=5, choices=Every.choices)
    zone = models.CharField(max_length=64)
    first_day = models.DateField()
    last_day = models.DateField()
    start = models.TimeField()
    # 00:00 is the end of the day
    end = models.TimeField()
    # In the night in which clocks go back an hour comes twice: false means its first coming
    second = models.BooleanField(default=False)

    class Meta:
        ordering = ["first_day", "start"]
        constraints = [
            models.CheckConstraint(condition=Q(last_day__gte=F("first_day")), name="availability_ends_after_it_begins")
        ]

    @property
    def conference_id(self) -> int:
        return self.membership.conference_id


class FreeSpan(models.Model):
    """One occurrence of a rule as instants: what rounds and offers read."""

    rule = models.ForeignKey(Availability, models.CASCADE, related_name="spans")
    membership = models.ForeignKey(Membership, models.CASCADE, related_name="free_spans")
    start = models.DateTimeField()
    end = models.DateTimeField()

    class Meta:
        ordering = ["start"]
        indexes = [models.Index(fields=["membership", "start"])]
        constraints = [models.CheckConstraint(condition=Q(end__gt=F("start")), name="a_free_span_has_length")]

    @property
    def day(self) -> str:
        """The day by the rule's own clock, as forms write it."""
        return self.start.astimezone(clock.zone(self.rule.zone)).date().isoformat()


class QuietHours(models.Model):
    """No chat begins or goes on between these times of one's own clock, whatever the rules say."""

    membership = models.OneToOneField(Membership, models.CASCADE, related_name="quiet_hours")
    start = models.TimeField()
    end = models.TimeField()
