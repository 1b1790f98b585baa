"""The only writers of contacts, their requests, and who may contact whom."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import Membership
from accounts.notices import actions as notices
from core import clock
from core.actor import Actor
from core.errors import Conflict, Forbidden
from messaging import actions as messaging
from messaging.forgetting import actions as words
from networking.contacts import events, queries, rules
from networking.contacts.models import Contact, ContactRequest, Openness
from networking.mentors import locks
from realtime import log
from realtime.log import News

LASTS = timedelta(days=14)
State = ContactRequest.State


def set_openness(actor: Actor, who: str) -> None:
    Openness.objects.update_or_create(membership_id=actor.membership_id or 0, defaults={"who": who})


def ask(asker: Membership, asked: Membership, words: str) -> Contact | None:
    """Say that one would like to write. With somebody one has met in a chat the contact is there at once.

    Raises Forbidden, in the same words whatever the choice of the asked one is.
    """
    locks.people(asker.person_id, asked.person_id)
    there = queries.between(asker.pk, asked.pk)
    if there is not None and not there.closed:
        return there
    if not rules.may_contact(asker, asked):
        raise Forbidden("contact.not_wanted", _("%(name)s takes no messages here.") % {"name": asked.shown_name})
    if rules.met(asker, asked) and there is None:
        return befriend(asker, asked)
    if ContactRequest.objects.filter(asker=asker, asked=asked, state__in=[State.SENT, State.DECLINED]).exists():
        raise Conflict("contact.there", _("You have asked already. There is nothing more to do."))
    now = clock.now()
    one = ContactRequest.objects.create(asker=asker, asked=asked, words=words, made_at=now, expires_at=now + LASTS)
    _tell_asked(queries.request(one.pk))
    return None


def _tell_asked(one: ContactRequest) -> None:
    log.append(
        News(f"user:{one.asked.person_id}", events.ASKED, events.asked(one), subject=f"contact-request:{one.pk}")
    )
    notices.send(
        one.asked.person_id, key=f"contact-request:{one.pk}", kind="contact.asked",
        title=_("%(name)s would like to write to you") % {"name": one.asker.shown_name}, text=one.words,
        url=reverse("contacts", args=[one.asker.conference.slug]), conference=one.asker.conference,
    )  # fmt: skip


def answer(actor: Actor, one: ContactRequest, on: bool) -> Contact | None:
    """Yes, or no. The asker hears of a yes only."""
    locks.people(one.asker.person_id, one.asked.person_id)
    _settle(one, State.ACCEPTED if on else State.DECLINED, State.SENT)
    return befriend(one.asker, one.asked) if on else None


def withdraw(actor: Actor, one: ContactRequest) -> None:
    """Take the wish back."""
    locks.people(one.asker.person_id, one.asked.person_id)
    _settle(one, State.WITHDRAWN, State.SENT, State.DECLINED)


def _settle(one: ContactRequest, to: str, *was: str) -> None:
    if ContactRequest.objects.filter(pk=one.pk, state__in=was).update(state=to) != 1:
        raise Conflict("contact.moved_on", _("This was answered or taken back meanwhile."))
    gone = events.gone(one)
    log.append(
        News(f"user:{one.asked.person_id}", events.SETTLED, gone, subject=f"contact-request:{one.pk}", rewrites=True)
    )


def befriend(one: Membership, other: Membership) -> Contact:
    """Let two write to each other, or again; callers hold both people's locks and know that both want it."""
    first, second = sorted((one, other), key=lambda member: member.pk)
    contact, fresh = Contact.objects.get_or_create(
        one=first, other=second, defaults={"conference_id": one.conference_id, "since": clock.now()}
    )
    if fresh:
        messaging.open_thread(one.conference_id, "contact", str(contact.pk))
    elif contact.closed:
        Contact.objects.filter(pk=contact.pk).update(closed=False)
    _tell(contact.pk)
    return queries.contact(contact.pk)


def close(actor: Actor, contact: Contact) -> None:
    """End a conversation: both can read it, nobody writes."""
    Contact.objects.filter(pk=contact.pk).update(closed=True)
    _tell(contact.pk)


def part(conference_id: int, pair: tuple[int, int], by: int) -> None:
    """Who is kept apart writes no more: closed, as either of them may close it at any time."""
    one, other = pair
    both = Q(one__person=one, other__person=other) | Q(one__person=other, other__person=one)
    for pk in Contact.objects.filter(both, conference=conference_id, closed=False).values_list("pk", flat=True):
        Contact.objects.filter(pk=pk).update(closed=True)
        _tell(pk)


def _tell(pk: int) -> None:
    contact = queries.contact(pk)
    for mine in (contact.one, contact.other):
        data = events.made(contact, contact.fellow_of(mine.pk))
        log.append(News(f"user:{mine.person_id}", events.MADE, data, subject=f"contact:{pk}", rewrites=True))


def end(pk: int, now: datetime) -> bool:
    """A wish nobody answered ends; so does one that was answered with no, at the same moment."""
    one = queries.request(pk)
    if one.expires_at > now:
        return False
    _settle(one, State.EXPIRED, State.SENT, State.DECLINED)
    return True


def forget(ended_before: datetime) -> int:
    """Drop contacts and their words some time after the congress; how many."""
    old = list(Contact.objects.filter(conference__ends_on__lt=ended_before.date()).values_list("pk", flat=True)[:200])
    for pk in old:
        _forget(queries.contact(pk))
    asked = ContactRequest.objects.filter(asker__conference__ends_on__lt=ended_before.date())
    return len(old) + asked.delete()[0]


def _forget(contact: Contact) -> None:
    words.drop_thread("contact", str(contact.pk))
    Contact.objects.filter(pk=contact.pk).delete()


def erase(person_id: int) -> None:
    """Take a person out: conversations close without her name, her wishes go."""
    hers = ContactRequest.objects.filter(asker__person=person_id)
    for pk in list(hers.values_list("pk", flat=True)):
        one = queries.request(pk)
        stream, subject = f"user:{one.asked.person_id}", f"contact-request:{pk}"
        log.append(News(stream, events.SETTLED, events.gone(one), subject=subject, rewrites=True))
    notices.forget_words(hers.values_list("words", flat=True), "")
    ContactRequest.objects.filter(Q(asker__person=person_id) | Q(asked__person=person_id)).delete()
    for contact in Contact.objects.filter(Q(one__person=person_id) | Q(other__person=person_id)):
        whole = queries.contact(contact.pk)
        left = whole.other if whole.one.person_id == person_id else whole.one
        gone_too = events.made(whole, None).model_copy(update={"closed": True})
        log.append(News(f"user:{left.person_id}", events.MADE, gone_too, subject=f"contact:{whole.pk}", rewrites=True))
        _forget(whole)


def erase_openness(person_id: int) -> None:
    Openness.objects.filter(membership__person=person_id).delete()
