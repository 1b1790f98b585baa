"""What the two presets of a congress set, and the one sentence that each setting shows."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from moderation.duty.actions import Chosen
from moderation.duty.models import Care

PRESETS = {
    Care.Preset.SMALL.value: Chosen(rota=False, handover=False, claims=False, two_persons=False),
    Care.Preset.LARGE.value: Chosen(rota=True, handover=True, claims=True, two_persons=True),
}


@dataclass(frozen=True, slots=True)
class Setting:
    """`on` and `off` are what follows from it."""

    name: str
    label: str | Promise
    on: str | Promise
    off: str | Promise


SETTINGS = (
    Setting(
        "rota",
        _("Rota"),
        _("Moderators have their rights during their shifts only; organizers always."),
        _("Moderators have their rights at any time."),
    ),
    Setting(
        "handover",
        _("Hand-over"),
        _("At the end of a shift a moderator leaves a note for who comes next."),
        _("Nobody is asked for notes."),
    ),
    Setting(
        "claims",
        _("Claims"),
        _("A moderator marks what she works on, for two minutes, so that two do not work on one."),
        _("Whoever decides first has decided; the desk has fewer buttons."),
    ),
    Setting(
        "two_persons",
        _("Two persons"),
        _("A ban for longer than a day can be asked for, and waits for a second person."),
        _("One moderator bans for a day at most, alone."),
    ),
)


def shown(care: Care) -> list[dict[str, object]]:
    """The settings of a congress as the page wants them."""
    return [
        {"name": s.name, "label": s.label, "is_on": getattr(care, s.name), "on": s.on, "off": s.off} for s in SETTINGS
    ]
