"""The only writers about people and memberships."""

from __future__ import annotations

import hashlib
import secrets
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts import going, likeness, parting, queries, team
from accounts.badges import actions as badges
from accounts.events import RightsChanged
from accounts.models import Block, Grant, Invitation, Membership, Role, User
from core import actor as actors
from core import clock, mail, permissions, privacy
from core.actor import BARS, Actor
from core.errors import Conflict, Forbidden, Invalid, NotFound
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


def join_by_policy(
    actor: Actor, conference: Conference, *, code: str, token: str, appears: str, pseudonym: str
) -> Membership:
    """Join as the conference allows: open, by its code, or by the link of an invitation."""
    if appears == Membership.Appears.PSEUDONYM and not pseudonym:
        raise Invalid("join.no_pseudonym", _("Choose the name others will see."), field="pseudonym")
    person_id = _person_id(actor)
    if appears == Membership.Appears.PSEUDONYM:
        _must_allow_pseudonyms(conference, person_id)
        must_not_look_like_team(conference.pk, pseudonym, "pseudonym", person_id)
    _must_not_come_back(conference, person_id)
    invitation = _invitation(conference, token) if token else None
    already = queries.active(person_id, conference.pk) is not None  # she only changes how she appears
    state = Membership.State.ACTIVE if already else _joining_state(conference, code, invitation)
    membership = join(person_id, conference, appears=appears, pseudonym=pseudonym, state=state)
    if invitation is not None:
        Invitation.objects.filter(pk=invitation.pk).update(accepted_at=clock.now())
        Membership.objects.filter(pk=membership.pk).update(state=Membership.State.ACTIVE)
        if invitation.role is not None:
            grant(membership, invitation.role.code)
    tell_rights(person_id)
    return membership


def _must_not_come_back(conference: Conference, person_id: int) -> None:
    """Somebody who is kept out makes no second account with her own mailbox."""
    if any(actors.load(pk, conference.pk).held(BARS) for pk in queries.same_mailbox(person_id)):
        sorry = _("This congress is closed to this address for now. If that is a mistake, write to us under Help.")
        raise Forbidden("join.kept_out", sorry)


def _must_allow_pseudonyms(conference: Conference, person_id: int) -> None:
    """Where a congress wants names; who chose another one before keeps it."""
    mine = queries.membership_of(person_id, conference.pk)
    if not conference.pseudonyms and (mine is None or mine.appears != Membership.Appears.PSEUDONYM):
        sorry = _("This congress asks for names. Anonymous questions are possible all the same.")
        raise Invalid("join.no_pseudonyms", sorry, field="appears")


def must_not_look_like_team(conference_id: int, name: str, field: str, person_id: int | None = None) -> None:
    """A name that somebody makes up must not read like one of the team: others would trust it."""
    if likeness.is_like(name, team.names(conference_id, person_id)):
        sorry = _("That name looks like one of the organizers or moderators. Please choose another one.")
        raise Invalid("name.like_team", sorry, field=field)


def _joining_state(conference: Conference, code: str, invitation: Invitation | None) -> str:
    if invitation is not None or conference.join_policy == Conference.Join.OPEN:
        return Membership.State.ACTIVE
    if conference.join_policy == Conference.Join.CODE:
        given, wanted = code.strip().lower(), conference.join_code.lower()
        if not wanted or not secrets.compare_digest(given.encode(), wanted.encode()):
            raise Forbidden("join.wrong_code", _("That code does not open this congress. It is in your letter."))
        return Membership.State.ACTIVE
    return Membership.State.WAITING


def _invitation(conference: Conference, token: str) -> Invitation:
    found = Invitation.objects.select_related("role").filter(
        conference=conference, token_digest=_digest(token), accepted_at=None
    )
    invitation = found.first()
    if invitation is None:
        raise NotFound("invitation.unknown", _("This invitation is used or withdrawn. Ask for a new one."))
    return invitation


