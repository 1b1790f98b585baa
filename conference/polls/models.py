"""Polls of a room, their ballots, and the score board of its quizzes."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from accounts.models import Membership
from conference.rooms.models import OfRoom, Room


class Poll(OfRoom):
    class Kind(models.TextChoices):
        SINGLE = "single", "One answer"
        MULTIPLE = "multiple", "Several answers"
        RATING = "rating", "Rating from 1 to 5"
        RANKING = "ranking", "Put in order"
        WORDS = "words", "Word cloud"
        TEXT = "text", "Open text"
        NUMBER = "number", "Estimate a number"
        QUIZ = "quiz", "Quiz"

    class State(models.TextChoices):
        DRAFT = "draft", "Draft"
        OPEN = "open", "Open"
        CLOSED = "closed", "Closed"
        ARCHIVED = "archived", "Archived"

    class Reveal(models.TextChoices):
        LIVE = "live", "While it runs"
        VOTED = "voted", "After one's own vote"
        CLOSE = "close", "When it closes"
        HAND = "hand", "When a moderator shows them"

    room = models.ForeignKey(Room, models.CASCADE, related_name="polls")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    text = models.CharField(max_length=300)
    options = models.JSONField(default=list)  # answers to choose from, in their order
    right = models.PositiveSmallIntegerField(null=True, blank=True)  # the quiz: index of the right answer
    least = models.PositiveSmallIntegerField(default=1)
    most = models.PositiveSmallIntegerField(default=1)
    reveal = models.CharField(max_length=5, choices=Reveal.choices, default=Reveal.CLOSE)
    by_name = models.BooleanField(default=False)
    state = models.CharField(max_length=10, choices=State.choices, default=State.DRAFT)
    # Everybody in the room sees the results; whoever wants them shown or hidden changes this and nothing else
    shown = models.BooleanField(default=False)
    pinned = models.BooleanField(default=False)
    opens_at = models.DateTimeField(null=True, blank=True)
    # Words that are hidden (false) and texts that are let in (true), by tally.key
    screened = models.JSONField(default=dict)
    # Ballots came since the running result was last told
    uncounted = models.BooleanField(default=False)
    told_at = models.DateTimeField(null=True, blank=True)
    # What the ballots came to, once they are gone; until then they are counted
    result = models.JSONField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["room", "state"])]
        constraints = [
            models.UniqueConstraint(fields=["room"], condition=Q(pinned=True), name="one_pinned_poll_per_room")
        ]

    @property
    def stream(self) -> str:
        """Running results for those who have voted, where only they see them."""
        return f"poll:{self.pk}"


class Ballot(models.Model):
    """One person's ballot. `mark` (an HMAC) keeps it one per person; who it was stands here only in polls by name."""

    poll = models.ForeignKey(Poll, models.CASCADE, related_name="ballots")
    mark = models.CharField(max_length=64)
    voter = models.ForeignKey(Membership, models.SET_NULL, null=True, related_name="+")
    value = models.JSONField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["poll", "mark"], name="one_ballot_per_person")]


class ScoreBoard(OfRoom):
    """A moderator lets the quizzes of a room be played for points. Without a row there is no board."""

    room = models.OneToOneField(Room, models.CASCADE, related_name="score_board")


class Player(models.Model):
    """Somebody who chose to stand on a board. `points` are what everybody there reads; no row leads to her ballots."""

    board = models.ForeignKey(ScoreBoard, models.CASCADE, related_name="players")
    membership = models.ForeignKey(Membership, models.CASCADE, related_name="+")
    points = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["board", "membership"], name="one_player_per_board")]
