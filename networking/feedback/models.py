"""What the two say after a chat: each for herself, nobody reads it beside the numbers."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from accounts.models import Membership
from networking.chats.models import Chat


class Feedback(models.Model):
    """Two questions: how useful was it, and would you meet again."""

    chat = models.ForeignKey(Chat, models.CASCADE, related_name="feedback")
    by = models.ForeignKey(Membership, models.CASCADE, related_name="+")
    useful = models.PositiveSmallIntegerField()
    again = models.BooleanField()
    given_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["chat", "by"], name="one_feedback_per_side"),
            models.CheckConstraint(condition=Q(useful__gte=1, useful__lte=5), name="useful_is_one_to_five"),
        ]


class StayInTouch(models.Model):
    """One of the two would like to stay in touch. It is told when both would."""

    chat = models.ForeignKey(Chat, models.CASCADE, related_name="+")
    by = models.ForeignKey(Membership, models.CASCADE, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["chat", "by"], name="one_wish_to_stay_per_side")]


class Goal(models.Model):
    """What somebody wants to have done in three months. She alone reads it; we remind her if she likes."""

    chat = models.ForeignKey(Chat, models.CASCADE, related_name="+")
    by = models.ForeignKey(Membership, models.CASCADE, related_name="+")
    text = models.CharField(max_length=300)
    remind_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["remind_at"])]
        constraints = [models.UniqueConstraint(fields=["chat", "by"], name="one_goal_per_side")]
