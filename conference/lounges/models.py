"""Lounges: rooms without a session, where people talk."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from conference.rooms.chatting import Chatting
from core.models import Conference


class Lounge(Chatting):
    """Its chat is a thread of messaging. Archived it is nowhere but on the organizers' page, with all that was said."""

    class Visibility(models.TextChoices):
        ATTENDEES = "attendees", _("Everybody at the congress")
        ROLES = "roles", _("Some roles only")
        INVITED = "invited", _("Who is invited")

    conference = models.ForeignKey(Conference, models.CASCADE, related_name="+")
    name = models.CharField(max_length=80)
    about = models.CharField(max_length=300, blank=True)
    # Closed one reads on; moderators write
    open = models.BooleanField(default=True)
    visibility = models.CharField(max_length=10, choices=Visibility.choices, default=Visibility.ATTENDEES)
    for_roles = models.JSONField(default=list, blank=True)
    archived_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["name", "pk"]
        indexes = [models.Index(fields=["conference", "archived_at"])]

    def __str__(self) -> str:
        return self.name

    @property
    def stream(self) -> str:
        return f"lounge:{self.pk}"

    @property
    def scope(self) -> str:
        """What an invitation to this lounge alone is called."""
        return self.stream

    @property
    def desk(self) -> str:
        """Nobody moderates one lounge alone, so what its moderators hear is for the audience of the whole desk."""
        return f"moderators:{self.conference_id}"
