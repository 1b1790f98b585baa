"""Where a word stands that speaks of a risk to life: a pointer without words and person, gone once looked at."""

from __future__ import annotations

from django.db import models

from core.models import Conference


class Hint(models.Model):
    """Somebody should read this: a message or a question in the room of that scope."""

    conference = models.ForeignKey(Conference, models.CASCADE, related_name="+")
    scope = models.CharField(max_length=40)
    kind = models.CharField(max_length=20)
    key = models.CharField(max_length=40)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "key"], name="one_hint_for_a_thing")]
