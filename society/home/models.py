"""Who the society is. Facts are rows that the society enters, never code."""

from __future__ import annotations

from django.db import models


class Society(models.Model):
    """The learned society of this installation."""

    name = models.CharField(max_length=160, unique=True)
    short_name = models.CharField(max_length=40)
    tagline = models.CharField(max_length=200, blank=True)
    about = models.TextField(blank=True)
    founded = models.PositiveSmallIntegerField(null=True, blank=True)
    journal_name = models.CharField(max_length=160, blank=True)
    journal_url = models.URLField(blank=True)
    donation_url = models.URLField(blank=True)
    contact = models.EmailField(blank=True)

    class Meta:
        verbose_name = "society"

    def __str__(self) -> str:
        return self.name


class Aim(models.Model):
    """One of the things the society is there for."""

    society = models.ForeignKey(Society, models.CASCADE, related_name="aims")
    position = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=120)
    text = models.TextField()

    class Meta:
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["society", "position"], name="one_aim_per_position")]

    def __str__(self) -> str:
        return self.title


class Award(models.Model):
    """An award: for whom, for what, and how often."""

    society = models.ForeignKey(Society, models.CASCADE, related_name="awards")
    position = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=120)
    for_whom = models.CharField(max_length=200)
    text = models.TextField(blank=True)
    every_years = models.PositiveSmallIntegerField(default=2)

    class Meta:
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["society", "name"], name="one_award_per_name")]

    def __str__(self) -> str:
        return self.name


class Partner(models.Model):
    """An organisation the society works with."""

    society = models.ForeignKey(Society, models.CASCADE, related_name="partners")
    position = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=160)
    url = models.URLField(blank=True)
    text = models.TextField(blank=True)

    class Meta:
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["society", "name"], name="one_partner_per_name")]

    def __str__(self) -> str:
        return self.name
