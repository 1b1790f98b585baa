"""What a congress may begin with, to be changed at will. Pure."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Preset:
    """Places and tracks to start from."""

    code: str
    places: tuple[str, ...]
    tracks: tuple[str, ...]


PRESETS = (
    Preset(
        "congress",
        ("Plenary", "Hall A", "Hall B", "Posters"),
        ("Keynotes", "Research", "Early career", "Patients and public"),
    ),
    Preset("meeting", ("Main room",), ("Talks", "Discussion")),
    Preset(
        "round_the_clock",
        ("Europe and Africa", "Americas", "Asia and Pacific"),
        ("Plenary", "Regional", "Mentoring"),
    ),
)


def preset(code: str) -> Preset | None:
    """The preset of that name, if there is one."""
    return next((one for one in PRESETS if one.code == code), None)
