"""Calendars and reminders in the privacy registry."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from core import privacy
from schedule.following.models import Reminded, Subscription, Wake


def _export_subscriptions(person_id: int) -> Iterable[Mapping[str, Any]]:
    return Subscription.objects.filter(person=person_id).values("conference__slug", "made_on")


def _erase_subscriptions(person_id: int) -> None:
    Subscription.objects.filter(person=person_id).delete()


def _export_wakes(person_id: int) -> Iterable[Mapping[str, Any]]:
    return Wake.objects.filter(person=person_id).values("session__title")


def _erase_wakes(person_id: int) -> None:
    Wake.objects.filter(person=person_id).delete()


_KEPT = "as long as the conference"
privacy.table(
    Subscription, retention="until ended by its owner", export=_export_subscriptions, erase=_erase_subscriptions
)
privacy.table(Wake, retention=_KEPT, export=_export_wakes, erase=_erase_wakes)
privacy.table(Reminded, retention=_KEPT, why_not="says of which start reminders went out, not to whom")
