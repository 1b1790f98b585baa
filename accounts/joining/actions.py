"""The only writers about how people come in: by a door that is open, by its code, by invitation, or let in."""

from __future__ import annotations

import hashlib
import secrets

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts import actions, likeness, queries, team
from accounts.models import Invitation, Membership
from core import actor as actors
from core import clock, mail
from core.actor import BARS, Actor
from core.errors import Conflict, Forbidden, Invalid, NotFound
from core.models import Conference


def join_by_policy(
    actor: Actor, conference: Conference, *, code: str, token: str, appears: str, pseudonym: str
) -> Membership:
    """Join as the conference allows: open, by its code, or by the link of an invitation."""
    if appears == Membership.Appears.PSEUDONYM and not pseudonym:
        raise Invalid("join.no_pseudonym", _("Choose the name others will see."), field="pseudonym")
    person_id = actions.own_id(actor)
    if appears == Membership.Appears.PSEUDONYM:
        _must_allow_pseudonyms(conference, person_id)
        must_not_look_like_team(conference.pk, pseudonym, "pseudonym", person_id)
    _must_not_come_back(conference, person_id)
    invitation = _invitation(conference, token) if token else None
    already = queries.active(person_id, conference.pk) is not None  # she only changes how she appears
    state = Membership.State.ACTIVE if already else _joining_state(conference, code, invitation)
    membership = actions.join(person_id, conference, appears=appears, pseudonym=pseudonym, state=state)
    if invitation is not None:
        Invitation.objects.filter(pk=invitation.pk).update(accepted_at=clock.now())
        Membership.objects.filter(pk=membership.pk).update(state=Membership.State.ACTIVE)
        if invitation.role is not None:
            actions.grant(membership, invitation.role.code)
    actions.tell_rights(person_id)
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
    actions.must_be_given(role_code)
    role = actions.role_of(conference.pk, role_code) if role_code else None
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
    actions.tell_rights(membership.person_id)


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
