"""What notices keep of a person."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext

from accounts.notices import actions, queries
from accounts.notices.models import Delivery, Device, Notice, Wishes
from core import privacy


def _export_notices(person_id: int) -> Iterable[Mapping[str, Any]]:
    return Notice.objects.filter(person_id=person_id).values("conference__slug", "kind", "title", "text", "at", "read")


def _erase_notices(person_id: int) -> None:
    Notice.objects.filter(person_id=person_id).delete()
    actions.forget_words(queries.names_of(person_id), instead=gettext("Somebody who has left"))


def _export_wishes(person_id: int) -> Iterable[Mapping[str, Any]]:
    return Wishes.objects.filter(person_id=person_id).values("mail", "push", "quiet_from", "quiet_until")


def _erase_wishes(person_id: int) -> None:
    Wishes.objects.filter(person_id=person_id).delete()


def _export_devices(person_id: int) -> Iterable[Mapping[str, Any]]:
    return Device.objects.filter(person_id=person_id).values("name", "endpoint", "made_on")


def _erase_devices(person_id: int) -> None:
    Device.objects.filter(person_id=person_id).delete()


privacy.table(Notice, retention="90 days", export=_export_notices, erase=_erase_notices)
privacy.table(Wishes, retention="with the person", export=_export_wishes, erase=_erase_wishes)
privacy.table(Device, retention="until removed, or the browser ends it", export=_export_devices, erase=_erase_devices)
privacy.table(Delivery, retention="with the notice", why_not="when a notice is to go out; gone with the notice")
