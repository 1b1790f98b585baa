"""What sessions are arranged by: places, tracks, types, and who speaks."""

from __future__ import annotations

import secrets

from django.conf import settings
from django.db import models
from django.db.models import Q

from core.models import Conference

CODE_SIGNS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"  # without those that are read wrongly
CODE_LENGTH = 6  # what the exchange formats ask of a code


def new_code() -> str:
    """A public name for a session or speaker: short enough to be told by voice."""
    return "".join(secrets.choice(CODE_SIGNS) for _ in range(CODE_LENGTH))


class Track(models.Model):
    """A thread through the programme; its colour follows from `position`."""

    conference = models.ForeignKey(Conference, models.CASCADE, related_name="tracks")
    name = models.CharField(max_length=120)
    position = models.PositiveIntegerField(default=0)
    version = models.PositiveIntegerField(
        default=0, db_default=0
    )  # counts edits, so that two organizers cannot undo each other unseen

    class Meta:
        ordering = ["position", "pk"]
        constraints = [models.UniqueConstraint(fields=["conference", "name"], name="one_track_per_name")]

    def __str__(self) -> str:
        return self.name


class Place(models.Model):
    """Where sittings happen: a hall, or a stage that only exists online."""

    conference = models.ForeignKey(Conference, models.CASCADE, related_name="places")
    name = models.CharField(max_length=120)
    position = models.PositiveIntegerField(default=0)
    capacity = models.PositiveIntegerField(null=True, blank=True)
    version = models.PositiveIntegerField(default=0, db_default=0)

    class Meta:
        ordering = ["position", "pk"]
        constraints = [models.UniqueConstraint(fields=["conference", "name"], name="one_place_per_name")]

    def __str__(self) -> str:
        return self.name


class SessionType(models.Model):
    """A kind of session that organizers offer, with its usual length. Sessions keep the name: imports bring others."""

    conference = models.ForeignKey(Conference, models.CASCADE, related_name="session_types")
    name = models.CharField(max_length=80)
    minutes = models.PositiveSmallIntegerField(default=30, db_default=30)
    position = models.PositiveIntegerField(default=0)
    version = models.PositiveIntegerField(default=0, db_default=0)

    class Meta:
        ordering = ["position", "pk"]
        constraints = [models.UniqueConstraint(fields=["conference", "name"], name="one_session_type_per_name")]

    def __str__(self) -> str:
        return self.name


class Speaker(models.Model):
    """Who speaks, as the programme names them; `person` once they have an account and said it is them."""

    conference = models.ForeignKey(Conference, models.CASCADE, related_name="speakers")
    code = models.CharField(max_length=12, default=new_code)
    name = models.CharField(max_length=120)
    affiliation = models.CharField(max_length=200, blank=True)
    biography = models.TextField(blank=True)  # sanitised HTML
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="speaks_as"
    )
    version = models.PositiveIntegerField(default=0, db_default=0)

    class Meta:
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["conference", "code"], name="one_speaker_per_code"),
            models.UniqueConstraint(
                fields=["conference", "person"],
                condition=Q(person__isnull=False),
                name="one_speaker_per_person",
            ),
        ]

    def __str__(self) -> str:
        return self.name
