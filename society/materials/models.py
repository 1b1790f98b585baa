"""Plain-language texts for patients and everybody else."""

from __future__ import annotations

from django.db import models


class Text(models.Model):
    """A reviewed text in plain words. It explains; it never advises anybody about her own health."""

    slug = models.SlugField(max_length=60, unique=True)
    title = models.CharField(max_length=160)
    summary = models.CharField(max_length=300)
    body = models.TextField()
    author = models.CharField(max_length=120)
    medical_reviewer = models.CharField(max_length=120)
    lay_reviewer = models.CharField(max_length=120)
    reviewed_on = models.DateField()
    next_review_on = models.DateField()
    language = models.CharField(max_length=10, default="en")
    # Codes of the languages it exists in, this one included
    languages = models.JSONField(default=list)
    # [{"title": ..., "url": ...}], what the text rests on
    sources = models.JSONField(default=list)
    # Reading ease by Flesch; only English texts have the figure
    ease = models.PositiveSmallIntegerField(null=True, blank=True)

    class Meta:
        verbose_name = "plain-language text"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(next_review_on__gt=models.F("reviewed_on")), name="next_review_comes_later"
            )
        ]

    def __str__(self) -> str:
        return self.title
