"""The only writers of chats and cells. Locks: first the people, sorted, then rows."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.utils.translation import gettext as _

from accounts.models import Membership
from core import audit, clock, rows
from core.actor import Actor
from core.errors import Conflict
from core.prepared import Question, Said, gathered, together
from messaging import actions as messaging
from networking.chats import events, hooks, letters, queries, states
from networking.chats.models import Chat, EngagementCell
from networking.chats.queries import Terms
from networking.mentors import actions as mentors
from networking.mentors import apart, busy, cells, locks
from networking.mentors import queries as mentor_queries
from networking.mentors.models import MentorProfile, Slot
from networking.mentors.queries import Standing
from realtime import log
from realtime.log import News


def book_slot(actor: Actor, slot: int, question: str) -> Chat:
    """Take a mentor's open time. Both people's cells are written or nothing is.

    Raises Conflict: `chat.you_are_busy` and `chat.already_met` tell the mentee of her own; everything on the mentor's
    side (taken, busy, full, kept apart) is `chat.no_time`. Callers name others who have time: `naming_others`.
    """
    wanted = mentor_queries.standing(slot)
    # That a time is taken is no secret: who comes late for it must not wait for locks, nor others for her
    if wanted.state != Slot.State.OPEN:
        raise _no_time()
    person, membership = actor.person_id or 0, actor.membership_id or 0
    _held, sight, (mentor, mentee), key = gathered(
        [
            locks.people_first(wanted.person, person),
            sighted(slot, person, membership, actor.conference_id or 0, wanted),
            queries.both(wanted.membership, membership),
            rows.next_key(Chat),
        ]
    ).answer()
    if sight.terms.met:
        raise Conflict("chat.already_met", _("You two have a chat already. It is in your messages."))
    check_time(person, wanted, sight)
    chat = Chat(
        pk=key, conference=mentor.conference, mentor=mentor, mentee=mentee, slot_id=slot,
        kind=Chat.Kind.BOOKED, state=Chat.State.CONFIRMED, start=wanted.start, end=wanted.end, question=question,
        untold=True, made_at=clock.now(),
    )  # fmt: skip
    taken, *_written = together(mentors.moving(slot, Slot.State.OPEN, Slot.State.TAKEN), *_rows(chat, cells.BUFFER))
    if not taken:
        raise _no_time()  # nothing of it stays: the unit ends with this
    note(actor, chat, "booked")
    tell_both(chat, events.BOOKED)
    return chat


def start_live(profile: MentorProfile, mentee: Membership, question: str) -> Chat:
    """The chat of an offer both accepted: open at once. The callers hold both people's locks.

    Raises Conflict when one of them is taken or they must not meet: the offer is stale then.
    """
    now = clock.now()
    start, end = cells.floor(now), cells.ceil(now + cells.LIVE_CHAT)
    person = profile.membership.person_id
    taken = busy.of({person, mentee.person_id}, start, end)
    if apart.of(mentee.person_id, profile.conference_id, {person}) or taken.get(person) or taken.get(mentee.person_id):
        raise Conflict("offer.stale", _("This offer is over."))
    chat = make(
        timedelta(0), conference=profile.membership.conference, mentor=profile.membership, mentee=mentee, slot=None,
        kind=Chat.Kind.LIVE, state=Chat.State.OPEN, start=start, end=end, question=question,
    )  # fmt: skip
    note(Actor(conference_id=chat.conference_id), chat, "open")
    tell_both(chat, events.BOOKED)
    return chat


def make(buffer: timedelta | None, **fields: Any) -> Chat:
    """A chat with its thread and both people's cells, which `buffer` ends; without it no time is kept."""
    chat = Chat(pk=rows.next_key(Chat).answer(), made_at=clock.now(), **fields)
    together(*_rows(chat, buffer))
    return chat


def _rows(chat: Chat, buffer: timedelta | None) -> list[Said]:
    """What writes a new chat with all that belongs to it; to be said in one message."""
    thread = messaging.new_thread(chat.conference_id, "chat", str(chat.pk))
    return [rows.said(chat), thread, *([] if buffer is None else [_cells(chat, buffer)])]


@dataclass(frozen=True, slots=True)
class Sight:
    """What is asked under the locks of both about a time: its terms, when the two are taken, who is kept apart."""

    terms: Terms
    taken: busy.Spans
    apart: set[int]


def sighted(slot: int, mentee: int, membership: int, conference_id: int, standing: Standing) -> Question[Sight]:
    """The question for it, of a mentee by person and membership. All of it is asked, whatever the answers."""
    asked: list[Question[Any]] = [
        queries.terms(slot, membership),
        busy.asked([mentee, standing.person], standing.start, standing.end + cells.BUFFER),
        apart.asked(mentee, conference_id, [standing.person]),
    ]
    return gathered(asked).then(lambda answers: Sight(*answers))


