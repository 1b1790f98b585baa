"""The only writers about sanctions and appeals."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.events import RightsChanged
from accounts.models import Membership
from core import clock, mail
from core.actor import Actor
from core.errors import Conflict
from core.models import Conference
from moderation import events, queries
from moderation.models import Appeal, Sanction, WordList
from realtime import log
from realtime.hub import RIGHTS_CHANGED
from realtime.log import News

# What one moderator may decide alone (design: one moderator may ban for 24 h)
ALONE = timedelta(hours=24)


def impose(
    actor: Actor, membership: Membership, *, kind: str, minutes: int, code: str, reason: str,
    note: str = "", scope: str = "", place: str = "",
) -> Sanction:  # fmt: skip
    """Warn, mute, or keep a member out for some minutes; beyond a day a ban waits for a second person.

    Holds the rights row: it waits for her running commands, so nothing is acknowledged after this one is.
    """
    locked = Membership.objects.select_for_update().get(pk=membership.pk)
    now = clock.now()
    wanted = now + timedelta(minutes=minutes)
    sanction = Sanction.objects.create(
        membership=locked,
        kind=kind,
        scope=scope,
        place=place,
        code=code,
        reason=reason,
        note=note,
        starts_at=now,
        until=min(wanted, now + ALONE),
        asked_until=wanted if wanted > now + ALONE else None,
        by_id=actor.person_id,
    )
    _tell(queries.sanction(sanction.pk))
    return sanction


def confirm(actor: Actor, sanction: Sanction) -> Sanction:
    """The second person: it lasts as long as it was meant to. Conflict when it does not wait for one any more."""
    sanction = _locked(sanction)
    if not sanction.waits or sanction.asked_until is None:
        raise Conflict("sanction.moved_on", _("Somebody has decided this meanwhile. Please look again."))
    sanction.until, sanction.confirmed_by_id = sanction.asked_until, actor.person_id
    sanction.save(update_fields=["until", "confirmed_by"])
    _tell(queries.sanction(sanction.pk))
    return sanction


def lift(actor: Actor, sanction: Sanction) -> None:
    """End what holds. Conflict when it is over already."""
    sanction = _locked(sanction)
    if sanction.lifted_at is not None or sanction.until <= clock.now():
        raise Conflict("sanction.over", _("That is over already."))
    sanction.lifted_at, sanction.lifted_by_id = clock.now(), actor.person_id
    sanction.save(update_fields=["lifted_at", "lifted_by"])
    person_id = sanction.membership.person_id
    log.append(News(f"user:{person_id}", events.LIFTED, events.Gone(id=sanction.pk), _subject(sanction), rewrites=True))
    _rights(person_id)


def appeal(actor: Actor, sanction: Sanction, text: str) -> Appeal:
    """Ask that somebody else looks at it. Once for each decision."""
    sanction = _locked(sanction)
    made, fresh = Appeal.objects.get_or_create(sanction=sanction, defaults={"text": text, "at": clock.now()})
    if not fresh:
        raise Conflict("appeal.sent", _("You have asked already. Somebody will look at it."))
    return made


def decide(actor: Actor, appealed: Appeal, *, lifted: bool, answer: str) -> Appeal:
    """The answer to an appeal, told by letter; with `lifted` the sanction ends."""
    sanction = _locked(appealed.sanction)
    appealed = Appeal.objects.select_for_update().get(pk=appealed.pk)
    if appealed.decided_at is not None:
        raise Conflict("sanction.moved_on", _("Somebody has decided this meanwhile. Please look again."))
    appealed.lifted, appealed.answer = lifted, answer
    appealed.decided_by_id, appealed.decided_at = actor.person_id, clock.now()
    appealed.save()
    if lifted and sanction.lifted_at is None and sanction.until > clock.now():
        lift(actor, sanction)
    _write(sanction, f"appeal:{appealed.pk}", _("We looked at it again"), answer)
    return appealed


def set_words(conference: Conference, lines: str, care: str) -> None:
    """Say which words make a message wait, and which ones show their author where help is."""
    WordList.objects.update_or_create(conference=conference, defaults={"words": lines, "care": care})


def forget(ended_before: date) -> int:
    """Drop what was decided in conferences that ended before that day, unless it still holds; how many."""
    old = Sanction.objects.filter(membership__conference__ends_on__lt=ended_before, until__lt=clock.now())
    return old.delete()[1].get("moderation.Sanction", 0)


def _tell(sanction: Sanction) -> None:
    """All her screens at once, and a letter that says why and how to object."""
    person_id = sanction.membership.person_id
    log.append(News(f"user:{person_id}", events.TOLD, events.told(sanction), _subject(sanction)))
    _rights(person_id)
    _write(sanction, f"sanction:{sanction.pk}:{sanction.until.isoformat()}", _what(sanction), sanction.reason)


def _what(sanction: Sanction) -> str:
    return {
        Sanction.Kind.WARN: _("A word from the moderators"),
        Sanction.Kind.MUTE: _("Your writing is paused"),
        Sanction.Kind.TIMEOUT: _("A break from the congress"),
        Sanction.Kind.REMOVE: _("You were taken out of a room"),
        Sanction.Kind.BAN: _("You cannot take part for now"),
    }[Sanction.Kind(sanction.kind)]


def _write(sanction: Sanction, key: str, subject: str, words: str) -> None:
    member = sanction.membership
    where = settings.PUBLIC_URL + reverse("about_me", args=[member.conference.slug])
    until = _local(sanction.until, member)
    text = _(
        "%(what)s, in %(congress)s.\n\n%(words)s\n\nIt holds until %(until)s. "
        "If you see it differently, you can say so here, and somebody else will look at it:\n%(where)s\n"
    ) % {"what": subject, "congress": member.conference.name, "words": words, "until": until, "where": where}
    mail.post(key, to=member.person.email, subject=subject, text=text, person_id=member.person_id)


def _local(at: datetime, member: Membership) -> str:
    return f"{at.astimezone(clock.zone(member.person.zone)):%d %B, %H:%M} ({member.person.zone})"


def _rights(person_id: int) -> None:
    log.append(News(f"user:{person_id}", RIGHTS_CHANGED, RightsChanged(person=person_id)))


def _locked(sanction: Sanction) -> Sanction:
    """The row as it is now; the rights row is held first, as every command about a person does."""
    Membership.objects.select_for_update().get(pk=sanction.membership_id)
    Sanction.objects.select_for_update().get(pk=sanction.pk)
    return queries.sanction(sanction.pk)


def _subject(sanction: Sanction) -> str:
    return f"sanction:{sanction.pk}"
