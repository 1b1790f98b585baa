"""The only writers about people and memberships."""

from __future__ import annotations

import hashlib
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.utils.translation import gettext as _

from accounts import going, parting, queries
from accounts.badges import actions as badges
from accounts.events import RightsChanged
from accounts.models import Block, Grant, Membership, Role, User
from core import clock, mail, permissions, privacy
from core.actor import Actor
from core.errors import Conflict, Invalid, NotFound
from core.models import Conference
from realtime import log
from realtime.asking import RIGHTS_CHANGED
from realtime.entrance import digest_of
from realtime.log import News

CONSENT_VERSION = "2026-11"


def join(
    person_id: int,
    conference: Conference,
    *,
    appears: str,
    pseudonym: str = "",
    state: str = Membership.State.ACTIVE,
) -> Membership:
    """Make a person a member, as an attendee. Joining twice keeps the first membership and takes the new wishes."""
    wishes = {"appears": appears, "pseudonym": pseudonym, "consent_version": CONSENT_VERSION}
    membership, fresh = Membership.objects.get_or_create(
        conference=conference,
        person_id=person_id,
        defaults={**wishes, "state": state, "joined_at": clock.now()},
    )
    if not fresh:
        Membership.objects.filter(pk=membership.pk).update(**wishes)
        if membership.state != Membership.State.ACTIVE:
            Membership.objects.filter(pk=membership.pk).update(state=state)
        membership.refresh_from_db()
    grant(membership, "attendee")
    return membership


def leave(actor: Actor, membership: Membership) -> None:
    """Leave a conference: the roles there end with it, so that coming back is coming as an attendee."""
    _keep_one_organizer(membership, "organizer" if _organizes(membership) else "")
    Membership.objects.filter(pk=membership.pk).update(state=Membership.State.LEFT)
    going.go(membership)
    Grant.objects.filter(membership=membership).exclude(role__code="attendee").delete()
    badges.settle(membership)
    tell_rights(membership.person_id)


def set_role(actor: Actor, membership: Membership, role_code: str, on: bool) -> None:
    """Give or take a role. The last organizer keeps hers: somebody must be able to let others in."""
    must_be_given(role_code)
    Membership.objects.select_for_update().filter(pk=membership.pk).first()
    if on:
        grant(membership, role_code)
    else:
        _keep_one_organizer(membership, role_code)
        Grant.objects.filter(membership=membership, role__code=role_code, scope="").delete()
        badges.settle(membership)
    tell_rights(membership.person_id)


def must_be_given(role_code: str) -> None:
    """Raise Invalid for a role that follows from facts."""
    if role_code in permissions.NOT_GIVEN:
        text = _("Nobody gives or takes this role: it follows from what somebody is.")
        raise Invalid("role.by_fact", text, field="role")


def _organizes(membership: Membership) -> bool:
    return Grant.objects.filter(membership=membership, role__code="organizer").exists()


def _keep_one_organizer(membership: Membership, role_code: str) -> None:
    others = Grant.objects.filter(
        role__conference_id=membership.conference_id, role__code="organizer", membership__state="active"
    ).exclude(membership=membership)
    if role_code == "organizer" and not others.exists():
        raise Conflict("role.last_organizer", _("A congress needs an organizer. Name another one first."))


def grant(membership: Membership, role_code: str, scope: str = "") -> None:
    role = role_of(membership.conference_id, role_code)
    Grant.objects.get_or_create(membership=membership, role=role, scope=scope)
    badges.settle(membership)


def set_scoped_role(actor: Actor, membership: Membership, role_code: str, scope: str, on: bool) -> None:
    """Give or take a role that counts in one room only."""
    Membership.objects.select_for_update().filter(pk=membership.pk).first()
    if on:
        grant(membership, role_code, scope)
    else:
        Grant.objects.filter(membership=membership, role__code=role_code, scope=scope).delete()
        badges.settle(membership)
    tell_rights(membership.person_id)


def role_of(conference_id: int, code: str) -> Role:
    """A role of a conference by its code; Invalid when there is none."""
    role = Role.objects.filter(conference_id=conference_id, code=code).first()
    if role is None:
        raise Invalid("role.unknown", _("There is no such role here."), field="role")
    return role


def edit_profile(actor: Actor, **fields: Any) -> None:
    User.objects.filter(pk=own_id(actor)).update(**fields)
    tell_rights(own_id(actor))  # roles may follow from a career stage or a company


def set_block(actor: Actor, membership: Membership, on: bool) -> None:
    """Block or unblock somebody here: what the two have ahead ends. That it was a block, the other side is not told."""
    pair = {
        "conference_id": membership.conference_id,
        "blocker_id": own_id(actor),
        "blocked_id": membership.person_id,
    }
    if pair["blocker_id"] == pair["blocked_id"]:
        raise Invalid("block.oneself", _("You cannot block yourself."))
    if on:
        Block.objects.get_or_create(**pair, defaults={"since": clock.now()})
        parting.part(membership.conference_id, pair["blocker_id"], pair["blocked_id"], by=pair["blocker_id"])
    else:
        Block.objects.filter(**pair).delete()
    tell_rights(own_id(actor))


def erase(person_id: int) -> None:
    """Take a person out of everything, close her sockets, and leave no old pages behind.

    Raises Conflict while a conference has no other organizer: somebody must be able to let people in.
    """
    alone = queries.organizes_alone(person_id).first()
    if alone is not None:
        text = _("You are the only organizer of %(name)s. Name another one first.") % {"name": alone.name}
        raise Conflict("person.last_organizer", text)
    digests = [digest_of(key) for key in queries.sessions_of(person_id)]
    privacy.erase_person(person_id)
    tell_rights(person_id, digests)
    transaction.on_commit(_settle)


def _settle() -> None:
    """Empty SQLite's write-ahead log: it holds pages as they were before."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def allow_conferences(person_id: int, on: bool) -> None:
    """Let a person make conferences, or take that back. Only who runs the installation does this."""
    User.objects.filter(pk=person_id).update(may_create_conferences=on)


def ask_for_help(email: str, text: str, page: str) -> None:
    """Pass a cry for help on to the helpers' address."""
    digest = hashlib.sha256(f"{email}{text}{clock.now().date()}".encode()).hexdigest()[:24]
    body = f"{text}\n\n{_('From')}: {email}\n{_('Page')}: {page}\n"
    mail.post(f"help:{digest}", to=settings.HELP_EMAIL, subject=_("Somebody asks for help"), text=body)


def end_sessions(person_id: int, digests: list[str]) -> None:
    """Tell the hub that sessions ended: their sockets close."""
    tell_rights(person_id, digests)


def tell_rights(person_id: int, ended_sessions: list[str] | None = None) -> None:
    data = RightsChanged(person=person_id, ended_sessions=ended_sessions or [])
    log.append(News(f"user:{person_id}", RIGHTS_CHANGED, data))


def own_id(actor: Actor) -> int:
    """Who asks; NotFound for whoever is not signed in."""
    if actor.person_id is None:
        raise NotFound
    return actor.person_id
