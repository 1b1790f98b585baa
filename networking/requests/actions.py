"""The only writers of requests. Locks: the two people, sorted, then rows."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.notices import actions as notices
from core import actor as actors
from core import audit, clock
from core.actor import Actor
from core.errors import Conflict, Invalid
from networking.chats import actions as chats
from networking.chats.models import Chat
from networking.mentors import actions as mentors
from networking.mentors import cells, locks
from networking.mentors import queries as mentor_queries
from networking.mentors.models import MentorProfile
from networking.requests import events, queries, states
from networking.requests.models import Request
from realtime import log
from realtime.log import News

MOST_OPEN = 3
LASTS, BEFORE = timedelta(hours=48), timedelta(hours=2)


def send(actor: Actor, profile: MentorProfile, start: datetime, question: str) -> Request:
    """Ask for a time. Whether the two may meet at all is not said here: such a request just ends.

    Raises Conflict for a fourth open one, a second one to the same mentor, or a mentor who has open times.
    """
    locks.people(actor.person_id or 0, profile.membership.person_id)
    now = clock.now()
    if start - now < BEFORE * 2:
        raise Invalid("request.too_soon", _("Choose a time that is at least four hours away."), field="time")
    if start != cells.floor(start):
        raise Invalid("slots.not_on_five", _("Choose a time on a full five minutes."), field="time")
    waiting = queries.open_of(actor.membership_id or 0)
    if waiting.filter(mentor=profile).exists():
        raise Conflict("request.there", _("You have asked this mentor already. It is among your requests."))
    if waiting.count() >= MOST_OPEN:
        raise Conflict("request.too_many", _("Three requests are open. Wait for one, or take one back."))
    if mentor_queries.shared_slots(actor, [profile]).get(profile.pk):
        raise Conflict("request.has_times", _("This mentor has open times. Choose one of them."))
    one = Request.objects.create(
        conference_id=profile.conference_id, mentor=profile, mentee_id=actor.membership_id or 0, start=start,
        question=question, made_at=now, expires_at=min(now + LASTS, start - BEFORE),
    )  # fmt: skip
    _note(actor, one, states.SENT)
    _tell(one.pk)
    return one


def accept(actor: Actor, one: Request) -> Chat:
    """The mentor says yes, or the mentee to the other time: the chat is booked at once."""
    _lock(one)
    start = one.counter_start or one.start
    # Each says yes to what the other one said last
    if (actor.membership_id == one.mentee_id) != (one.state == states.COUNTERED):
        raise _moved_on()
    if not _move(actor, one, states.ACCEPTED, told=True):
        raise _moved_on()
    mentee = actors.load(one.mentee.person_id, one.conference_id)
    try:
        slot = mentors.add_slots(one.mentor, [(start, start + cells.CHAT)])[0]
        chat = chats.book_slot(mentee, slot.pk, one.question)
    except Conflict:
        raise Conflict("request.time_gone", _("One of you has something else at that time by now.")) from None
    Request.objects.filter(pk=one.pk).update(chat=chat)
    _tell(one.pk)
    return chat


def counter(actor: Actor, one: Request, start: datetime) -> None:
    """The mentor proposes another time; the mentee has two days, or until two hours before it."""
    _lock(one)
    now = clock.now()
    if start - now < BEFORE:
        raise Invalid("request.too_soon", _("Choose a time that is at least two hours away."), field="time")
    ends = min(now + LASTS, start - BEFORE)
    if one.state != states.SENT or not _move(actor, one, states.COUNTERED, counter_start=start, expires_at=ends):
        raise _moved_on()
    _tell(one.pk)
    title = _("%(name)s proposes another time") % {"name": one.mentor.membership.shown_name}
    _notify(one, "countered", one.mentee.person_id, title)


def decline(actor: Actor, one: Request) -> None:
    """The mentor says no. The mentee hears of it when the request would have ended by itself, in the same words."""
    _lock(one)
    if one.state != states.SENT or not _move(actor, one, states.DECLINED):
        raise _moved_on()
    _tell_mentor(queries.request(one.pk))


def withdraw(actor: Actor, one: Request) -> None:
    """The mentee takes it back."""
    _lock(one)
    if (one.state == states.DECLINED and one.told) or not _move(actor, one, states.WITHDRAWN, told=True):
        raise _moved_on()
    _tell(one.pk)


def end(pk: int) -> bool:
    """When its time is over: silence, a no and a block end here, at the same moment and in the same words."""
    one = queries.request(pk)
    _lock(one)
    if one.state == states.DECLINED and not one.told:
        Request.objects.filter(pk=pk).update(told=True)
    elif not _move(Actor(conference_id=one.conference_id), one, states.EXPIRED, told=True):
        return False
    _tell(pk)
    mentee = actors.load(one.mentee.person_id, one.conference_id)
    nothing = chats.no_time(mentee, one.mentor)
    _notify(one, "no-time", one.mentee.person_id, _("No time found with %(name)s") % {
        "name": one.mentor.membership.shown_name}, nothing.text)  # fmt: skip
    return True


def _lock(one: Request) -> None:
    locks.people(one.mentee.person_id, one.mentor.membership.person_id)
    one.refresh_from_db(fields=["state", "counter_start", "told"])


def _move(actor: Actor, one: Request, to: str, **changes: Any) -> bool:
    if Request.objects.filter(pk=one.pk, state__in=states.before(to)).update(state=to, **changes) != 1:
        return False
    one.state = to
    _note(actor, one, to)
    return True


def _note(actor: Actor, one: Request, to: str) -> None:
    audit.record(actor, f"request.{to}", on=f"request:{one.pk}")


def _moved_on() -> Conflict:
    return Conflict("request.moved_on", _("This request has moved on meanwhile. Please look again."))


def _tell(pk: int) -> None:
    one = queries.request(pk)
    stream = f"user:{one.mentee.person_id}"
    log.append(News(stream, events.CHANGED, events.data(one, "mentee"), subject=f"request:{pk}", rewrites=True))
    _tell_mentor(one)


def _tell_mentor(one: Request) -> None:
    """Whom she is kept apart from does not come through, nor does it ring."""
    if one.mentee.person_id in queries.kept_apart(one):
        return
    mentor = one.mentor.membership.person_id
    data = events.data(one, "mentor")
    log.append(News(f"user:{mentor}", events.CHANGED, data, subject=f"request:{one.pk}", rewrites=True))
    if one.state == states.SENT:
        _notify(one, "sent", mentor, _("%(name)s asks you for a time") % {"name": one.mentee.shown_name}, one.question)


def _notify(one: Request, kind: str, person_id: int, title: str, text: str = "") -> None:
    notices.send(
        person_id, key=f"request:{one.pk}:{kind}", kind=f"request.{kind}", title=title, text=text,
        url=reverse("requests", args=[one.conference.slug]), conference=one.conference,
    )  # fmt: skip


def forget(ended_before: datetime) -> int:
    """Drop requests of congresses that are over long enough; how many."""
    return Request.objects.filter(conference__ends_on__lt=ended_before.date()).delete()[0]


def erase(person_id: int) -> None:
    """Take a person out: what she asked and was asked goes from rows and log."""
    for pk in list(Request.objects.filter(mentee__person=person_id).values_list("pk", flat=True)):
        one = queries.request(pk)
        gone = events.data(one, "mentor").model_copy(
            update={"name": "", "ref": "", "question": "", "state": "withdrawn"}
        )
        stream = f"user:{one.mentor.membership.person_id}"
        log.append(News(stream, events.CHANGED, gone, subject=f"request:{pk}", rewrites=True))
    for pk in list(Request.objects.filter(mentor__membership__person=person_id).values_list("pk", flat=True)):
        one = queries.request(pk)
        gone = events.data(one, "mentee").model_copy(update={"name": "", "ref": "", "state": "no_time"})
        log.append(News(f"user:{one.mentee.person_id}", events.CHANGED, gone, subject=f"request:{pk}", rewrites=True))
    notices.forget_words(Request.objects.filter(mentee__person=person_id).values_list("question", flat=True), "")
    Request.objects.filter(mentee__person=person_id).delete()
    Request.objects.filter(mentor__membership__person=person_id).delete()