def check_time(mentee: int, slot: Standing, sight: Sight, *, counted: int = 0) -> None:
    """Whether this person and the mentor have this time; `counted` is 1 when the chat that moves there is in her load.

    Raises Conflict: `chat.you_are_busy` on the mentee's side, `chat.no_time` for everything on the mentor's.
    """
    until, terms, taken = slot.end + cells.BUFFER, sight.terms, sight.taken
    if cells.overlap(slot.start, until, taken.get(mentee, [])):
        raise Conflict("chat.you_are_busy", _("You have something else at that time."))
    # Every reason is looked at, so that none answers quicker than another
    reasons = [
        not terms.approved,
        terms.membership != Membership.State.ACTIVE,
        slot.start <= clock.now(),
        bool(sight.apart),
        cells.overlap(slot.start, until, taken.get(slot.person, [])),
        terms.load - counted >= terms.capacity,
        terms.state != Slot.State.OPEN,
    ]
    if any(reasons):
        raise _no_time()


def _no_time() -> Conflict:
    """Without the mentor's name, which nobody need look up to refuse: `naming_others` says it."""
    return Conflict("chat.no_time", _("No time found."))


@contextmanager
def naming_others(actor: Actor, profile: MentorProfile) -> Iterator[None]:
    """Whatever the reason was that no time was found: say so with the names of others who have time."""
    try:
        yield
    except Conflict as refused:
        if refused.code != "chat.no_time":
            raise
        raise no_time(actor, profile) from None


def no_time(actor: Actor, profile: MentorProfile) -> Conflict:
    """What is said whatever the reason was, with up to three others who have time."""
    text = _("No time found with %(name)s.") % {"name": profile.membership.shown_name}
    zone = clock.zone(actor.zone)
    others = [
        f"{card.name} ({card.next_slot.start.astimezone(zone):%a %d %b, %H:%M})"
        for card in mentor_queries.alternatives(actor, profile)
        if card.next_slot
    ]
    if others:
        text += " " + _("These mentors have time: %(names)s.") % {"names": ", ".join(others)}
    return Conflict("chat.no_time", text)


def keep_cells(chat: Chat, buffer: timedelta) -> None:
    together(_cells(chat, buffer))


def _cells(chat: Chat, buffer: timedelta) -> Said:
    kept = cells.between(chat.start, chat.end + buffer)
    pair = sorted(member.person_id for member in (chat.mentor, chat.mentee) if member)
    people = [person for person in pair for _cell in kept]
    return rows.columns(EngagementCell, {"chat": chat.pk, "holder": ""}, person=people, cell=kept * len(pair))


def move(actor: Actor, chat: Chat, to: str, **changes: Any) -> bool:
    """Compare and set: the one way in which a chat's state changes. False when it has moved on already."""
    was = Chat.objects.filter(pk=chat.pk, state__in=states.before(to))
    if was.update(state=to, **changes) != 1:
        return False
    chat.state = to
    for name, value in changes.items():
        setattr(chat, name, value)
    if to in states.FINAL:
        EngagementCell.objects.filter(chat=chat).delete()
    note(actor, chat, to)
    hooks.changed(chat)
    return True


def note(actor: Actor, chat: Chat, to: str) -> None:
    audit.record(actor, f"chat.{to}", on=f"chat:{chat.pk}", detail={"by": chat.by} if chat.by else {})


def cancel(actor: Actor, chat: Chat) -> None:
    """Call a chat off: the time is free again, both get the cancelled calendar entry. Raises Conflict when too late."""
    lock_both(chat)
    side = chat.side_of(actor.membership_id) or "organizer"
    call_off(actor, chat, side)
    tell(chat, events.CANCELLED)


def call_off(actor: Actor, chat: Chat, side: str) -> None:
    if not move(actor, chat, Chat.State.CANCELLED, by=side, sequence=chat.sequence + 1):
        raise Conflict("chat.moved_on", _("This chat is over or off already."))
    if chat.slot_id is not None:
        # The mentor took the time back; when the mentee cannot come, somebody else may
        to = Slot.State.WITHDRAWN if side == "mentor" else Slot.State.OPEN
        mentors.move_slot(chat.slot_id, Slot.State.TAKEN, to)
    if chat.kind != Chat.Kind.LIVE:
        letters.cancelled(chat, by=side)


def by_itself(chat: Chat, to: str, **changes: Any) -> bool:
    lock_both(chat)
    moved = move(Actor(conference_id=chat.conference_id), chat, to, **changes)
    if moved:
        tell(chat, events.CHANGED)
    return moved


def lock_both(chat: Chat) -> None:
    locks.people(*[member.person_id for member in (chat.mentor, chat.mentee) if member])


def tell(chat: Chat, type_: str, *, rewrites: bool = False) -> None:
    """Both on their screens, and whoever is in the room."""
    tell_both(chat, type_, rewrites=rewrites)
    log.append(News(chat.stream, events.ROOM, events.room(chat, chat.conference), subject=f"chat-room:{chat.pk}"))


def tell_both(chat: Chat, type_: str, *, rewrites: bool = False) -> None:
    for side, member in (("mentor", chat.mentor), ("mentee", chat.mentee)):
        if member is not None:
            data = events.card(chat, side, chat.conference)
            stream = f"user:{member.person_id}"
            log.append(News(stream, type_, data, subject=f"chat:{chat.pk}", rewrites=rewrites))
