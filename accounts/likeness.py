"""Does a name look like that of somebody of the team? Pure.

What a reader takes for the same: other cases, blanks, marks, letters of other scripts that look alike. The pairs are
those of Unicode's list of confusables (UTS 39) that occur in Cyrillic, Greek and digits against Latin letters.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable

_CYRILLIC = dict(zip("аеорсухіјѕԁԛԝһкмтвнпгь", "aeopcyxijsdqwhkmtbhnrb", strict=True))
_GREEK = dict(zip("αορνικυτχηεβγω", "aopvikutxnebyw", strict=True))
_OTHERS = {"0": "o", "1": "i", "5": "s", "3": "e", "4": "a", "$": "s", "@": "a", "|": "i", "!": "i", "l": "i", "ı": "i"}
_ALIKE = str.maketrans(_CYRILLIC | _GREEK | _OTHERS)
# Two letters that look like one
_PAIRS = (("rn", "m"), ("vv", "w"), ("cl", "d"), ("ci", "d"))
# What the team is called; a name with one of these words speaks for it
_TEAM = (
    "moderator",
    "moderation",
    "organizer",
    "organiser",
    "organizers",
    "organisers",
    "admin",
    "administrator",
    "helpdesk",
)


def folded(name: str) -> str:
    """A name as a hurried reader sees it: letters and digits only, each by the plainest one that looks like it."""
    plain = unicodedata.normalize("NFKD", name).casefold().translate(_ALIKE)
    text = "".join(char for char in plain if char.isalnum())
    for pair, one in _PAIRS:
        text = text.replace(pair, one)
    return text


_TEAM_FOLDED = frozenset(map(folded, _TEAM))


def speaks_for_the_team(name: str) -> bool:
    """Whether one of its words, or all of them together, reads like a title of the team."""
    return folded(name) in _TEAM_FOLDED or any(folded(word) in _TEAM_FOLDED for word in name.split())


def is_like(name: str, team: Iterable[str]) -> bool:
    """Whether a name reads like a title of the team or like one of its names."""
    return speaks_for_the_team(name) or (folded(name) in {folded(one) for one in team} and bool(folded(name)))
