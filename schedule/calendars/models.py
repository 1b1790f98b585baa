"""What django-scheduler does not keep: the zone in which an event repeats."""

from __future__ import annotations

from django.db import models


class HomeZone(models.Model):
    """The IANA zone whose wall clock a recurring event follows. A one-off event is an instant and needs none."""

    event = models.OneToOneField("schedule.Event", models.CASCADE, related_name="home")
    zone = models.CharField(max_length=64)

    def __str__(self) -> str:
        return self.zone
