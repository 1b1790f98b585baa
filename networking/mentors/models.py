"""Who offers time to whom, about what, and when."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from accounts.models import Membership
from core.models import Conference


class Topic(models.Model):
    """One word of the conference's taxonomy of fields: mentors choose from it, mentees filter by it."""

    conference = models.ForeignKey(Conference, models.CASCADE, related_name="topics")
    name = models.CharField(max_length=80)
    position = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["position", "name"]
        constraints = [models.UniqueConstraint(fields=["conference", "name"], name="one_topic_per_name")]

    def __str__(self) -> str:
        return self.name


class MentorProfile(models.Model):
    """A member as a mentor. Listed once somebody of the council approved it."""

    class Visibility(models.TextChoices):
        LISTED = "listed", "In the list of mentors"
        ROUNDS = "rounds", "Only for rounds and the live queue"

    membership = models.OneToOneField(Membership, models.CASCADE, related_name="mentor_profile")
    headline = models.CharField(max_length=160)
    about = models.TextField(blank=True)
    topics: models.ManyToManyField[Topic, models.Model] = models.ManyToManyField(Topic, related_name="mentors")
    can_help_with = models.JSONField(default=list, blank=True)
    languages = models.JSONField(default=list, blank=True)
    # The fallback when the video of the chat room does not come through
    meeting_link = models.URLField(max_length=300, blank=True)
    # Codes of choices.HELP and choices.PATHS: what rounds compare with the wishes of mentees
    offers = models.JSONField(default=list, blank=True)
    path = models.CharField(max_length=20, blank=True)
    visibility = models.CharField(max_length=10, choices=Visibility.choices, default=Visibility.LISTED)
    # An ambassador who is there for peers in the live queue, and in no list of mentors
    peer = models.BooleanField(default=False)
    approved = models.BooleanField(default=False)
    capacity = models.PositiveSmallIntegerField(default=8)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(capacity__gte=1, capacity__lte=40), name="a_mentor_has_some_capacity")
        ]

    def __str__(self) -> str:
        return str(self.membership)

    @property
    def conference_id(self) -> int:
        return self.membership.conference_id


class Slot(models.Model):
    """Twenty minutes a mentor gives away. Offering one is consent to the chat that is booked into it."""

    class State(models.TextChoices):
        OPEN = "open", "Open"
        TAKEN = "taken", "Taken"
        WITHDRAWN = "withdrawn", "Withdrawn"

    mentor = models.ForeignKey(MentorProfile, models.CASCADE, related_name="slots")
    start = models.DateTimeField()
    end = models.DateTimeField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.OPEN)

    class Meta:
        ordering = ["start"]
        indexes = [models.Index(fields=["state", "start"])]
        constraints = [
            models.CheckConstraint(condition=Q(end__gt=F("start")), name="a_slot_ends_after_it_starts"),
            models.UniqueConstraint(
                fields=["mentor", "start"], condition=~Q(state="withdrawn"), name="one_slot_per_mentor_and_start"
            ),
        ]

    @property
    def conference_id(self) -> int:
        return self.mentor.membership.conference_id
