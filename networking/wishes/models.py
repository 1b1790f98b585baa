"""What a mentee looks for, whom people would like to meet, and whom they must not."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from accounts.models import Membership
from networking.mentors.models import Topic

MOST_CHATS = 3


class MenteeProfile(models.Model):
    """A member as somebody who looks for a mentor. Rounds and offers read it; others see what `visibility` says."""

    class Visibility(models.TextChoices):
        MATCHED = "matched", "Only those I am to meet"
        MENTORS = "mentors", "All mentors here"

    membership = models.OneToOneField(Membership, models.CASCADE, related_name="mentee_profile")
    about = models.TextField(blank=True)
    topics: models.ManyToManyField[Topic, models.Model] = models.ManyToManyField(Topic, related_name="+")
    # Codes of mentors.choices: HELP and PATHS
    wants = models.JSONField(default=list, blank=True)
    paths = models.JSONField(default=list, blank=True)
    chats = models.PositiveSmallIntegerField(default=1)
    # What gives precedence in a round; nobody but the solver reads them
    first_time = models.BooleanField(default=False)
    bursary = models.BooleanField(default=False)
    alone = models.BooleanField(default=False)
    visibility = models.CharField(max_length=10, choices=Visibility.choices, default=Visibility.MATCHED)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(chats__gte=1, chats__lte=MOST_CHATS), name="a_mentee_wants_some_chats")
        ]


class Preference(models.Model):
    """What one member thinks of meeting another. Private: the other one never learns of it."""

    class Kind(models.TextChoices):
        MUST_MEET = "must_meet", "Must meet"
        WOULD_LIKE = "would_like", "Would like to meet"
        NO_THANKS = "no_thanks", "No, thank you"

    membership = models.ForeignKey(Membership, models.CASCADE, related_name="preferences")
    other = models.ForeignKey(Membership, models.CASCADE, related_name="+")
    kind = models.CharField(max_length=10, choices=Kind.choices)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["membership", "other"], name="one_preference_per_pair"),
            models.CheckConstraint(condition=~Q(membership=F("other")), name="nobody_prefers_herself"),
        ]


class Conflict(models.Model):
    """Why two members must not be paired. Private, and never explained to others. The same institution is no row: it is
    read from the two profiles."""

    class Kind(models.TextChoices):
        SUPERVISOR = "supervisor", "Supervised one the other, at any time"
        COAUTHOR = "coauthor", "Published together in the last three years"
        DECLARED = "declared", "Another reason"
        SAFETY = "safety", "Safety"

    membership = models.ForeignKey(Membership, models.CASCADE, related_name="conflicts")
    other = models.ForeignKey(Membership, models.CASCADE, related_name="+")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    # The last day on which it holds; none: as long as the congress
    until = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["membership", "other", "kind"], name="one_conflict_per_pair_and_kind"),
            models.CheckConstraint(condition=~Q(membership=F("other")), name="no_conflict_with_oneself"),
        ]

    @property
    def conference_id(self) -> int:
        return self.membership.conference_id
