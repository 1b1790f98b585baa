"""The only writers of chats and cells. Locks: first the people, sorted, then rows."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from accounts import queries as people
from accounts.models import Membership
from core import audit, clock, mail
from core.actor import Actor
from core.errors import Conflict
from core.models import Conference
from messaging import actions as messaging
from networking.chats import events, hooks, letters, queries, states
from networking.chats.models import Chat, EngagementCell
from networking.mentors import actions as mentors
from networking.mentors import apart, busy, cells, locks
from networking.mentors import queries as mentor_queries
from networking.mentors.models import MentorProfile, Slot
from realtime import log
from realtime.log import News


def book_slot(actor: Actor, slot: Slot, question: str) -> Chat:
    """Take a mentor's open time. Both people's cells are written or nothing is.

    Raises Conflict: `chat.you_are_busy` and `chat.already_met` tell the mentee of her own; everything on the mentor's
    side (taken, busy, full, a block either way) is `chat.no_time`, with the names of others who have time.
    """
    profile = slot.mentor
    mentee = people.membership(actor.membership_id or 0)
    # Asked before the lock too: whoever has no chance must not keep others waiting behind it
    _check(actor, profile, mentee, slot)
    locks.people(profile.membership.person_id, mentee.person_id)
    _check(actor, profile, mentee, slot)
    if not mentors.move_slot(slot.pk, Slot.State.OPEN, Slot.State.TAKEN):
        raise no_time(actor, profile)
    chat = _make(
        conference=profile.membership.conference, mentor=profile.membership, mentee=mentee, slot=slot,
        kind=Chat.Kind.BOOKED, state=Chat.State.CONFIRMED, start=slot.start, end=slot.end, question=question,
    )  # fmt: skip
    _keep_cells(chat, cells.BUFFER)
    _note(actor, chat, "booked")
    letters.booked(chat)
    _tell(chat, events.BOOKED)
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
    chat = _make(
        conference=profile.membership.conference, mentor=profile.membership, mentee=mentee, slot=None,
        kind=Chat.Kind.LIVE, state=Chat.State.OPEN, start=start, end=end, question=question,
    )  # fmt: skip
    _keep_cells(chat, timedelta(0))
    _note(Actor(conference_id=chat.conference_id), chat, "open")
    _tell(chat, events.BOOKED)
    return chat


def _make(**fields: Any) -> Chat:
    chat = Chat.objects.create(made_at=clock.now(), **fields)
    messaging.open_thread(chat.conference_id, "chat", str(chat.pk))
    return chat


def _check(actor: Actor, profile: MentorProfile, mentee: Membership, slot: Slot) -> None:
    _check_mentee(profile, mentee, slot.start, slot.end)
    if not _has_time(profile, mentee, slot):
        raise no_time(actor, profile)


def _check_mentee(profile: MentorProfile, mentee: Membership, start: datetime, end: datetime) -> None:
    taken = busy.of({mentee.person_id}, start, end + cells.BUFFER).get(mentee.person_id, [])
    if queries.met(profile.membership_id, mentee.pk):
        raise Conflict("chat.already_met", _("You two have a chat already. It is in your messages."))
    if cells.overlap(start, end + cells.BUFFER, taken):
        raise Conflict("chat.you_are_busy", _("You have something else at that time."))


def _has_time(profile: MentorProfile, mentee: Membership, slot: Slot) -> bool:
    """Whether the mentor's side is free. Every reason is looked at, so that none answers quicker than another."""
    until = slot.end + cells.BUFFER
    person = profile.membership.person_id
    reasons = [
        not profile.approved,
        profile.membership.state != Membership.State.ACTIVE,
        slot.start <= clock.now(),
        bool(apart.of(mentee.person_id, profile.conference_id, {person})),
        cells.overlap(slot.start, until, busy.of({person}, slot.start, until).get(person, [])),
        queries.load_of(profile.membership_id) >= profile.capacity,
        not Slot.objects.filter(pk=slot.pk, state=Slot.State.OPEN).exists(),
    ]
    return not any(reasons)


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


def _keep_cells(chat: Chat, buffer: timedelta) -> None:
    kept = cells.between(chat.start, chat.end + buffer)
    pair = [member.person_id for member in (chat.mentor, chat.mentee) if member]
    EngagementCell.objects.bulk_create(
        [EngagementCell(person_id=person, cell=cell, chat=chat) for person in sorted(pair) for cell in kept]
    )


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
    _note(actor, chat, to)
    hooks.changed(chat)
    return True


def _note(actor: Actor, chat: Chat, to: str) -> None:
    audit.record(actor, f"chat.{to}", on=f"chat:{chat.pk}", detail={"by": chat.by} if chat.by else {})


def cancel(actor: Actor, chat: Chat) -> None:
    """Call a chat off: the time is free again, both get the cancelled calendar entry. Raises Conflict when too late."""
    _lock_both(chat)
    side = chat.side_of(actor.membership_id) or "organizer"
    _cancel(actor, chat, side)
    _tell(chat, events.CANCELLED)


