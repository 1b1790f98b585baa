"""The duty desk: on and off duty, a connection that is lost, windows declared beforehand. Locks: the queue, rows."""

from __future__ import annotations

from datetime import date, time, timedelta

from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import Membership
from accounts.notices import actions as notices
from core import clock
from core.actor import Actor
from core.errors import Conflict, Forbidden, Invalid
from networking.availability import spans
from networking.matchmaking import queries
from networking.matchmaking.changes import actions as changes
from networking.matchmaking.models import Duty, DutyWindow, Offer
from networking.matchmaking.offers import actions as offers
from networking.mentors import actions as mentors
from networking.mentors import cells, locks
from networking.mentors.models import MentorProfile

LOST = timedelta(seconds=45)  # without a sign of life, outside a declared window
RINGS_FOR, EACH = timedelta(seconds=120), timedelta(seconds=40)
MOST_WINDOWS = 20


def set_duty(actor: Actor, profile: MentorProfile, on: bool) -> Duty:
    """Go on or off duty. Off duty during an offer withdraws it, during a chat comes true after it."""
    if not profile.approved:
        raise Forbidden("mentor.not_approved", _("Your offer to mentor waits for approval."))
    locks.queue(profile.conference_id)
    conference = profile.membership.conference
    duty, _fresh = Duty.objects.get_or_create(mentor=profile, defaults={"conference": conference, "since": clock.now()})
    if on:
        changes.move_duty(duty, (Duty.State.OFF, Duty.State.PAUSED), Duty.State.AVAILABLE, until=None, missed=0)
        Duty.objects.filter(pk=duty.pk).update(leaving=False, seen_at=None, lost_at=None, rung=0)
    else:
        _go_off(duty)
    offers.pair(conference)
    changes.tell_duty(duty.pk)
    changes.tell_board(conference)
    return duty


def _go_off(duty: Duty) -> None:
    if Duty.objects.filter(pk=duty.pk, state=Duty.State.IN_CHAT).update(leaving=True):
        return
    offered = queries.live_offer(duty=duty)
    if offered and changes.move_offer(offered, Offer.State.WITHDRAWN):
        offers.put_back(offered.ticket, offered.duty)
    changes.move_duty(duty, tuple(Duty.State.values), Duty.State.OFF, until=None)


def resume(duty: Duty) -> bool:
    """End a rest or a pause whose time is up; who was lost all her declared time is off duty then."""
    locks.queue(duty.conference_id)
    was = (Duty.State.COOLDOWN, Duty.State.PAUSED)
    lost = Duty.objects.filter(pk=duty.pk, lost_at__isnull=False).exists()
    to = Duty.State.OFF if lost else Duty.State.AVAILABLE
    if not changes.move_duty(duty, was, to, until=None, lost_at=None, rung=0):
        return False
    offers.pair(duty.conference)
    changes.tell_duty(duty.pk)
    changes.tell_board(duty.conference)
    return True


def serve_peers(actor: Actor, membership: Membership, on: bool) -> Duty:
    """An ambassador is there for peers, or not any more. She needs no approval and is in no list of mentors."""
    profile = MentorProfile.objects.filter(membership=membership).first()
    if profile is None:
        profile = mentors.offer_peer(membership)
    return set_duty(actor, profile, on)


def here(duty: Duty) -> None:
    """A sign of life of the page on duty. Whoever was lost within her window is free again."""
    now = clock.now()
    if duty.lost_at is None:
        Duty.objects.filter(pk=duty.pk).update(seen_at=now)
        return
    locks.queue(duty.conference_id)
    back = changes.move_duty(duty, Duty.State.PAUSED, Duty.State.AVAILABLE, until=None)
    Duty.objects.filter(pk=duty.pk).update(seen_at=now, lost_at=None, rung=0)
    if back:
        offers.pair(duty.conference)
        changes.tell_duty(duty.pk)
        changes.tell_board(duty.conference)


