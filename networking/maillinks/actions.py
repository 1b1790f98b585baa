"""The only writers of personal links and of what is done by them."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import datetime, time, timedelta

from allauth.account.models import EmailAddress
from django.conf import settings
from django.contrib.sessions.models import Session
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts import actions as accounts
from accounts.models import Membership, User
from core import clock, mail
from core.actor import Actor
from core.errors import Conflict, Invalid
from core.models import Conference
from networking.chats import actions as chats
from networking.chats import letters
from networking.chats.models import Chat
from networking.maillinks import queries
from networking.maillinks.models import MentorLink
from networking.mentors import actions as mentors
from networking.mentors import cells
from networking.mentors.models import MentorProfile, Slot
from realtime import entrance

AFTER = timedelta(days=14)  # the congress: feedback still comes in


def invite(actor: Actor, conference: Conference, email: str, name: str) -> MentorLink:
    """Ask somebody to mentor by one letter. She is a mentor at once; she agrees by picking times."""
    person = User.objects.filter(email__iexact=email).first() or User.objects.create_user(
        email, display_name=name, zone=conference.zone
    )
    membership = Membership.objects.filter(conference=conference, person=person).first()
    if membership is None or membership.state != Membership.State.ACTIVE:
        membership = accounts.join(person.pk, conference, appears=Membership.Appears.QUIET)
    profile = MentorProfile.objects.filter(membership=membership).first()
    if profile is None:
        profile = mentors.offer(membership, headline=_("Mentor"), approved=True)
    mentors.approve(actor, profile, True)
    return send(actor, profile)


def send(actor: Actor, profile: MentorProfile) -> MentorLink:
    """Send a mentor her personal link; the one before ends."""
    revoke(actor, profile)
    conference = profile.membership.conference
    ends = datetime.combine(conference.ends_on, time.max, clock.zone(conference.zone)) + AFTER
    link = MentorLink.objects.create(
        mentor=profile, nonce=secrets.token_hex(16), made_at=clock.now(), made_by_id=actor.person_id, ends_at=ends
    )
    person = profile.membership.person
    text = _(
        "Dear %(name)s,\n\n"
        "young researchers at %(congress)s would like to ask you something: twenty minutes each, by video, sound or"
        " text.\n\nPick up to four times here. It needs no password and no tour:\n%(url)s\n\n"
        "The link is yours alone: it opens your times and your chats, and nothing else. It ends two weeks after the"
        " congress.\n"
    ) % {"name": profile.membership.shown_name, "congress": conference.name, "url": url_of(link)}
    mail.post(
        f"link:{link.pk}", to=person.email, person_id=person.pk, text=text,
        subject=_("Twenty minutes for a young researcher, %(congress)s") % {"congress": conference.name},
    )  # fmt: skip
    return link


def url_of(link: MentorLink) -> str:
    return settings.PUBLIC_URL + reverse("mentor_link", args=[queries.words_of(link)])


def door(person_id: int, conference_id: int) -> str:
    """Where letters lead a mentor who has a link and no password: to what her link opens."""
    profile = MentorProfile.objects.filter(membership__person=person_id, membership__conference=conference_id).first()
    link = queries.current(profile) if profile else None
    return "" if link is None or link.mentor.membership.person.has_usable_password() else url_of(link)


def revoke(actor: Actor, profile: MentorProfile) -> int:
    """End a mentor's links with the sessions they opened; how many links."""
    holding = list(MentorLink.objects.filter(mentor=profile, revoked_at=None))
    keys = [key for link in holding for key in link.sessions]
    MentorLink.objects.filter(pk__in=[link.pk for link in holding]).update(revoked_at=clock.now(), sessions=[])
    if keys:
        Session.objects.filter(pk__in=keys).delete()
        accounts.end_sessions(profile.membership.person_id, [entrance.digest_of(key) for key in keys])
    return len(holding)


