"""How networking goes, in numbers only. A group of fewer than five is not shown: nobody can be found in it."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from django.db.models import Avg, Count, Q
from django.utils.translation import gettext as _

from accounts.models import User
from networking.chats.models import Chat
from networking.feedback.models import Feedback
from networking.matchmaking.models import Ticket
from networking.requests.models import Request

FEW = 5


@dataclass(frozen=True, slots=True)
class Figure:
    """A number with its name; `value` is None for a group that is too small to show, and for none at all."""

    name: str
    value: int | float | None


def shown(count: int) -> int | None:
    """None below five: whether nobody or four is not said."""
    return count if count >= FEW else None


STATES = {
    "confirmed": "Ahead",
    "ended": "Took place",
    "cancelled": "Cancelled",
    "no_show": "Did not come about",
    "aborted": "Broken off",
}


def chats(conference_id: int) -> list[Figure]:
    counted = Counter(Chat.objects.filter(conference=conference_id).values_list("state", flat=True))
    return [Figure(name, shown(counted[state])) for state, name in STATES.items()]


def queue(conference_id: int) -> list[Figure]:
    served, left = Q(matched_at__isnull=False), Q(state="left")
    counts = {"all": Count("pk"), "served": Count("pk", filter=served), "left": Count("pk", filter=left)}
    found = Ticket.objects.filter(conference=conference_id).aggregate(**counts)
    names = {"all": "Waited", "served": "Were served", "left": "Left before"}
    return [Figure(name, shown(found[key])) for key, name in names.items()]


def requests(conference_id: int) -> list[Figure]:
    """No and silence are one number here as well."""
    found = Counter(Request.objects.filter(conference=conference_id).values_list("state", flat=True))
    return [
        Figure("Asked", shown(sum(found.values()))),
        Figure("Became chats", shown(found["accepted"])),
        Figure("No time found", shown(found["declined"] + found["expired"])),
    ]


def feedback(conference_id: int) -> list[Figure]:
    said = Feedback.objects.filter(chat__conference=conference_id)
    found = said.aggregate(all=Count("pk"), useful=Avg("useful"), again=Count("pk", filter=Q(again=True)))
    enough = found["all"] >= FEW
    return [
        Figure("Answers", shown(found["all"])),
        Figure("How useful, 1 to 5", round(found["useful"], 1) if enough else None),
        Figure("Would meet again, in percent", round(100 * found["again"] / found["all"]) if enough else None),
    ]


def stages(conference_id: int) -> list[Figure]:
    """Mentees of chats that took place, by career stage."""
    ended = Chat.objects.filter(conference=conference_id, state=Chat.State.ENDED, mentee__isnull=False)
    rows = ended.values_list("mentee__person__career_stage").annotate(people=Count("mentee", distinct=True))
    names = dict(User.Stage.choices)
    return [Figure(str(names.get(stage, _("Not said"))), shown(people)) for stage, people in sorted(rows)]