def _cancel(actor: Actor, chat: Chat, side: str) -> None:
    if not move(actor, chat, Chat.State.CANCELLED, by=side, sequence=chat.sequence + 1):
        raise Conflict("chat.moved_on", _("This chat is over or off already."))
    if chat.slot_id is not None:
        # The mentor took the time back; when the mentee cannot come, somebody else may
        to = Slot.State.WITHDRAWN if side == "mentor" else Slot.State.OPEN
        mentors.move_slot(chat.slot_id, Slot.State.TAKEN, to)
    if chat.kind == Chat.Kind.BOOKED:
        letters.cancelled(chat)


def come_in(actor: Actor, chat: Chat) -> None:
    """Enter the room; with the second one in, the chat is live. Coming again changes nothing."""
    _lock_both(chat)
    chat.refresh_from_db(fields=["state", "mentor_came_at", "mentee_came_at"])
    if chat.state == Chat.State.CONFIRMED and clock.now() >= chat.start - cells.CELL:
        move(actor, chat, Chat.State.OPEN)
    if chat.state not in states.TALKING:
        raise Conflict("chat.not_open", _("The room opens five minutes before the start."))
    field = f"{chat.side_of(actor.membership_id)}_came_at"
    if getattr(chat, field) is None:
        setattr(chat, field, clock.now())
        chat.save(update_fields=[field])
    if chat.mentor_came_at and chat.mentee_came_at and chat.state == Chat.State.OPEN:
        move(actor, chat, Chat.State.LIVE)
    _tell(chat, events.CHANGED)


def leave(actor: Actor, chat: Chat) -> None:
    """Leave the room: a live chat is over then, an open one waits for one's return."""
    _lock_both(chat)
    chat.refresh_from_db(fields=["state", "mentor_came_at", "mentee_came_at"])
    if chat.state == Chat.State.OPEN:
        field = f"{chat.side_of(actor.membership_id)}_came_at"
        setattr(chat, field, None)
        chat.save(update_fields=[field])
    elif chat.state == Chat.State.LIVE:
        move(actor, chat, Chat.State.ENDED)
    _tell(chat, events.CHANGED)


def open_room(chat: Chat) -> bool:
    """Five minutes before the start; False when somebody was faster."""
    return _by_itself(chat, Chat.State.OPEN)


def end(chat: Chat) -> bool:
    """When the time is over."""
    return _by_itself(chat, Chat.State.ENDED)


def nobody_came(chat: Chat) -> bool:
    """Five minutes after the start one of the two, or both, were not there."""
    missing = {"mentor": chat.mentor_came_at is None, "mentee": chat.mentee_came_at is None}
    who = [side for side, away in missing.items() if away]
    return _by_itself(chat, Chat.State.NO_SHOW, by="both" if len(who) != 1 else who[0])


def _by_itself(chat: Chat, to: str, **changes: Any) -> bool:
    _lock_both(chat)
    moved = move(Actor(conference_id=chat.conference_id), chat, to, **changes)
    if moved:
        _tell(chat, events.CHANGED)
    return moved


def _lock_both(chat: Chat) -> None:
    locks.people(*[member.person_id for member in (chat.mentor, chat.mentee) if member])


def _tell(chat: Chat, type_: str, *, rewrites: bool = False) -> None:
    conference = Conference.objects.get(pk=chat.conference_id)
    for side, member in (("mentor", chat.mentor), ("mentee", chat.mentee)):
        if member is not None:
            data = events.card(chat, side, conference)
            stream = f"user:{member.person_id}"
            log.append(News(stream, type_, data, subject=f"chat:{chat.pk}", rewrites=rewrites))
    log.append(News(chat.stream, events.ROOM, events.room(chat, conference), subject=f"chat-room:{chat.pk}"))


def forget_words(chat: Chat) -> bool:
    """Drop what the two wrote and what was asked; that they met stays until the congress is forgotten."""
    messaging.forget(messaging.open_thread(chat.conference_id, "chat", str(chat.pk)))
    Chat.objects.filter(pk=chat.pk).update(question="", forgotten=True)
    return True


def erase(person_id: int) -> None:
    """Take a person out: chats ahead are called off, her questions and her name leave rows and log."""
    own = Chat.objects.filter(Q(mentor__person=person_id) | Q(mentee__person=person_id))
    for chat in own.select_related("conference", "mentor__person", "mentee__person"):
        side = "mentor" if chat.mentor and chat.mentor.person_id == person_id else "mentee"
        if side == "mentee" and chat.question:
            mail.withdraw(f"chat:{chat.pk}:", chat.question)
        if side == "mentee":
            chat.question = ""  # before anybody is told: no letter or event may carry it
        _call_off(chat, side)
        setattr(chat, side, None)
        chat.save(update_fields=[side, "question"])
        _tell(chat, events.CHANGED, rewrites=True)
    EngagementCell.objects.filter(person_id=person_id).delete()


def _call_off(chat: Chat, side: str) -> None:
    nobody = Actor(conference_id=chat.conference_id)
    if Chat.State.CANCELLED in states.NEXT[chat.state]:
        _cancel(nobody, chat, side)
    elif chat.state == Chat.State.LIVE:
        move(nobody, chat, Chat.State.ENDED)
