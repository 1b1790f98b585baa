"""A series and its meetings: when it repeats is an event of the calendars, each meeting is a session that sits."""

from __future__ import annotations

from django.db import models

from core import clock
from core.models import Conference
from schedule.calendars import walls
from schedule.programme.models import Place, Session, Sitting


class Series(models.Model):
    """What comes again: by the wall clock of its home zone, bounded in number and span."""

    class Kind(models.TextChoices):
        WEBINAR = "webinar", "Webinar"
        CLUB = "club", "Journal club"
        COMMITTEE = "committee", "Committee"
        OTHER = "other", "Meeting"

    class Every(models.TextChoices):
        WEEK = "week", "Every week"
        FORTNIGHT = "fortnight", "Every two weeks"
        MONTH_DAY = "month_day", "Every month on the same date"
        MONTH_WEEKDAY = "month_weekday", "Every month on the same weekday"

    conference = models.ForeignKey(Conference, models.CASCADE, related_name="series")
    title = models.CharField(max_length=200)
    about = models.TextField(blank=True)
    kind = models.CharField(max_length=10, choices=Kind.choices, default=Kind.WEBINAR)
    every = models.CharField(max_length=14, choices=Every.choices)
    zone = models.CharField(max_length=64)
    place = models.ForeignKey(Place, models.SET_NULL, null=True, blank=True, related_name="+")
    event = models.OneToOneField("schedule.Event", models.SET_NULL, null=True, related_name="+")
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["title", "pk"]
        verbose_name_plural = "series"

    def __str__(self) -> str:
        return self.title


class Meeting(models.Model):
    """One time of a series: which occurrence it was planned as, and the session and sitting it became."""

    series = models.ForeignKey(Series, models.CASCADE, related_name="meetings")
    original_start = models.DateTimeField()
    session = models.OneToOneField(Session, models.CASCADE, related_name="meeting")
    sitting = models.OneToOneField(Sitting, models.CASCADE, related_name="meeting")

    class Meta:
        ordering = ["sitting__start", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["series", "original_start"], name="one_meeting_per_occurrence"),
        ]

    @property
    def conference_id(self) -> int:
        """Of its series, so that roles are looked up there."""
        return self.series.conference_id

    @property
    def cancelled(self) -> bool:
        return self.session.state == Session.State.CANCELLED

    @property
    def form_values(self) -> dict[str, object]:
        """What the form for another time begins with; clocks are those of the series."""
        start = walls.wall_of(self.sitting.start, clock.zone(self.series.zone))
        return {
            "meeting": self.pk,
            "meeting_id": str(self.pk),
            "version": self.sitting.version,
            "start": start.isoformat(timespec="minutes"),
            "minutes": int((self.sitting.end - self.sitting.start).total_seconds() // 60),
            "place": self.sitting.place_id,
        }
