"""The only writers of another time for a chat. The mentee chooses it; the mentor, or the programme, asks for it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from django.utils.translation import gettext as _

from core import clock
from core.actor import Actor
from core.errors import Conflict
from networking.chats import actions as chats
from networking.chats import events, letters
from networking.chats.models import Chat, EngagementCell
from networking.mentors import actions as mentors
from networking.mentors import cells
from networking.mentors import queries as mentor_queries
from networking.mentors.models import Slot

UNTIL = timedelta(minutes=30)  # before the start


def move_to(actor: Actor, chat: Chat, slot: Slot) -> None:
    """Take another open time of the same mentor instead; the old one is free again.

    Raises Conflict when it is too late, or when one of the two does not have that time: then nothing has changed.
    """
    _hold(chat)
    if chat.mentee is None:
        raise _moved_on()
    if chat.state == Chat.State.CONFIRMED:
        _free(actor, chat, Slot.State.OPEN)
    EngagementCell.objects.filter(chat=chat).delete()
    with chats.naming_others(actor, slot.mentor):
        wanted, who = mentor_queries.standing(slot.pk), chat.mentee
        sight = chats.sighted(slot.pk, who.person_id, who.pk, chat.conference_id, wanted).answer()
        chats.check_time(who.person_id, wanted, sight, counted=1)
    if not mentors.move_slot(slot.pk, Slot.State.OPEN, Slot.State.TAKEN):
        raise chats.no_time(actor, slot.mentor)
    fields = {"mentor_late": False, "mentee_late": False, "by": "", "reminded": "", "sequence": chat.sequence + 1}
    if not chats.move(actor, chat, Chat.State.CONFIRMED, slot=slot, start=slot.start, end=slot.end, **fields):
        raise _moved_on()
    chats.keep_cells(chat, cells.BUFFER)
    letters.moved(chat, by="mentee")
    chats.tell(chat, events.CHANGED)


def ask_for_another(actor: Actor, chat: Chat) -> None:
    """Give the time up and ask the mentee to choose another one."""
    _hold(chat)
    side = chat.side_of(actor.membership_id)
    _free(actor, chat, Slot.State.OPEN if side == "mentee" else Slot.State.WITHDRAWN, by=side)
    EngagementCell.objects.filter(chat=chat).delete()
    letters.looking(chat, by=side)
    chats.tell(chat, events.CHANGED)


def make_way(side: str) -> Callable[[Chat], bool]:
    """What the sweeper does with a chat onto which a talk of that side was moved."""

    def change(chat: Chat) -> bool:
        chats.lock_both(chat)
        nobody = Actor(conference_id=chat.conference_id)
        changes = {"by": side, "sequence": chat.sequence + 1}
        if chat.state != Chat.State.CONFIRMED or not chats.move(nobody, chat, Chat.State.RESCHEDULING, **changes):
            return False
        _give_back(chat, Slot.State.WITHDRAWN if side == "mentor" else Slot.State.OPEN)
        EngagementCell.objects.filter(chat=chat).delete()
        letters.looking(chat)
        chats.tell(chat, events.CHANGED)
        return True

    return change


def book_again(actor: Actor, chat: Chat) -> Chat:
    """After a chat that did not happen: the next time both have, with the same question, in one tap."""
    profile = mentor_queries.profile_of(chat.mentor_id)
    if chat.state != Chat.State.NO_SHOW or profile is None:
        raise _moved_on()
    free = mentor_queries.shared_slots(actor, [profile]).get(profile.pk, [])
    if not free:
        raise chats.no_time(actor, profile)
    with chats.naming_others(actor, profile):
        return chats.book_slot(actor, free[0].pk, chat.question)


def give_up(chat: Chat) -> bool:
    """Nobody found another time before the old one came."""
    chats.lock_both(chat)
    chat.refresh_from_db(fields=["state", "start", "sequence"])
    if chat.state != Chat.State.RESCHEDULING or chat.start > clock.now():
        return False
    chats.call_off(Actor(conference_id=chat.conference_id), chat, "")
    chats.tell(chat, events.CANCELLED)
    return True


def _hold(chat: Chat) -> None:
    chats.lock_both(chat)
    chat.refresh_from_db(fields=["state", "start", "end", "slot", "sequence"])
    if chat.state not in {Chat.State.CONFIRMED, Chat.State.RESCHEDULING}:
        raise _moved_on()
    if chat.state == Chat.State.CONFIRMED and chat.start - clock.now() < UNTIL:
        sorry = _("A chat moves until 30 minutes before it begins. You can still cancel it, or say that you are late.")
        raise Conflict("chat.too_late_to_move", sorry)


def _free(actor: Actor, chat: Chat, to: Slot.State, by: str = "") -> None:
    if not chats.move(actor, chat, Chat.State.RESCHEDULING, by=by, sequence=chat.sequence + 1):
        raise _moved_on()
    _give_back(chat, to)


def _give_back(chat: Chat, to: Slot.State) -> None:
    if chat.slot_id is not None:
        mentors.move_slot(chat.slot_id, Slot.State.TAKEN, to)
        Chat.objects.filter(pk=chat.pk).update(slot=None)
        chat.slot = None


def _moved_on() -> Conflict:
    return Conflict("chat.moved_on", _("This chat is over or off already."))
