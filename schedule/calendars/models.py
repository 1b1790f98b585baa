"""What django-scheduler does not keep: the zone in which an event repeats, and how its wall clock is read."""

from __future__ import annotations

from django.db import models


class HomeZone(models.Model):
    """The IANA zone whose wall clock a recurring event follows. A one-off event is an instant and needs none."""

    event = models.OneToOneField("schedule.Event", models.CASCADE, related_name="home")
    zone = models.CharField(max_length=64)
    # Which pass of an hour that exists twice is meant: 0 the first, 1 the second
    fold = models.PositiveSmallIntegerField(default=0)
    # How long it lasts by the wall clock; empty when it lasts as long as its event, whatever the clocks do meanwhile
    wall_length = models.DurationField(null=True)

    def __str__(self) -> str:
        return self.zone
