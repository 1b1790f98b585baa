"""May she? Who is not wanted is told so in the same words whatever the reason is."""

from __future__ import annotations

from accounts import blocks
from accounts.models import Membership, User
from core import actor as actors
from core.actor import Actor
from core.errors import NotFound
from core.text import as_id
from networking.chats import queries as chats
from networking.contacts import queries
from networking.contacts.models import Contact, ContactRequest, Openness


def may_contact(asker: Membership, asked: Membership) -> bool:
    """By the choice of the asked, never a company first to a patient, and a block reads like the choice of nobody."""
    reasons = [
        bool(asker.person.industry) and asked.person.career_stage == User.Stage.PATIENT,
        kept_apart(asker, asked),
        not _lets(asker, asked),
    ]
    return not any(reasons)


def kept_apart(one: Membership, other: Membership) -> bool:
    return other.person_id in blocks.either_way(one.person_id, one.conference_id)


def _lets(asker: Membership, asked: Membership) -> bool:
    who = queries.openness(asked)
    if who == Openness.Who.MATCHES:
        return met(asker, asked)
    if who == Openness.Who.SAME_ROLE:
        return met(asker, asked) or bool(roles(asker) & roles(asked))
    return who == Openness.Who.ALL


def met(one: Membership, other: Membership) -> bool:
    return chats.met(one.pk, other.pk) or chats.met(other.pk, one.pk)


def roles(member: Membership) -> set[str]:
    """What she is here besides attending; who only attends shares that."""
    return {role.code for role in member.wide_roles} - {"attendee"} or {"attendee"}


def is_asked(actor: Actor, one: ContactRequest) -> bool:
    """Whom it was meant for, unless the two are kept apart: then it never reached her."""
    person, conference = one.asked.person_id, one.conference_id
    if one.asked_id != actor.membership_id or one.asker.person_id in blocks.either_way(person, conference):
        raise NotFound
    return True


def asks(actor: Actor, one: ContactRequest) -> bool:
    if one.asker_id != actor.membership_id:
        raise NotFound
    return True


def takes_part(actor: Actor, contact: Contact) -> bool:
    if contact.fellow_of(actor.membership_id) is None:
        raise NotFound
    return True


def thread_read(actor: Actor, key: str) -> bool:
    contact = queries.by_key(key)
    return bool(contact and contact.fellow_of(actor.membership_id))


def thread_write(actor: Actor, key: str) -> bool:
    """Until one closed it, left, or blocked the other: which of these it was is not said."""
    contact = queries.by_key(key)
    fellow = contact.fellow_of(actor.membership_id) if contact else None
    if contact is None or fellow is None or contact.closed or fellow.state != Membership.State.ACTIVE:
        return False
    return fellow.person_id not in blocks.either_way(actor.person_id or 0, contact.conference_id)


def thread_moderate(actor: Actor, key: str) -> bool:
    """Nobody listens in: what goes wrong is reported."""
    return False


def may_read_stream(person_id: int, key: str) -> bool:
    contact = queries.contact_at(as_id(key))
    return bool(contact and contact.fellow_of(actors.load(person_id, contact.conference_id).membership_id))
