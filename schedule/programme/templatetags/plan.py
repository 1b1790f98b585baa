"""Words and look-ups for the planning pages."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeVar

from django import template
from django.utils.translation import gettext as _

register = template.Library()
_Value = TypeVar("_Value")


@register.filter
def of(known: Mapping[int, _Value], key: int) -> _Value | str:
    """What a mapping has of a key; nothing for one it has not."""
    return known.get(key, "")


@register.filter
def finding(code: str) -> str:
    """What a kind of finding says."""
    return {
        "unscheduled": _("Accepted, without a time"),
        "unconfirmed": _("Has a time and is not confirmed: it will not be public"),
        "no_track": _("Without a track"),
        "place_twice": _("Two in one place at once"),
        "speaker_twice": _("Somebody in two sessions at once"),
        "speaker_away": _("A speaker cannot be there then"),
        "place_closed": _("The place is not open then"),
        "too_small": _("More sign-ups than the place has seats"),
    }[code]


@register.filter
def word(name: str) -> str:
    """What a field of a session's words is called."""
    known = {"title": _("Title"), "subtitle": _("Subtitle"), "abstract": _("Abstract"), "talks": _("Talks")}
    return {**known, "description": _("Description")}[name]


@register.simple_tag
def grid_words() -> dict[str, str]:
    """What the grid's script says; names in braces are filled in by it."""
    return {
        "waiting": _("Without a time"),
        "none_waiting": _("Every session has a time."),
        "help": _("Drag a session, or press Enter on it and use the arrow keys."),
        "picked": _(
            "{title} picked up. Arrow keys move it, Shift and arrow keys change its length, Enter puts it down, "
            "Escape leaves it."
        ),
        "at": _("{start} to {end}, {place}"),
        "nowhere": _("no place"),
        "busy": _("{name} speaks elsewhere then"),
        "away": _("{name} cannot be there then"),
        "closed": _("{place} is not open then"),
        "taken": _("{title} is there"),
        "put": _("{title} put down: {where}"),
        "left": _("{title} stays where it was"),
        "out": _("{title} taken out of the grid"),
        "edit": _("Edit"),
        "take_out": _("Take out of the grid"),
        "changed_title": _("Somebody changed this meanwhile"),
        "theirs": _("Theirs"),
        "mine": _("Yours"),
        "gone": _("taken out of the grid"),
        "keep_theirs": _("Keep theirs"),
        "use_mine": _("Use mine"),
        "overlap_title": _("Something is there"),
        "anyway": _("Put it there anyway"),
        "leave": _("Leave it where it was"),
        "undone": _("Undone: {text}"),
        "redone": _("Done again: {text}"),
        "sorry": _("That did not work. Nothing was changed."),
        "other_edit": _("Somebody else changed the plan: {text}"),
        "minutes": _("{n} min"),
        "break": _("Break"),
        "blocker": _("Kept free"),
        "unconfirmed": _("not confirmed"),
    }
