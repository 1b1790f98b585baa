"""What chats do by themselves, every few seconds. Safe to run twice: each change is a compare-and-set."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from django.db.models import QuerySet

from core import clock
from core.duties import duty
from core.unit import unit_of_work
from networking.chats import queries, states
from networking.chats.announcing import actions as announcing
from networking.chats.forgetting import actions as forgetting
from networking.chats.models import Chat
from networking.chats.moving import actions as moving
from networking.chats.reminding import actions as reminding
from networking.chats.room import actions as room

OPENS = timedelta(minutes=5)
MOST = 500  # in one round; the next comes in seconds
KEEPS_WORDS = timedelta(days=30)  # told on the page of every chat


@duty("chats.sweep", seconds=5)
def sweep() -> int:
    """Open rooms, call off what nobody came to, end what is over; how many chats changed."""
    now = clock.now()
    due = Chat.objects.filter(state=Chat.State.CONFIRMED, start__lte=now + OPENS)
    changed = _each(due, room.open_room)
    changed += _each(Chat.objects.filter(state=Chat.State.LIVE, end__lte=now), room.end)
    # A live chat starts on a past cell: its waiting is counted from when it was made
    late = Chat.objects.filter(state=Chat.State.OPEN, start__lte=now - room.WAITS, made_at__lte=now - room.WAITS)
    changed += _each(late, room.nobody_came)
    unfound = Chat.objects.filter(state=Chat.State.RESCHEDULING, start__lte=now)
    return changed + _each(unfound, moving.give_up)


@duty("chats.announce", seconds=1)
def announce() -> int:
    """Tell the two of each new chat, once; of how many chats."""
    return _each(Chat.objects.filter(untold=True), announcing.announce)


@duty("chats.remind", seconds=30)
def remind() -> int:
    """Remind people of their chats, each step once; of how many chats."""
    now = clock.now()
    ahead = Chat.objects.filter(state__in=[Chat.State.CONFIRMED, Chat.State.OPEN])
    return _each(ahead.filter(reminding.waiting(now)), reminding.remind)


@duty("chats.clashes", seconds=60)
def clashes() -> int:
    """A talk that was moved onto a chat has the way: another time is looked for; of how many chats."""
    return sum(_each(Chat.objects.filter(pk=pk), moving.make_way(side)) for pk, side in queries.clashing(clock.now()))


@duty("chats.forget_words", seconds=3600)
def forget_words() -> int:
    """Drop the texts of chats that ended long enough ago; of how many."""
    over = Chat.objects.filter(forgotten=False, end__lte=clock.now() - KEEPS_WORDS)
    return _each(over.exclude(state__in=states.AHEAD), forgetting.forget_words)


def _each(due: QuerySet[Chat], change: Callable[[Chat], bool]) -> int:
    changed = 0
    for pk in list(due.order_by("start").values_list("pk", flat=True)[:MOST]):
        with unit_of_work():
            chat = due.select_related("conference", "mentor__person", "mentee__person").filter(pk=pk).first()
            changed += bool(chat and change(chat))
    return changed
