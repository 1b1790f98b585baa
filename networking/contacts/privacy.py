"""What contacts keep of a person."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.db.models import Q

from core import privacy
from networking.contacts import actions
from networking.contacts.models import Contact, ContactRequest, Openness


def _export_openness(person_id: int) -> Iterable[Mapping[str, Any]]:
    return Openness.objects.filter(membership__person=person_id).values("membership__conference__slug", "who")


def _export_contacts(person_id: int) -> Iterable[Mapping[str, Any]]:
    mine = Contact.objects.filter(Q(one__person=person_id) | Q(other__person=person_id))
    return mine.values("conference__slug", "since", "closed")


def _export_requests(person_id: int) -> Iterable[Mapping[str, Any]]:
    """What she asked. Whether it was a no or silence is not hers to know, so no state is told."""
    return ContactRequest.objects.filter(asker__person=person_id).values("words", "made_at")


def _nothing(person_id: int) -> None:
    """Gone with the contacts."""


privacy.table(Openness, retention="with the membership", export=_export_openness, erase=actions.erase_openness)
privacy.table(Contact, retention="a year after the congress", export=_export_contacts, erase=actions.erase)
privacy.table(ContactRequest, retention="a year after the congress", export=_export_requests, erase=_nothing)
