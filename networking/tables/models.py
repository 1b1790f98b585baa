"""Mentor tables: one mentor with three to five mentees."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from accounts.models import Membership
from core.models import Conference


class Table(models.Model):
    """A conversation of a few at a time. Offering it is consent; its cells keep the mentor's time."""

    class State(models.TextChoices):
        OPEN = "open", "Open"
        ENDED = "ended", "Over"
        CANCELLED = "cancelled", "Cancelled"

    conference = models.ForeignKey(Conference, models.CASCADE, related_name="tables")
    mentor = models.ForeignKey(Membership, models.CASCADE, related_name="tables")
    title = models.CharField(max_length=120)
    start = models.DateTimeField()
    end = models.DateTimeField()
    seats = models.PositiveSmallIntegerField(default=5)
    state = models.CharField(max_length=10, choices=State.choices, default=State.OPEN)

    class Meta:
        ordering = ["start", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(end__gt=F("start")), name="a_table_ends_after_it_begins"),
            models.CheckConstraint(condition=Q(seats__gte=3, seats__lte=5), name="a_table_has_three_to_five_seats"),
        ]

    @property
    def holder(self) -> str:
        """Who holds the cells of those who sit here."""
        return f"table:{self.pk}"


class Seat(models.Model):
    """A mentee at a table."""

    table = models.ForeignKey(Table, models.CASCADE, related_name="taken")
    membership = models.ForeignKey(Membership, models.CASCADE, related_name="seats")
    # Seated by the filling after the rounds, not by herself
    given = models.BooleanField(default=False)
    at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["table", "membership"], name="one_seat_at_a_table")]

    @property
    def conference_id(self) -> int:
        return self.table.conference_id
