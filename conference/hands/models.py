"""Hands that are up in a room, until they are lowered."""

from __future__ import annotations

from django.db import models

from accounts.models import Membership
from conference.rooms.models import OfRoom, Room


class Hand(OfRoom):
    room = models.ForeignKey(Room, models.CASCADE, related_name="hands")
    membership = models.ForeignKey(Membership, models.CASCADE, related_name="+")
    raised_at = models.DateTimeField()
    # The chair has asked her to speak
    invited = models.BooleanField(default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["room", "membership"], name="one_hand_in_a_room")]
