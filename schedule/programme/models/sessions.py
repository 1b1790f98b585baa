"""Sessions and their talks: what people come for, wherever and whenever it sits."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from core.models import Conference
from schedule.programme.models.frame import Speaker, Track, new_code


class Session(models.Model):
    """What people come for: a title with one or more talks, wherever and whenever it sits."""

    class State(models.TextChoices):
        DRAFT = "draft", "Draft"
        SUBMITTED = "submitted", "Submitted"
        ACCEPTED = "accepted", "Accepted"
        CONFIRMED = "confirmed", "Confirmed"
        REJECTED = "rejected", "Rejected"
        WITHDRAWN = "withdrawn", "Withdrawn"
        CANCELLED = "cancelled", "Cancelled"

    class Kind(models.TextChoices):
        TALK = "talk", "Session"
        BREAK = "break", "Break"
        # Keeps a place free while the programme is made; never public
        BLOCKER = "blocker", "Kept free"

    conference = models.ForeignKey(Conference, models.CASCADE, related_name="sessions")
    code = models.CharField(max_length=12, default=new_code)
    kind = models.CharField(max_length=10, choices=Kind.choices, default=Kind.TALK)
    state = models.CharField(max_length=10, choices=State.choices, default=State.DRAFT)
    # Decided and not yet announced
    pending_state = models.CharField(max_length=10, choices=State.choices, blank=True)
    title = models.CharField(max_length=255)
    subtitle = models.CharField(max_length=255, blank=True)
    abstract = models.TextField(blank=True)  # sanitised HTML
    description = models.TextField(blank=True)  # sanitised HTML
    type = models.CharField(max_length=80, blank=True)
    language = models.CharField(max_length=20, blank=True)
    track = models.ForeignKey(Track, models.SET_NULL, null=True, blank=True, related_name="sessions")
    chair = models.ForeignKey(Speaker, models.SET_NULL, null=True, blank=True, related_name="chairs")
    patients_welcome = models.BooleanField(default=False)
    plain_language = models.BooleanField(default=False)
    content_note = models.CharField(max_length=255, blank=True)
    url = models.URLField(max_length=2000, blank=True)
    links = models.JSONField(default=list, blank=True)  # [{"url": ..., "title": ...}]
    minutes = models.PositiveSmallIntegerField(
        default=30, db_default=30
    )  # how long it shall take, before it has a time
    # Sign-up: how many seats there are (None: everybody), and for whom; both empty means for all
    seats = models.PositiveIntegerField(null=True, blank=True)
    signup_domains = models.JSONField(default=list, db_default=[], blank=True)  # ["uni.example"]
    signup_roles = models.JSONField(default=list, db_default=[], blank=True)  # codes of roles
    version = models.PositiveIntegerField(default=0, db_default=0)  # counts edits
    # Words of a public session that wait for the next release, by field; "talks" as `editor/talks.py` writes them
    draft = models.JSONField(default=dict, db_default={}, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["conference", "code"], name="one_session_per_code"),
            models.CheckConstraint(
                condition=Q(
                    state__in=[
                        "draft",
                        "submitted",
                        "accepted",
                        "confirmed",
                        "rejected",
                        "withdrawn",
                        "cancelled",
                    ]
                ),
                name="session_state_is_known",
            ),
            models.CheckConstraint(condition=~Q(title=""), name="session_has_a_title"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def planned_title(self) -> str:
        """The title that the next release will show."""
        return str(self.draft.get("title", self.title))

    def is_held_by(self, person_id: int) -> bool:
        """Whether that person speaks in it."""
        return self.talks.filter(speakers__person=person_id).exists()


class Talk(models.Model):
    """One contribution within a session, with its own speakers."""

    session = models.ForeignKey(Session, models.CASCADE, related_name="talks")
    order = models.PositiveSmallIntegerField(default=0)
    title = models.CharField(max_length=255)
    abstract = models.TextField(blank=True)  # sanitised HTML
    lay_summary = models.TextField(blank=True)  # sanitised HTML
    doi = models.CharField(max_length=200, blank=True)
    disclosures = models.TextField(blank=True)
    unpublished = models.BooleanField(default=False)
    minutes = models.PositiveSmallIntegerField(null=True, blank=True)  # of its session's time; None: not said
    speakers: models.ManyToManyField[Speaker, TalkSpeaker] = models.ManyToManyField(
        Speaker, through="TalkSpeaker", related_name="talks"
    )

    class Meta:
        ordering = ["session", "order"]
        constraints = [models.UniqueConstraint(fields=["session", "order"], name="talks_stand_in_order")]

    def __str__(self) -> str:
        return self.title


class TalkSpeaker(models.Model):
    """Who gives a talk, in the order in which they are named."""

    talk = models.ForeignKey(Talk, models.CASCADE, related_name="appearances")
    speaker = models.ForeignKey(Speaker, models.CASCADE, related_name="appearances")
    order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["talk", "order", "pk"]
        constraints = [models.UniqueConstraint(fields=["talk", "speaker"], name="a_speaker_once_per_talk")]
