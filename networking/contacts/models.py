"""Who may write to whom outside of chats, and the conversations that came of it."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from accounts.models import Membership
from core.models import Conference


class Openness(models.Model):
    """Who may contact a member. Without a row: her matches."""

    class Who(models.TextChoices):
        NOBODY = "nobody", "Nobody"
        MATCHES = "matches", "People I had or have a chat with"
        SAME_ROLE = "same_role", "People with a role of mine"
        ALL = "all", "Everybody here"

    membership = models.OneToOneField(Membership, models.CASCADE, related_name="openness")
    who = models.CharField(max_length=10, choices=Who.choices, default=Who.MATCHES)

    @property
    def conference_id(self) -> int:
        return self.membership.conference_id


class ContactRequest(models.Model):
    """Somebody would like to write. No and silence are the same to her."""

    class State(models.TextChoices):
        SENT = "sent", "Sent"
        ACCEPTED = "accepted", "Accepted"
        DECLINED = "declined", "Declined"
        WITHDRAWN = "withdrawn", "Withdrawn"
        EXPIRED = "expired", "Expired"

    asker = models.ForeignKey(Membership, models.CASCADE, related_name="contacts_asked")
    asked = models.ForeignKey(Membership, models.CASCADE, related_name="contacts_wanted")
    words = models.CharField(max_length=300, blank=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.SENT)
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["state", "expires_at"])]
        constraints = [
            models.UniqueConstraint(
                fields=["asker", "asked"],
                condition=Q(state__in=["sent", "declined"]),
                name="one_contact_request_per_pair",
            )
        ]

    @property
    def conference_id(self) -> int:
        return self.asker.conference_id


class Contact(models.Model):
    """Two people who may write to each other. `one` is the older membership, so that a pair has one row."""

    conference = models.ForeignKey(Conference, models.CASCADE, related_name="+")
    one = models.ForeignKey(Membership, models.CASCADE, related_name="+")
    other = models.ForeignKey(Membership, models.CASCADE, related_name="+")
    since = models.DateTimeField()
    # Closed by one of them: both can read it, nobody writes
    closed = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["one", "other"], name="one_contact_per_pair"),
            models.CheckConstraint(condition=Q(one__lt=F("other")), name="a_contact_has_its_order"),
        ]

    @property
    def stream(self) -> str:
        return f"contact:{self.pk}"

    def fellow_of(self, membership_id: int | None) -> Membership | None:
        """The other one; None for who has no part in it."""
        return {self.one_id: self.other, self.other_id: self.one}.get(membership_id or 0)
