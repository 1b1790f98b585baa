"""The only writers about sanctions and appeals."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial
from typing import Any

from django.utils.translation import gettext as _

from accounts import going
from accounts.events import RightsChanged
from accounts.models import Membership
from core import clock
from core.actor import BARS, Actor
from core.errors import Conflict
from core.models import Conference
from core.unit import before_commit
from moderation import events, letters, queries
from moderation.models import Appeal, Sanction, WordList
from realtime import log
from realtime.asking import RIGHTS_CHANGED
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
    sanction = Sanction.objects.create(
        conference_id=locked.conference_id,
        membership=locked,
        kind=kind,
        scope=scope,
        place=place,
        code=code,
        reason=reason,
        note=note,
        **_times(minutes),
        by_id=actor.person_id,
    )
    if kind in BARS:
        going.go(locked, scope)
    _tell(queries.sanction(sanction.pk))
    return sanction


@dataclass(frozen=True, slots=True)
class Unseen:
    """Somebody whom nobody knows: behind which thing of which congress she is, and the mark that recognizes her."""

    conference_id: int
    about: str
    mark: str


def impose_unseen(actor: Actor, whom: Unseen, *, minutes: int, **fields: Any) -> Sanction:
    """As `impose`, about somebody nobody knows. Her row stays untouched and unlocked: it would show who it was.

    So what she began to do a moment before may still be acknowledged after this; what she begins later is not.
    """
    sanction = Sanction.objects.create(
        conference_id=whom.conference_id,
        about=whom.about,
        mark=whom.mark,
        **fields,
        **_times(minutes),
        by_id=actor.person_id,
        changed_at=clock.now(),
    )
    _tell(queries.sanction(sanction.pk))
    return sanction


def _times(minutes: int) -> dict[str, Any]:
    """What one person may decide lasts a day; what is meant to last longer waits for a second one."""
    now = clock.now()
    wanted = now + timedelta(minutes=minutes)
    longer = wanted > now + ALONE
    return {"starts_at": now, "until": min(wanted, now + ALONE), "asked_until": wanted if longer else None}


def confirm(actor: Actor, sanction: Sanction) -> Sanction:
    """The second person: it lasts as long as it was meant to. Conflict when it does not wait for one any more."""
    sanction = _locked(sanction)
    if not sanction.waits or sanction.asked_until is None:
        raise Conflict("sanction.moved_on", _("Somebody has decided this meanwhile. Please look again."))
    sanction.until, sanction.confirmed_by_id = sanction.asked_until, actor.person_id
    _save(sanction, "until", "confirmed_by")
    _tell(queries.sanction(sanction.pk))
    return sanction


def lift(actor: Actor, sanction: Sanction) -> None:
    """End what holds. Conflict when it is over already."""
    sanction = _locked(sanction)
    if sanction.lifted_at is not None or sanction.until <= clock.now():
        raise Conflict("sanction.over", _("That is over already."))
    sanction.lifted_at, sanction.lifted_by_id = clock.now(), actor.person_id
    _save(sanction, "lifted_at", "lifted_by")
    if sanction.membership is None:
        return
    person_id = sanction.membership.person_id
    log.append(News(f"user:{person_id}", events.LIFTED, events.Gone(id=sanction.pk), _subject(sanction), rewrites=True))
    _rights(person_id)


def _save(sanction: Sanction, *fields: str) -> None:
    if sanction.unseen:
        sanction.changed_at = clock.now()
    sanction.save(update_fields=[*fields, "changed_at"])


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
    letters.answer(sanction, appealed)
    return appealed


def forget_unseen(*about: str) -> None:
    """Nobody can be found behind these things any more, or shall be: what was decided about her goes as well."""
    Sanction.objects.filter(membership=None, about__in=about).delete()


def set_words(conference: Conference, lines: str, care: str) -> None:
    """Say which words make a message wait, and which ones show their author where help is."""
    WordList.objects.update_or_create(conference=conference, defaults={"words": lines, "care": care})


def forget(ended_before: date) -> int:
    """Drop what was decided in conferences that ended before that day, unless it still holds; how many."""
    old = Sanction.objects.filter(conference__ends_on__lt=ended_before, until__lt=clock.now())
    return old.delete()[1].get("moderation.Sanction", 0)


def _tell(sanction: Sanction) -> None:
    """All her screens at once, and a letter that says why and how to object. Of who is unseen no event may tell."""
    if sanction.membership is None:
        before_commit(partial(letters.to_unseen, sanction.pk))
        return
    person_id = sanction.membership.person_id
    log.append(News(f"user:{person_id}", events.TOLD, events.told(sanction), _subject(sanction)))
    _rights(person_id)
    letters.decided(sanction)


def _rights(person_id: int) -> None:
    log.append(News(f"user:{person_id}", RIGHTS_CHANGED, RightsChanged(person=person_id)))


def _locked(sanction: Sanction) -> Sanction:
    """The row as it is now; the rights row is held first, as every command about a person does."""
    if sanction.membership_id is not None:
        Membership.objects.select_for_update().get(pk=sanction.membership_id)
    Sanction.objects.select_for_update().get(pk=sanction.pk)
    return queries.sanction(sanction.pk)


def _subject(sanction: Sanction) -> str:
    return f"sanction:{sanction.pk}"
