"""The features that belong to rooms themselves; questions, polls and hands bring their own."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from conference.rooms.features import Feature

FEATURES = (
    Feature("stage", 10, _("Stage"), _("What is shown or said plays above everything else, live or recorded.")),
    Feature("captions", 20, _("Captions"), _("What is said can be read below the stage and on the recording.")),
    Feature("chat", 30, _("Chat"), _("Everybody in the room writes to all others.")),
    Feature("files", 40, _("Files in the chat"), _("Pictures and PDF can be sent with a message.")),
    Feature("reactions", 80, _("Reactions"), _("Applause, thanks and three more rise over the stage.")),
)