def opened(link: MentorLink, session_key: str) -> None:
    """Remember a session that the link opened."""
    _confirm(link.mentor.membership.person)
    MentorLink.objects.filter(pk=link.pk).update(sessions=[*link.sessions, session_key][-20:])


def pick(link: MentorLink, starts: Sequence[datetime]) -> list[Slot]:
    """Offer these times, of those that were shown."""
    wanted = set(starts)
    spans = [(start, end) for start, end in queries.offers(link.mentor) if start in wanted]
    if len(spans) != len(wanted):
        raise Conflict("link.times_changed", _("One of these times is not free any more. Please pick again."))
    if not spans:
        raise Invalid("link.nothing_picked", _("Pick at least one time."), field="starts")
    _confirm(link.mentor.membership.person)
    return mentors.add_slots(link.mentor, spans)


def _confirm(person: User) -> None:
    """Who used the link has read the letter, so the address is hers."""
    fields = {"verified": True, "primary": True}
    EmailAddress.objects.get_or_create(user=person, email=person.email, defaults=fields)


def drop(link: MentorLink, slot: Slot) -> None:
    """Take a picked time back."""
    mentors.withdraw_slot(Actor(), slot)


def cancel(link: MentorLink, chat: Chat) -> None:
    """Call one of the mentor's own chats off."""
    chats.cancel(Actor(conference_id=chat.conference_id, membership_id=link.mentor.membership_id), chat)


def send_brief(chat: Chat) -> bool:
    """An hour before: who comes and what she asks, with the way in. Once for each time a chat has had."""
    profile = MentorProfile.objects.filter(membership=chat.mentor).first()
    link = queries.current(profile) if profile else None
    if profile is None or link is None:
        return False
    person = profile.membership.person
    lines = queries.brief(chat)
    at = f"{chat.start.astimezone(clock.zone(person.zone)):%H:%M} ({person.zone})"
    fallback = (
        _("If that fails, your own room: %(url)s") % {"url": profile.meeting_link} if profile.meeting_link else ""
    )
    text = "\n".join(
        [*lines, "", _("At %(at)s, come in here: %(url)s") % {"at": at, "url": url_of(link)}, fallback]
    ).rstrip()
    mail.post(
        f"link-brief:{chat.pk}:{chat.sequence}", to=person.email, person_id=person.pk, text=f"{text}\n",
        subject=_("At %(at)s: %(name)s") % {"at": at, "name": letters.name_of(chat.mentee)},
    )  # fmt: skip
    return True


def thank(profile: MentorProfile) -> bool:
    """A letter for the dossier after the congress, once: what she gave, in figures that are true."""
    conference, count = profile.membership.conference, queries.given(profile)
    person = profile.membership.person
    minutes = int(cells.CHAT.total_seconds() // 60)
    text = _(
        "%(congress)s\n%(first)s to %(last)s\n\nTo whom it may concern\n\n"
        "%(name)s has mentored early-career researchers at %(congress)s: %(count)s one-to-one conversations of about"
        " %(minutes)s minutes each, given freely. The society thanks %(name)s for time and attention that cannot be"
        " bought.\n\nThe Early Career Leadership Council\n"
    ) % {
        "congress": conference.name, "first": conference.starts_on.isoformat(), "last": conference.ends_on.isoformat(),
        "name": profile.membership.shown_name, "count": count, "minutes": minutes,
    }  # fmt: skip
    subject = _("Thank you for mentoring at %(congress)s") % {"congress": conference.name}
    mail.post(f"thanks:{profile.pk}", to=person.email, person_id=person.pk, subject=subject, text=text)
    return True


def erase(person_id: int) -> None:
    for profile in MentorProfile.objects.filter(membership__person=person_id):
        revoke(Actor(), profile)
    MentorLink.objects.filter(mentor__membership__person=person_id).delete()
    MentorLink.objects.filter(made_by=person_id).update(made_by=None)
