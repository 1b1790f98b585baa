"""Tables everything stands on: the congress itself, and the memory of the command door."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.core.validators import RegexValidator
from django.db import models


class Conference(models.Model):
    """A congress, a satellite meeting or a series: the frame for people, programme and rooms."""

    class Join(models.TextChoices):
        OPEN = "open", "Anyone may join"
        CODE = "code", "With a code"
        INVITED = "invited", "By invitation"

    slug = models.SlugField(max_length=60, unique=True)
    name = models.CharField(max_length=160)
    # The c3voc JSON schema wants [a-z0-9_]{4,}
    acronym = models.CharField(max_length=40, validators=[RegexValidator(r"^[a-z0-9_]{4,}$")])
    tagline = models.CharField(max_length=200, blank=True)
    about = models.TextField(blank=True)
    zone = models.CharField(max_length=64, default="UTC")
    starts_on = models.DateField()
    ends_on = models.DateField()
    join_policy = models.CharField(max_length=10, choices=Join.choices, default=Join.OPEN)
    join_code = models.CharField(max_length=40, blank=True)
    # Whether people may appear under a name they choose
    pseudonyms = models.BooleanField(default=True, db_default=True)
    is_demo = models.BooleanField(default=False)
    # A clone to practise in: it sends no invitations and is erased afterwards
    is_rehearsal = models.BooleanField(default=False, db_default=False)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ends_on__gte=models.F("starts_on")), name="conference_ends_after_it_starts"
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def conference_id(self) -> int:
        """So that a conference can be the subject of a command like anything inside it."""
        return self.pk


class StoredCommand(models.Model):
    """The first answer to a command, kept so that a resent one has no second effect.

    `key` is HMAC(actor, client_id): a sealed command must not lead back to a person, so none does.
    """

    key = models.CharField(max_length=64, primary_key=True)
    name = models.CharField(max_length=80)
    body_digest = models.CharField(max_length=64)
    answer = models.JSONField(null=True)
    # Only the day: an exact time beside an anonymous question would say who asked it.
    stored_on = models.DateField()

    class Meta:
        indexes = [models.Index(fields=["stored_on"])]


class AuditChain(models.Model):
    """Where the record of a conference begins and ends: who cuts off its tail is found out.

    `first` and `base` are the number and the link before the oldest entry that is still kept.
    """

    key = models.CharField(max_length=20, primary_key=True)
    number = models.BigIntegerField(default=0)
    link = models.CharField(max_length=64, blank=True)
    first = models.BigIntegerField(default=0)
    base = models.CharField(max_length=64, blank=True)


class AuditEntry(models.Model):
    """Who did what to whom, append-only. Refused attempts are kept too.

    Each entry is numbered in its conference and linked to the one before (core/audit.py). An erased person takes the
    words and the salt of an entry along; its digest stays, so that the chain still holds.
    """

    chain = models.ForeignKey(AuditChain, models.PROTECT, null=True, related_name="entries")
    number = models.BigIntegerField(null=True)
    salt = models.CharField(max_length=32, blank=True)
    digest = models.CharField(max_length=64, blank=True)
    link = models.CharField(max_length=64, blank=True)
    conference = models.ForeignKey(Conference, models.CASCADE, null=True, related_name="audit_entries")
    at = models.DateTimeField()
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    action = models.CharField(max_length=80)
    on = models.CharField(max_length=120, blank=True)
    outcome = models.CharField(max_length=80, default="done")
    detail = models.JSONField(default=dict)

    class Meta:
        indexes = [models.Index(fields=["conference", "-at"])]
        constraints = [models.UniqueConstraint(fields=["chain", "number"], name="one_entry_per_number")]


class OutgoingMail(models.Model):
    """A letter that waits: written in the transaction that causes it, sent only after that one is final."""

    # One letter for one cause: a repeated job or command cannot send it twice.
    key = models.CharField(max_length=160, unique=True)
    to = models.EmailField()
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, null=True, related_name="+")
    subject = models.CharField(max_length=200)
    text = models.TextField()
    calendar = models.TextField(blank=True)
    calendar_method = models.CharField(max_length=20, blank=True)
    message_id = models.UUIDField(default=uuid.uuid4, editable=False)
    created_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)

    class Meta:
        indexes = [models.Index(fields=["sent_at", "created_at"])]
