"""The only writers about presets, shifts, and whether queues are attended."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import gettext as _

from accounts import actions as accounts
from accounts.models import Membership
from accounts.notices import actions as notices
from core import clock
from core.actor import Actor
from core.errors import Conflict
from core.models import Conference
from core.unit import unit_of_work
from moderation.duty import attention, events, items, queries
from moderation.duty.attention import Waiting
from moderation.duty.items import Item
from moderation.duty.models import Care, Claim, Decision, Shift, Watch
from realtime import log
from realtime.log import News

# How long a queue may be without anybody (live-rooms.md)
PATIENCE = timedelta(minutes=3)
# So long an item is one moderator's
CLAIM = timedelta(minutes=2)
# A busy desk need not write the same row with every decision
OFTEN = timedelta(seconds=20)
FIELDS = ("rota", "handover", "claims", "two_persons")


@dataclass(frozen=True, slots=True)
class Chosen:
    """The settings of a congress, all of them."""

    rota: bool
    handover: bool
    claims: bool
    two_persons: bool


def choose(conference: Conference, chosen: Chosen, preset: str = "") -> None:
    """Take these settings, and remember what was there for an undo."""
    care = _locked(conference)
    care.before = {"preset": care.preset, **{name: getattr(care, name) for name in FIELDS}}
    care.preset = preset or care.preset
    for name, value in asdict(chosen).items():
        setattr(care, name, value)
    care.save()
    _rights(conference)


def undo(conference: Conference) -> None:
    """Bring back what was before the last choice. Conflict when there is nothing to go back to."""
    care = _locked(conference)
    if not care.before:
        raise Conflict("care.nothing_before", _("There is nothing to go back to."))
    for name, value in care.before.items():
        setattr(care, name, value)
    care.before = None
    care.save()
    _rights(conference)


def _locked(conference: Conference) -> Care:
    Care.objects.get_or_create(conference=conference)
    return Care.objects.select_for_update().get(conference=conference)


def _rights(conference: Conference) -> None:
    """With or without a rota moderators have other rights: their open pages hear of it."""
    for person_id in queries.moderators(conference.pk).values_list("person_id", flat=True).order_by("person_id"):
        accounts.tell_rights(person_id)


def plan_shift(membership: Membership, starts_at: datetime, hours: int) -> Shift:
    """Put somebody on the rota. Conflict when her other shift is at the same time."""
    ends_at = starts_at + timedelta(hours=hours)
    Membership.objects.select_for_update().get(pk=membership.pk)
    if Shift.objects.filter(membership=membership, starts_at__lt=ends_at, ends_at__gt=starts_at).exists():
        raise Conflict("shift.overlaps", _("Another shift of theirs is at that time."))
    return Shift.objects.create(membership=membership, starts_at=starts_at, ends_at=ends_at)


def drop_shift(shift: Shift) -> None:
    person_id = shift.membership.person_id
    shift.delete()
    accounts.tell_rights(person_id)


def hand_over(shift: Shift, note: str) -> None:
    """Leave word for who comes next."""
    Shift.objects.filter(pk=shift.pk).update(note=note, noted_at=clock.now())


def turn_shifts(now: datetime) -> int:
    """Tell the open pages of those whose shift began or ended; how many turned. Rights follow the clock at once."""
    began = Shift.objects.filter(began_told=False, starts_at__lte=now)
    ended = Shift.objects.filter(ended_told=False, ends_at__lte=now)
    people = set(began.values_list("membership__person_id", flat=True)) | set(
        ended.values_list("membership__person_id", flat=True)
    )
    if not people:
        return 0
    with unit_of_work():
        for person_id in sorted(people):
            accounts.tell_rights(person_id)
        ended.update(ended_told=True, began_told=True)
        began.update(began_told=True)
    return len(people)


def attend(conference_id: int, scope: str) -> None:
    """A moderator does something about a queue: if it rang, it stops."""
    now = clock.now()
    found = queries.watch(conference_id, scope)
    if found is not None and not found.rings and found.attended_at and found.attended_at > now - OFTEN:
        return
    Watch.objects.get_or_create(conference_id=conference_id, scope=scope)
    watch = (
        Watch.objects.select_for_update(of=("self",))
        .select_related("conference")
        .get(conference_id=conference_id, scope=scope)
    )
    rang, watch.attended_at = watch.rings, now
    watch.save(update_fields=["attended_at"])
    if rang:
        _tell_organizers(watch, events.ATTENDED, events.Attended(id=watch.pk))


def attend_to(watch: Watch) -> None:
    attend(watch.conference_id, watch.scope)


def claim(actor: Actor, item: Item, on: bool) -> None:
    """Say that one works on an item, or no more; it ends by itself. Conflict while somebody else does."""
    must_be_free(actor, item.kind, item.key)
    Claim.objects.filter(kind=item.kind, key=item.key).delete()
    if on:
        until = clock.now() + CLAIM
        Claim.objects.create(
            conference_id=item.conference_id, kind=item.kind, key=item.key, by_id=actor.membership_id or 0, until=until
        )
    attend(item.conference_id, item.scope or f"moderators:{item.conference_id}")
    items.of(item.kind).tell(item.key)


def must_be_free(actor: Actor, kind: str, key: object) -> None:
    """Conflict for what another moderator works on just now."""
    held = Claim.objects.select_for_update(of=("self",)).filter(kind=kind, key=str(key), until__gt=clock.now())
    other = held.exclude(by_id=actor.membership_id or 0).select_related("by__person").first()
    if other is not None:
        sorry = _("%(name)s works on this just now. Please take another one.") % {"name": other.by.shown_name}
        raise Conflict("item.claimed", sorry)


def remember(actor: Actor, item: Item, before: dict[str, Any]) -> None:
    """Keep for a moment what an item was, so that who decided can take it back."""
    Claim.objects.filter(kind=item.kind, key=item.key).delete()
    if actor.person_id is not None:
        about = {"conference_id": item.conference_id, "scope": item.scope, "at": clock.now(), "before": before}
        Decision.objects.update_or_create(kind=item.kind, key=item.key, defaults={**about, "by_id": actor.person_id})


def take_back(decision: Decision) -> None:
    """Bring back what was before one's last decision."""
    found = Decision.objects.select_for_update().filter(pk=decision.pk, at=decision.at).first()
    if found is None:
        raise Conflict("item.too_late", _("It is too late to take that back. Decide anew."))
    items.of(found.kind).restore(found.key, found.before)
    found.delete()


