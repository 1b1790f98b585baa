"""The only writers about conferences themselves."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from django.db.models import Count
from django.utils.text import slugify
from django.utils.translation import gettext as _

from accounts import actions
from accounts.models import Invitation, Membership, Role
from core import permissions
from core.addresses import RESERVED
from core.errors import Conflict, Invalid
from core.models import Conference


def create_conference(
    person_id: int, *, name: str, slug: str, zone: str, starts_on: date, ends_on: date, **fields: Any
) -> Conference:
    """A new conference with its roles; the person becomes its first organizer.

    Raises Invalid when it ends before it starts, Conflict when the short name is taken.
    """
    _refuse_impossible(starts_on, ends_on, fields)
    slug = slug or slugify(name)[:60]
    if not slug:
        raise Invalid("conference.no_slug", _("Choose a short name in letters and digits."), field="slug")
    if slug in RESERVED:
        raise Invalid("conference.slug_reserved", _("We use that word ourselves. Please choose another."), field="slug")
    if Conference.objects.filter(slug=slug).exists():
        raise Conflict("conference.slug_taken", _("That short name is taken. Please choose another."))
    acronym = slug.replace("-", "_").ljust(4, "_")[:40]
    conference = Conference.objects.create(
        name=name, slug=slug, acronym=acronym, zone=zone, starts_on=starts_on, ends_on=ends_on, **fields
    )
    make_roles(conference)
    membership = actions.join(person_id, conference, appears=Membership.Appears.LISTED)
    actions.grant(membership, "organizer")
    return conference


def edit_conference(conference: Conference, *, starts_on: date, ends_on: date, **fields: Any) -> None:
    """Change a conference. Its short name stays: links out in the world hold it. Raises like `create_conference`."""
    _refuse_impossible(starts_on, ends_on, fields)
    Conference.objects.filter(pk=conference.pk).update(starts_on=starts_on, ends_on=ends_on, **fields)


def _refuse_impossible(starts_on: date, ends_on: date, fields: dict[str, Any]) -> None:
    if ends_on < starts_on:
        raise Invalid("conference.ends_before_it_starts", _("The last day is before the first."), field="ends_on")
    if fields.get("join_policy") == Conference.Join.CODE and not fields.get("join_code"):
        raise Invalid("conference.no_code", _("Choose the code that people join with."), field="join_code")


def make_roles(conference: Conference) -> None:
    """Give a conference the roles every conference starts with; what it already has stays as it is."""
    known = _declared()
    for code, name in permissions.ROLES.items():
        start = {"name": name, "permissions": sorted(permissions.of_role(code)), "known": known}
        Role.objects.get_or_create(conference=conference, code=code, defaults=start)


def complete_roles() -> int:
    """Give the roles of all conferences what the software has learnt since; how many roles were behind.

    What was taken from a role stays away: only permissions that are newer than the role are given.
    """
    for conference in Conference.objects.alias(count=Count("roles")).filter(count__lt=len(permissions.ROLES)):
        make_roles(conference)
    known, behind = _declared(), 0
    for role in Role.objects.all():
        if set(known) <= set(role.known):
            continue
        role.permissions = sorted({*role.permissions, *(permissions.of_role(role.code) - set(role.known))})
        role.known = known
        role.save(update_fields=["permissions", "known"])
        behind += 1
    return behind


def set_permissions(role: Role, wanted: Iterable[str]) -> None:
    """Choose what a role may do; what the software does not know is refused, and organizers go on organizing.

    Open sockets of those who hold it are asked again. Whoever joined is an attendee: that role opens no stream, so
    thousands need not be told.
    """
    chosen = set(wanted)
    if unknown := chosen - set(_declared()):
        raise Invalid("role.unknown_permission", _("We do not know this permission."), field=min(unknown))
    if role.code == "organizer" and "conference.organize" not in chosen:
        raise Conflict("role.organizers_organize", _("Organizers need the right to organize."))
    role.permissions, role.known = sorted(chosen), _declared()
    role.save(update_fields=["permissions", "known"])
    if role.code != "attendee":
        for person_id in set(role.grants.values_list("membership__person_id", flat=True)):
            actions.tell_rights(person_id)


def _declared() -> list[str]:
    return [permission.code for permission in permissions.declared()]


def forget_invitations(conferences: Sequence[int]) -> int:
    """Drop the addresses that were invited to these conferences; how many."""
    return Invitation.objects.filter(conference__in=conferences).delete()[0]
