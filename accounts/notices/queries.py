"""Readers of notices."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection
from datetime import datetime
from functools import cache

from django.db.models import Count, IntegerField, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from accounts.models import Membership, User
from accounts.notices.events import Sent, sent
from accounts.notices.models import Delivery, Device, Notice, Wishes
from core.actor import Actor
from core.errors import NotFound
from core.prepared import gathered
from core.statements import Statement

ON_A_PAGE = 40


def unread_of(column: str) -> Coalesce:
    """How many notices wait for the person in this column: answered in the query that reads her, for the bell."""
    hers = Notice.objects.filter(person=OuterRef(column), read=False).order_by().values("person")
    return Coalesce(Subquery(hers.annotate(n=Count("pk")).values("n"), output_field=IntegerField()), 0)


_REACH = Statement(lambda person: User.objects.filter(pk=person).values_list("zone", unread_of("pk")))


def reach_and_wishes(person_id: int) -> tuple[str, int, Wishes]:
    """Her zone, how many notices wait for her, and what she chose: asked together, for whoever tells her something."""
    asked = gathered([_REACH.asked(person=person_id), _WISHES.asked(person=person_id)])
    ((zone, waiting), *_one), chosen = asked.answer()
    return zone, waiting, next(iter(chosen), None) or Wishes(person_id=person_id)


def reaches_and_wishes(people: Collection[int]) -> dict[int, tuple[str, int, Wishes]]:
    """The same of many. Two queries."""
    chosen = {one.person_id: one for one in Wishes.objects.filter(person__in=people)}
    rows = User.objects.filter(pk__in=people).values_list("pk", "zone", unread_of("pk"))
    return {pk: (zone, waiting, chosen.get(pk) or Wishes(person_id=pk)) for pk, zone, waiting in rows}


def devices_of(people: Collection[int]) -> Callable[[int], list[Device]]:
    """The browsers of many, by person: one query, when the first is asked for."""

    @cache
    def read() -> dict[int, list[Device]]:
        found: dict[int, list[Device]] = defaultdict(list)
        for one in Device.objects.filter(person__in=people).order_by("pk"):
            found[one.person_id].append(one)
        return found

    return lambda person_id: read().get(person_id, [])


def unread(person_id: int) -> int:
    return Notice.objects.filter(person_id=person_id, read=False).count()


def page(person_id: int, before: int | None) -> list[Notice]:
    """Her notices, the newest first, before one of them; one more than stands on a page tells that there are more."""
    found = Notice.objects.filter(person_id=person_id).select_related("conference").order_by("-pk")
    return list((found.filter(pk__lt=before) if before else found)[: ON_A_PAGE + 1])


def items(notices: list[Notice]) -> list[Sent]:
    """As their fragment wants them."""
    return [sent(one, one.conference.zone if one.conference else "UTC", 0) for one in notices]


_WISHES = Statement(lambda person: Wishes.objects.filter(person=person))


def wishes(person_id: int) -> Wishes:
    """What she chose, or what holds for who has not chosen yet."""
    return _WISHES.first(person=person_id) or Wishes(person_id=person_id)


def devices(person_id: int) -> QuerySet[Device]:
    return Device.objects.filter(person_id=person_id).order_by("pk")


def device(pk: int) -> Device:
    found = Device.objects.filter(pk=pk).first()
    if found is None:
        raise NotFound
    return found


def is_hers(actor: Actor, one: Device) -> bool:
    """Another's device is as if it were not there: raises NotFound."""
    if one.person_id != actor.person_id:
        raise NotFound
    return True


def due(now: datetime, attempts: int, most: int) -> list[int]:
    """Numbers of deliveries whose time has come."""
    found = Delivery.objects.filter(done=False, due_at__lte=now, attempts__lt=attempts).order_by("due_at", "pk")
    return list(found.values_list("pk", flat=True)[:most])


def delivery(pk: int) -> Delivery:
    return Delivery.objects.select_related("notice__person", "notice__conference", "device").get(pk=pk)


def names_of(person_id: int) -> list[str]:
    """What others may have been told she is called."""
    hers = list(User.objects.filter(pk=person_id).values_list("display_name", "email"))
    hers += list(Membership.objects.filter(person_id=person_id).values_list("pseudonym", "ref"))
    return [word for pair in hers for word in pair if word]