def ring(now: datetime) -> int:
    """Call the organizers to every queue that nobody has looked after for three minutes; how many rang.

    Safe to run twice at once: the row of the queue is held, and it rings once until somebody looks after it.
    """
    rang = 0
    for (conference_id, scope), waiting in sorted(attention.waiting(now).items(), key=lambda pair: pair[0]):
        with unit_of_work():
            rang += _ring_one(conference_id, scope, waiting, now)
    return rang


def _ring_one(conference_id: int, scope: str, waiting: list[Waiting], now: datetime) -> bool:
    Watch.objects.get_or_create(conference_id=conference_id, scope=scope)
    watch = (
        Watch.objects.select_for_update(of=("self",))
        .select_related("conference")
        .get(conference_id=conference_id, scope=scope)
    )
    oldest = min(one.since for one in waiting)
    quiet_since = max(oldest, watch.attended_at or oldest)
    if now - quiet_since < PATIENCE or (watch.rung_at is not None and watch.rung_at > quiet_since):
        return False
    watch.rung_at, watch.place, watch.url = now, waiting[0].place[:200], waiting[0].url[:300]
    watch.save(update_fields=["rung_at", "place", "url"])
    _tell_organizers(watch, events.RUNG, events.rung(watch))
    for organizer in queries.organizers(conference_id):
        _write(watch, organizer)
    for one in waiting:
        one.tell()
    return True


def _tell_organizers(watch: Watch, type_: str, data: Any) -> None:
    for organizer in queries.organizers(watch.conference_id):
        subject = f"watch:{watch.pk}"
        log.append(News(f"user:{organizer.person_id}", type_, data, subject, rewrites=type_ == events.ATTENDED))


def _write(watch: Watch, organizer: Membership) -> None:
    """By bell, letter and push, as she chose; it is urgent."""
    text = _("In \u201c%(place)s\u201d somebody has waited three minutes, and nobody looks after it.")
    at = watch.rung_at.isoformat() if watch.rung_at else ""
    notices.send(
        organizer.person_id,
        key=f"rung:{watch.pk}:{at}",
        kind="duty",
        title=_("Somebody waits for a moderator"),
        text=text % {"place": watch.place},
        url=watch.url,
        urgent=True,
        conference=watch.conference,
    )


def forget(before: datetime) -> int:
    """Drop claims and decisions nobody can use any more; how many."""
    claims = Claim.objects.filter(until__lt=before).delete()[0]
    return claims + Decision.objects.filter(at__lt=before).delete()[0]


def erase(person_id: int) -> None:
    """Her shifts go with her membership; words she handed over go now."""
    Shift.objects.filter(membership__person_id=person_id).delete()
