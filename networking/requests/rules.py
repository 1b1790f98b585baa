"""May she? A request is its mentee's and its mentor's; to everybody else it is not there."""

from __future__ import annotations

from core.actor import Actor
from core.errors import NotFound
from networking.mentors.models import MentorProfile
from networking.requests import queries
from networking.requests.models import Request


def may_send(actor: Actor, profile: MentorProfile) -> bool:
    """To a mentor in the directory, not to oneself."""
    if not profile.approved:
        raise NotFound
    return profile.membership_id != actor.membership_id


def is_asked(actor: Actor, one: Request) -> bool:
    """Its mentor, unless the two are kept apart: then it never reached her."""
    if one.mentor.membership_id != actor.membership_id or one.mentee.person_id in queries.kept_apart(one):
        raise NotFound
    return True


def asks(actor: Actor, one: Request) -> bool:
    if one.mentee_id != actor.membership_id:
        raise NotFound
    return True
