"""May she? About polls. A draft is not there for who does not run polls, and results not yet shown are nowhere."""

from __future__ import annotations

from conference.polls import queries
from conference.polls.models import Poll, ScoreBoard
from conference.rooms import features
from conference.rooms import rules as rooms
from conference.rooms.models import Room
from core import actor as actors
from core.actor import Actor
from core.errors import NotFound
from core.text import as_id

PUBLIC = {Poll.State.OPEN, Poll.State.CLOSED}


def is_on(room: Room) -> bool:
    """Raises Forbidden where polls are switched off."""
    return features.must_be_on(room, "polls")


def may_run(actor: Actor, subject: Room | Poll) -> bool:
    room = subject.room if isinstance(subject, Poll) else subject
    return may_keep(actor, room) and is_on(room)


def may_keep(actor: Actor, room: Room) -> bool:
    """Take the results of a room along, which stay when polls are switched off."""
    return rooms.may_enter(actor, room) and actor.can("poll.run", room.scope)


def is_there(actor: Actor, poll: Poll) -> bool:
    return rooms.may_enter(actor, poll.room) and (poll.state in PUBLIC or may_keep(actor, poll.room))


def may_vote(actor: Actor, poll: Poll) -> bool:
    if poll.state not in PUBLIC or not rooms.may_enter(actor, poll.room):
        raise NotFound
    return rooms.may_write(actor, poll.room) and is_on(poll.room)


def may_play(actor: Actor, board: ScoreBoard) -> bool:
    """Members of the congress; a guest of one evening has no name to stand there with."""
    return rooms.may_enter(actor, board.room) and not actor.guest_of


def sees_results(actor: Actor, poll: Poll, voted: bool) -> bool:
    """Shown to all; or, where results follow one's own vote, to who has voted."""
    return poll.shown or (voted and poll.reveal == Poll.Reveal.VOTED and poll.state == Poll.State.OPEN)


def may_read_results(person_id: int, key: str) -> bool:
    """The stream of running results for those who have voted."""
    poll = Poll.objects.select_related("room").filter(pk=as_id(key), state__in=PUBLIC).first()
    if poll is None:
        return False
    actor = actors.load(person_id, poll.conference_id)
    return rooms.may_enter(actor, poll.room) and sees_results(actor, poll, queries.has_voted(actor, poll))
