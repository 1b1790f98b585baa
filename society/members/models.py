"""Those who stand by the society."""

from __future__ import annotations

from django.db import models


class Supporter(models.Model):
    """A supporting member: a patient, a friend, anybody. No account is needed, and nothing about health is asked."""

    class Relation(models.TextChoices):
        PATIENT = "patient", "Patient"
        FRIEND = "friend", "Friend or family"
        OTHER = "other", "Other"

    name = models.CharField(max_length=120)
    email = models.EmailField(unique=True)
    relation = models.CharField(max_length=10, choices=Relation.choices)
    country = models.CharField(max_length=2, blank=True)
    consent_version = models.CharField(max_length=20)
    joined_on = models.DateField()

    class Meta:
        verbose_name = "supporting member"

    def __str__(self) -> str:
        return self.name
