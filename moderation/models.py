"""Keeping it kind."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from accounts.models import Membership, User
from core.models import Conference


class Sanction(models.Model):
    """What a moderator decided about a person's part in a conference, until when, and why.

    `scope` is "" for the whole congress or the name of a room's stream, and `place` what people call that room.
    A ban by one person lasts a day; `asked_until` is what it becomes when a second one confirms it.

    Without a membership it is *unseen*: about whoever is behind `about` ("question:12"), whom `mark` recognizes and
    nobody reads out of it (decision 0010).
    """

    class Kind(models.TextChoices):
        WARN = "warn", "A friendly warning"
        MUTE = "mute", "May read, not write"
        TIMEOUT = "timeout", "A break from the whole congress"
        REMOVE = "remove", "Out of one room"
        BAN = "ban", "Banned"

    class Code(models.TextChoices):
        ABUSE = "abuse", "Hurting or insulting somebody"
        SPAM = "spam", "Advertising or flooding"
        MEDICAL = "medical", "Misleading medical claim"
        PRIVACY = "privacy", "Sharing what is private"
        DATA = "data", "Passing on unpublished data"
        OTHER = "other", "Something else"

    conference = models.ForeignKey(Conference, models.CASCADE, related_name="+")
    membership = models.ForeignKey(Membership, models.CASCADE, null=True, related_name="sanctions")
    about = models.CharField(max_length=40, blank=True)
    mark = models.CharField(max_length=64, blank=True)
    # When an unseen one was last decided about: open pages are asked again by it, since no event may name her
    changed_at = models.DateTimeField(null=True, blank=True)
    kind = models.CharField(max_length=10, choices=Kind.choices)
    scope = models.CharField(max_length=40, blank=True)
    place = models.CharField(max_length=200, blank=True)
    code = models.CharField(max_length=10, choices=Code.choices, default=Code.OTHER)
    reason = models.CharField(max_length=300)
    note = models.CharField("note for the team", max_length=300, blank=True)
    starts_at = models.DateTimeField()
    until = models.DateTimeField()
    asked_until = models.DateTimeField(null=True, blank=True)
    lifted_at = models.DateTimeField(null=True, blank=True)
    by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    confirmed_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    lifted_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(until__gt=F("starts_at")), name="a_sanction_lasts"),
            models.CheckConstraint(
                condition=Q(confirmed_by__isnull=True) | ~Q(confirmed_by=F("by")), name="a_second_person_confirms"
            ),
            models.CheckConstraint(condition=~Q(kind="remove") | ~Q(scope=""), name="one_is_removed_from_a_room"),
            models.CheckConstraint(
                condition=Q(membership__isnull=False, mark="") | (Q(membership__isnull=True) & ~Q(mark="")),
                name="a_sanction_is_about_a_member_or_somebody_unseen",
            ),
        ]
        indexes = [
            models.Index(fields=["membership", "until"]),
            models.Index(fields=["conference", "until"], condition=Q(membership__isnull=True), name="sanctions_unseen"),
        ]

    @property
    def unseen(self) -> bool:
        return self.membership_id is None

    @property
    def behind(self) -> str:
        """The key of the thing that somebody unseen is behind: "12" of "question:12"."""
        return self.about.partition(":")[2]

    @property
    def waits(self) -> bool:
        """Whether it needs a second person to last as long as it was meant to."""
        return self.asked_until is not None and self.confirmed_by_id is None and self.lifted_at is None


class Appeal(models.Model):
    """The word of the one concerned, and what somebody else than the first moderator made of it."""

    sanction = models.OneToOneField(Sanction, models.CASCADE, related_name="appeal")
    text = models.TextField()
    at = models.DateTimeField()
    answer = models.TextField(blank=True)
    lifted = models.BooleanField(null=True)
    decided_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)

    @property
    def conference_id(self) -> int:
        return self.sanction.conference_id


class WordList(models.Model):
    """Words that make a message wait for a moderator, one a line. Held, never deleted: words have two meanings."""

    conference = models.OneToOneField(Conference, models.CASCADE, related_name="+")
    words = models.TextField(blank=True)
    # Words that speak of a risk to life, one a line: whoever writes one is shown, alone, where help is
    care = models.TextField(blank=True)
