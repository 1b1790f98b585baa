"""Who was named in which message."""

from __future__ import annotations

from django.db import models

from accounts.models import Membership
from messaging.models import Message


class Mention(models.Model):
    message = models.ForeignKey(Message, models.CASCADE, related_name="mentions")
    of = models.ForeignKey(Membership, models.CASCADE, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["message", "of"], name="one_mention_of_a_person")]
        indexes = [models.Index(fields=["of", "-message"])]
