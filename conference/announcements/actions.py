"""The only writers of announcements."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import partial

from django.urls import reverse
from django.utils.translation import gettext as _
from django_tasks import task

from accounts import queries as people
from accounts.notices import actions as notices
from conference.announcements import events, queries
from conference.announcements.models import Announcement
from conference.rooms.models import Room
from core import clock, ended
from core.actor import Actor
from core.errors import Conflict
from core.models import Conference
from core.unit import before_commit, unit_of_work
from realtime import log
from realtime.log import News

State = Announcement.State
# Everybody is told in portions, each a transaction of its own
PORTION = 200


def write(
    actor: Actor, conference_id: int, room: Room | None, *, text: str, minutes: int, urgent: bool, draft: bool
) -> Announcement:
    """Write an announcement, and show it at once unless it is a draft."""
    made = Announcement.objects.create(
        conference_id=conference_id,
        room=room,
        text=text,
        minutes=minutes,
        urgent=urgent,
        made_at=clock.now(),
        by_id=actor.person_id,
    )
    if not draft:
        move(queries.announcement(made.pk), State.ACTIVE)
    return made


def move(announcement: Announcement, state: str) -> None:
    """Show a draft, or take an announcement away. Conflict when it has gone that way already."""
    Announcement.objects.select_for_update().get(pk=announcement.pk)
    announcement = queries.announcement(announcement.pk)
    order = [State.DRAFT, State.ACTIVE, State.ARCHIVED]
    if order.index(State(state)) <= order.index(State(announcement.state)):
        raise Conflict("announcement.moved_on", _("Somebody was faster. Please look again."))
    was, announcement.state = announcement.state, state
    if state == State.ACTIVE:
        announcement.made_at = clock.now()
        announcement.ends_at = announcement.made_at + timedelta(minutes=announcement.minutes)
    elif was == State.ACTIVE and announcement.ends_at and announcement.ends_at > clock.now():
        announcement.ends_at = None  # taken back, not over: it is not told to those who come later either
    announcement.save(update_fields=["state", "made_at", "ends_at"])
    if state == State.ACTIVE:
        _show(announcement)
    elif was == State.ACTIVE:
        gone = events.AnnouncementGone(id=announcement.pk, where=announcement.where)
        log.append(News(announcement.stream, events.ENDED, gone, f"announcement:{announcement.pk}"))


def _show(announcement: Announcement) -> None:
    subject = f"announcement:{announcement.pk}"
    log.append(News(announcement.stream, events.MADE, events.data(announcement), subject))
    if announcement.urgent:
        before_commit(partial(_enqueue, announcement.pk))


def _enqueue(pk: int) -> None:
    tell_everybody.enqueue(pk)


def end_due(now: datetime) -> int:
    """Take away what has stood long enough; how many."""
    due = Announcement.objects.filter(state=State.ACTIVE, ends_at__lte=now).values_list("pk", flat=True)
    ended = list(due)
    for pk in ended:
        with unit_of_work():
            move(queries.announcement(pk), State.ARCHIVED)
    return len(ended)


@task()
def tell_everybody(pk: int) -> int:
    """Tell an urgent announcement to everybody who joined, by all their ways; may run twice, each hears it once."""
    announcement = queries.announcement(pk)
    conference: Conference = announcement.conference
    members = list(people.members(conference.pk).values_list("person_id", flat=True))
    for start in range(0, len(members), PORTION):
        with unit_of_work():
            notices.send_all(
                members[start : start + PORTION], key=f"announcement:{pk}", kind="announcement.urgent",
                title=_("Urgent: please read"), text=announcement.text, url=reverse("home", args=[conference.slug]),
                urgent=True, until=announcement.ends_at, conference=conference,
            )  # fmt: skip
    return len(members)


def erase(person_id: int) -> None:
    """What was announced stays, it was said for the congress; who wrote it goes."""
    Announcement.objects.filter(by_id=person_id).update(by=None)


def forget(conferences: Sequence[int]) -> int:
    """Drop some of the announcements of these conferences; how many."""
    some = Announcement.objects.filter(conference__in=conferences).values_list("pk", flat=True)[: ended.AT_ONCE]
    return Announcement.objects.filter(pk__in=list(some)).delete()[0]
