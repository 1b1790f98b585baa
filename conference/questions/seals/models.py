"""Two together learn who asked an anonymous question."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from conference.questions.models import Question


class Opening(models.Model):
    """Somebody wants to know who asked; a second person opens the seal, and for a day both may read the name."""

    question = models.OneToOneField(Question, models.CASCADE, related_name="+")
    reason = models.CharField(max_length=300)
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    opened_at = models.DateTimeField(null=True, blank=True)
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")

    @property
    def conference_id(self) -> int:
        return self.question.conference_id
