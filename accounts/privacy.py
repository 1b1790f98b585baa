"""What accounts keep of a person, and how it leaves again."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from allauth.account.models import EmailAddress, EmailConfirmation
from django.contrib.sessions.models import Session
from django.utils.translation import gettext

from accounts import queries
from accounts.models import Block, Grant, Invitation, Membership, Role, Token, User
from core import audit, mail, privacy


def _export_user(person_id: int) -> Iterable[Mapping[str, Any]]:
    return list(User.objects.filter(pk=person_id).values("email", *User.PROFILE, "joined_on"))


def _erase_user(person_id: int) -> None:
    Session.objects.filter(pk__in=queries.sessions_of(person_id)).delete()
    person = User.objects.filter(pk=person_id).first()
    if person is not None:
        mail.withdraw("help:", person.email)
        _forget_words([person.email, person.display_name])
        person.delete()


def _forget_words(words: list[str]) -> None:
    """What others' letters and the audit say about her by name."""
    mail.forget(words, instead=gettext("Somebody who has left"))
    audit.forget(words)


def _export_addresses(person_id: int) -> Iterable[Mapping[str, Any]]:
    return list(EmailAddress.objects.filter(user_id=person_id).values("email", "verified", "primary"))


def _erase_addresses(person_id: int) -> None:
    EmailAddress.objects.filter(user_id=person_id).delete()


def _export_memberships(person_id: int) -> Iterable[Mapping[str, Any]]:
    found = Membership.objects.filter(person_id=person_id)
    return found.values("conference__slug", "state", "appears", "pseudonym", "badge", "consent_version", "joined_at")


def _erase_memberships(person_id: int) -> None:
    mine = Membership.objects.filter(person_id=person_id)
    _forget_words([name for name in mine.values_list("pseudonym", flat=True) if name])
    audit.forget_subject(*[f"membership:{pk}" for pk in mine.values_list("pk", flat=True)])
    mine.delete()


def _export_grants(person_id: int) -> Iterable[Mapping[str, Any]]:
    return Grant.objects.filter(membership__person_id=person_id).values("role__conference__slug", "role__name")


def _export_blocks(person_id: int) -> Iterable[Mapping[str, Any]]:
    # Only one's own: who blocked me is not mine to know
    return Block.objects.filter(blocker_id=person_id).values("conference__slug", "since")


def _erase_blocks(person_id: int) -> None:
    Block.objects.filter(blocker_id=person_id).delete()
    Block.objects.filter(blocked_id=person_id).delete()


def _export_invitations(person_id: int) -> Iterable[Mapping[str, Any]]:
    emails = User.objects.filter(pk=person_id).values("email")
    return Invitation.objects.filter(email__in=emails).values("conference__slug", "email", "created_at")


def _erase_invitations(person_id: int) -> None:
    emails = list(User.objects.filter(pk=person_id).values_list("email", flat=True))
    Invitation.objects.filter(email__in=emails).delete()
    Invitation.objects.filter(invited_by=person_id).update(invited_by=None)


def _export_tokens(person_id: int) -> Iterable[Mapping[str, Any]]:
    return Token.objects.filter(person_id=person_id).values("name", "made_on", "used_on", "ends_on")


def _erase_tokens(person_id: int) -> None:
    Token.objects.filter(person_id=person_id).delete()


privacy.table(User, retention="until the person asks", export=_export_user, erase=_erase_user)
privacy.table(EmailAddress, retention="with the person", export=_export_addresses, erase=_erase_addresses)
privacy.table(EmailConfirmation, retention="3 days", why_not="keys of letters, gone with the address they belong to")
privacy.table(Session, retention="2 weeks", why_not="opaque rows; those of an erased person go with her own row")
privacy.table(Role, retention="with the conference", why_not="sets of permissions, no person")
privacy.table(
    Membership,
    retention="2 years after the congress; an organizer's with the congress, a speaker's with a recording of hers",
    export=_export_memberships,
    erase=_erase_memberships,
)
privacy.table(Grant, retention="with the membership", export=_export_grants, erase=lambda person_id: None)
privacy.table(Block, retention="2 years after the congress", export=_export_blocks, erase=_erase_blocks)
privacy.table(Token, retention="a year, or until deleted", export=_export_tokens, erase=_erase_tokens)
privacy.table(Invitation, retention="30 days after the congress", export=_export_invitations, erase=_erase_invitations)
