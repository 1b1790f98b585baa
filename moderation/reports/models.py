"""What people tell the moderators of, and who is there for a risk to life."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from accounts.models import Membership, User
from core.models import Conference


class Report(models.Model):
    """Somebody tells of a message, a question, a chat or a person. `evidence` is what it said at that moment.

    Who reports is shown to nobody: the product writes to her when it is decided.
    """

    class Category(models.TextChoices):
        ABUSE = "abuse", "Abusive or insulting"
        SPAM = "spam", "Advertising or flooding"
        MEDICAL = "medical", "Misleading medical claim"
        PRIVACY = "privacy", "Shares what is private"
        RISK = "risk", "Risk to somebody's life"

    class Outcome(models.TextChoices):
        ACTED = "acted", "We have done something"
        LEFT = "left", "We let it stand"

    conference = models.ForeignKey(Conference, models.CASCADE, related_name="+")
    kind = models.CharField(max_length=20)
    key = models.CharField(max_length=40)
    # Whom it is about; None for a sealed author, and once she was erased
    about = models.ForeignKey(Membership, models.SET_NULL, null=True, related_name="+")
    reporter = models.ForeignKey(Membership, models.SET_NULL, null=True, related_name="+")
    category = models.CharField(max_length=10, choices=Category.choices)
    note = models.CharField(max_length=600, blank=True)
    evidence = models.TextField(blank=True)
    place = models.CharField(max_length=200, blank=True)
    url = models.CharField(max_length=300, blank=True)
    at = models.DateTimeField()
    outcome = models.CharField(max_length=10, choices=Outcome.choices, blank=True)
    answer = models.CharField(max_length=600, blank=True)
    decided_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["conference", "kind", "key", "reporter"],
                condition=Q(decided_at__isnull=True),
                name="one_open_report_per_person",
            )
        ]
        indexes = [models.Index(fields=["conference", "decided_at"])]

    @property
    def about_ref(self) -> str:
        return self.about.ref if self.about else ""


class OnCall(models.Model):
    """A safety contact who can be reached until then."""

    membership = models.OneToOneField(Membership, models.CASCADE, related_name="+")
    until = models.DateTimeField()


class EmergencyNumber(models.Model):
    """A number that organizers confirmed for a country: we print none that nobody looked up."""

    conference = models.ForeignKey(Conference, models.CASCADE, related_name="+")
    country = models.CharField(max_length=2)
    number = models.CharField(max_length=40)
    label = models.CharField(max_length=120)
    confirmed_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    confirmed_on = models.DateField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["conference", "country", "number"], name="a_number_stands_once")]