def lose(duty: Duty) -> bool:
    """Nothing was heard of her for too long: within a declared window she is paused and rung for, else off duty.

    Without scripts no page gives signs of life: who never gave one is not looked for.
    """
    locks.queue(duty.conference_id)
    duty.refresh_from_db()
    now = clock.now()
    gone = duty.seen_at is not None and duty.seen_at <= now - LOST and duty.lost_at is None
    if not gone or duty.state not in (Duty.State.AVAILABLE, Duty.State.OFFERED):
        return False
    offered = queries.live_offer(duty=duty)
    if offered and changes.move_offer(offered, Offer.State.WITHDRAWN):
        offers.put_back(offered.ticket, offered.duty)
        changes.tell_ticket(offered.ticket_id)
    was = (Duty.State.AVAILABLE, Duty.State.OFFERED)
    window = queries.window_now(duty.mentor_id, now)
    if window is None:
        changes.move_duty(duty, was, Duty.State.OFF, until=None, seen_at=None)
    else:
        changes.move_duty(duty, was, Duty.State.PAUSED, until=window.end, lost_at=now)
        ring(queries.duty(duty.pk))
    offers.pair(duty.conference)
    changes.tell_duty(duty.pk)
    changes.tell_board(duty.conference)
    return True


def ring(duty: Duty) -> bool:
    """Ring for somebody who was lost within her window, three times in two minutes; False when it is not time."""
    if duty.lost_at is None:
        return False
    due = duty.lost_at + duty.rung * EACH
    now = clock.now()
    if now < due or now > duty.lost_at + RINGS_FOR:
        return False
    if not Duty.objects.filter(pk=duty.pk, rung=duty.rung, lost_at=duty.lost_at).update(rung=duty.rung + 1):
        return False
    notices.send(
        duty.mentor.membership.person_id, key=f"duty:{duty.pk}:{int(duty.lost_at.timestamp())}:{duty.rung}",
        kind="queue.lost", title=_("Your page on duty is cut off. Open it and you go on."),
        url=reverse("duty", args=[duty.conference.slug]), urgent=True, conference=duty.conference,
        until=duty.lost_at + RINGS_FOR,
    )  # fmt: skip
    return True


def declare_window(actor: Actor, profile: MentorProfile, day: date, start: time, end: time) -> DutyWindow:
    """Say beforehand when one is on duty, by one's own clock: the queue counts on it and rings at its beginning."""
    span = spans.of_day(day, start, end, clock.zone(actor.zone))
    if span is None:
        raise Invalid("duty.no_such_time", _("That time does not exist, or its end comes before it."), field="end")
    if span[1] <= clock.now() or span[1] - span[0] > timedelta(hours=12):
        raise Invalid("duty.window", _("Choose a time to come, of twelve hours at most."), field="end")
    there = queries.windows(profile.pk)
    if there.count() >= MOST_WINDOWS:
        raise Conflict("duty.too_many", _("That is more than you can keep. Take a time back first."))
    if cells.overlap(*span, there.values_list("start", "end")):
        raise Conflict("duty.overlap", _("You are on duty then already."))
    return DutyWindow.objects.create(mentor=profile, start=span[0], end=span[1])


def drop_window(window: DutyWindow) -> None:
    DutyWindow.objects.filter(pk=window.pk).delete()


def call(window: DutyWindow) -> bool:
    """Tell a mentor once that her declared time begins, when she is not there yet."""
    if not DutyWindow.objects.filter(pk=window.pk, called=False).update(called=True):
        return False
    duty = Duty.objects.filter(mentor=window.mentor).first()
    if duty is not None and duty.state != Duty.State.OFF:
        return False
    membership = window.mentor.membership
    return notices.send(
        membership.person_id, key=f"duty:window:{window.pk}", kind="queue.duty", title=_("Your time on duty begins"),
        url=reverse("duty", args=[membership.conference.slug]), urgent=True, conference=membership.conference,
        until=window.end,
    )  # fmt: skip
