"""Hands as a feature of rooms. Where everybody may speak nobody asks for the word first."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from conference.rooms.features import Feature

FEATURE = Feature(
    "hands",
    70,
    _("Hands"),
    _("People ask for the word, and the chair calls them up in turn."),
    off_in=("workshop",),
)