def invite(actor: Actor, conference: Conference, email: str, role_code: str) -> Invitation:
    """Keep a place for an address and send the link. Inviting again sends a new link; the old one ends."""
    if conference.is_rehearsal:
        raise Conflict("rehearsal.no_letters", _("This is a rehearsal: nobody outside gets a letter from it."))
    token = secrets.token_urlsafe(24)
    _must_be_given(role_code)
    role = _role(conference.pk, role_code) if role_code else None
    invitation, _fresh = Invitation.objects.update_or_create(
        conference=conference,
        email=email.lower(),
        defaults={
            "role": role,
            "token_digest": _digest(token),
            "invited_by_id": actor.person_id,
            "created_at": clock.now(),
            "accepted_at": None,
        },
    )
    link = f"{settings.PUBLIC_URL}{reverse('join', args=[conference.slug])}?invitation={token}"
    mail.post(
        f"invitation:{invitation.pk}:{_digest(token)[:12]}",
        to=email,
        subject=_("You are invited to %(name)s") % {"name": conference.name},
        text=_("Hello,\n\n%(who)s invites you to %(name)s.\nJoin here: %(link)s\n")
        % {"who": actor.name, "name": conference.name, "link": link},
    )
    return invitation


def withdraw_invitation(actor: Actor, invitation: Invitation) -> None:
    Invitation.objects.filter(pk=invitation.pk).delete()


def approve(actor: Actor, membership: Membership) -> None:
    """Let somebody in who waits."""
    waiting = Membership.objects.filter(pk=membership.pk, state=Membership.State.WAITING)
    if not waiting.update(state=Membership.State.ACTIVE):
        raise Conflict("member.not_waiting", _("This person is not waiting any more."))
    tell_rights(membership.person_id)


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
    _must_be_given(role_code)
    Membership.objects.select_for_update().filter(pk=membership.pk).first()
    if on:
        grant(membership, role_code)
    else:
        _keep_one_organizer(membership, role_code)
        Grant.objects.filter(membership=membership, role__code=role_code, scope="").delete()
        badges.settle(membership)
    tell_rights(membership.person_id)


def _must_be_given(role_code: str) -> None:
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
    role = _role(membership.conference_id, role_code)
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


def _role(conference_id: int, code: str) -> Role:
    role = Role.objects.filter(conference_id=conference_id, code=code).first()
    if role is None:
        raise Invalid("role.unknown", _("There is no such role here."), field="role")
    return role


def edit_profile(actor: Actor, **fields: Any) -> None:
    User.objects.filter(pk=_person_id(actor)).update(**fields)
    tell_rights(_person_id(actor))  # roles may follow from a career stage or a company


def set_block(actor: Actor, membership: Membership, on: bool) -> None:
    """Block or unblock somebody here: what the two have ahead ends. That it was a block, the other side is not told."""
    pair = {
        "conference_id": membership.conference_id,
        "blocker_id": _person_id(actor),
        "blocked_id": membership.person_id,
    }
    if pair["blocker_id"] == pair["blocked_id"]:
        raise Invalid("block.oneself", _("You cannot block yourself."))
    if on:
        Block.objects.get_or_create(**pair, defaults={"since": clock.now()})
        parting.part(membership.conference_id, pair["blocker_id"], pair["blocked_id"], by=pair["blocker_id"])
    else:
        Block.objects.filter(**pair).delete()
    tell_rights(_person_id(actor))


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
    digest = _digest(f"{email}{text}{clock.now().date()}")[:24]
    body = f"{text}\n\n{_('From')}: {email}\n{_('Page')}: {page}\n"
    mail.post(f"help:{digest}", to=settings.HELP_EMAIL, subject=_("Somebody asks for help"), text=body)


def end_sessions(person_id: int, digests: list[str]) -> None:
    """Tell the hub that sessions ended: their sockets close."""
    tell_rights(person_id, digests)


def tell_rights(person_id: int, ended_sessions: list[str] | None = None) -> None:
    data = RightsChanged(person=person_id, ended_sessions=ended_sessions or [])
    log.append(News(f"user:{person_id}", RIGHTS_CHANGED, data))


def _person_id(actor: Actor) -> int:
    if actor.person_id is None:
        raise NotFound
    return actor.person_id


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
