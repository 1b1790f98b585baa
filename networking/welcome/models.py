"""Welcome hosts: each first-timer gets an ambassador who greets her and shows her round."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from accounts.models import Membership


class Hosting(models.Model):
    """An ambassador's word on whether she hosts newcomers. No row: she does."""

    membership = models.OneToOneField(Membership, models.CASCADE, related_name="hosting")
    on = models.BooleanField(default=True)


class Welcome(models.Model):
    """A newcomer and her host."""

    newcomer = models.OneToOneField(Membership, models.CASCADE, related_name="welcome")
    host = models.ForeignKey(Membership, models.CASCADE, related_name="hosted")
    at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]
        constraints = [models.CheckConstraint(condition=~Q(newcomer=F("host")), name="nobody_hosts_herself")]

    @property
    def conference_id(self) -> int:
        return self.newcomer.conference_id

    @property
    def stream(self) -> str:
        return f"welcome:{self.pk}"
