"""Readers about sanctions."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery

from accounts import queries as people
from accounts.models import Membership
from core import clock, permissions
from core.actor import BARS, MUTES, Actor, Restriction
from core.errors import NotFound
from core.statements import Statement
from core.unit import once
from moderation import unseen, words
from moderation.models import Appeal, Sanction, WordList

# What remains to somebody who is kept out: she is a person still
OUTSIDE = frozenset({"public", "signed_in"})
# What the query about a member tells us of her (accounts.facts)
HELD = "held"


def is_held(now: Any) -> Exists:
    """Whether something may hold at a moment for the membership of a row."""
    hers = _of(OuterRef("pk"), OuterRef("conference_id"))
    return Exists(Sanction.objects.filter(hers, lifted_at=None, until__gt=now))


def _of(membership: Any, conference: Any) -> Q:
    """What is about a member by name, and what is about somebody unseen in her congress, who she may be."""
    return Q(membership_id=membership) | Q(membership=None, conference_id=conference)


def running(**which: object) -> QuerySet[Sanction]:
    """Sanctions that hold at this moment."""
    now = clock.now()
    return Sanction.objects.filter(lifted_at=None, until__gt=now, **which)


def provide(actor: Actor, lock: bool) -> Actor:
    """The second provider of actors: what moderators decided takes rights away, and says until when. One query, for
    whom the first found held by something."""
    if actor.membership_id is None or HELD not in actor.noted:
        return actor
    restrictions = _restrictions(actor)
    if not restrictions:
        return actor
    actor = replace(actor, restrictions=restrictions)
    if actor.held(BARS):
        kept = actor.permissions & OUTSIDE
        return replace(actor, membership_id=None, ref="", roles=frozenset(), permissions=kept, scoped=frozenset())
    if actor.held(MUTES):
        writing = permissions.writing()
        scoped = frozenset(pair for pair in actor.scoped if pair[1] not in writing)
        return replace(actor, permissions=actor.permissions - writing, scoped=scoped)
    return actor


def _restrictions(actor: Actor) -> tuple[Restriction, ...]:
    """What holds for her, by name or unseen. Organizers cannot be kept out: unseen, it pauses their writing instead."""
    hers = _of(actor.membership_id, actor.conference_id)
    found = Sanction.objects.filter(hers, lifted_at=None, until__gt=clock.now()).order_by("pk")
    rows = found.values_list(
        "pk", "kind", "scope", "place", "until", "reason", "conference__zone", "conference__slug", "about", "mark"
    )
    organizes = "organizer" in actor.roles
    return tuple(
        Restriction(row[0], unseen.as_held(row[1], organizes) if row[9] else row[1], *row[2:8], unseen=bool(row[9]))
        for row in rows
        if not row[9] or unseen.is_behind(actor.person_id, row[8], row[9])
    )


def is_mine(actor: Actor, one: Sanction) -> bool:
    """Whether it is about the asker herself; of an unseen one only she can tell."""
    if one.membership is not None:
        return one.membership.person_id == actor.person_id
    return unseen.is_behind(actor.person_id, one.about, one.mark)


def keeps_unseen_out(conference_id: int, scope: str) -> bool:
    """Whether somebody unseen is kept out of a room: while it lasts nobody may see who is missing there."""
    found = running(membership=None, conference_id=conference_id, kind__in=BARS, scope__in=("", scope))
    return found.exists()


def keeps_out(person_id: int, conference_id: int, scope: str) -> bool:
    """Whether somebody who is no member at present is kept out all the same, by name or unseen."""
    holds = running(conference_id=conference_id, kind__in=BARS, scope__in=("", scope))
    rows = holds.filter(Q(membership__person_id=person_id) | Q(membership=None)).values_list("about", "mark")
    return any(not mark or unseen.is_behind(person_id, about, mark) for about, mark in rows)


def kept_out() -> Exists:
    """Of memberships: whether she is kept out of the congress by name. Whoever is so unseen is not among them: that
    she alone is told nothing would leave a row less, and say who she is."""
    return Exists(running(membership=OuterRef("pk"), kind__in=BARS, scope=""))


def still_keeps_out(pk: int, scope: str) -> bool:
    """Whether a decision still keeps somebody out of the congress, or of the room of that scope."""
    return running(pk=pk, kind__in=BARS, scope__in=("", scope)).exists()


def held_members() -> QuerySet[Sanction, Any]:
    """Numbers of the memberships about which a decision still holds."""
    return running(membership__isnull=False).values_list("membership", flat=True)


def about_unseen(about: str) -> list[Sanction]:
    """What holds for whoever is behind a thing, the longest first."""
    return list(running(about=about).annotate(**_deciders()).order_by("-until"))


def sanction(pk: int) -> Sanction:
    found = _whole(Sanction.objects.filter(pk=pk)).first()
    if found is None:
        raise NotFound
    return found


def appeal(pk: int) -> Appeal:
    found = Appeal.objects.filter(pk=pk).select_related("sanction__membership__person", "sanction__conference").first()
    if found is None:
        raise NotFound
    return found


def _whole(sanctions: QuerySet[Sanction]) -> QuerySet[Sanction]:
    found = sanctions.select_related("membership__person", "conference", "by", "confirmed_by", "appeal")
    return found.annotate(**_deciders())


def _deciders() -> dict[str, Subquery]:
    """Who decided and who confirmed it, by the name each has here: a pseudonym holds for moderators too."""
    return {f"{field}_name": people.name_here(field, "conference") for field in ("by", "confirmed_by")}


def now_held(conference_id: int) -> QuerySet[Sanction]:
    """What holds in a conference, what waits for a second person first."""
    return _whole(running(conference_id=conference_id)).order_by("until")


def open_appeals(conference_id: int) -> QuerySet[Appeal]:
    found = Appeal.objects.filter(sanction__conference_id=conference_id, decided_at=None)
    return found.select_related("sanction__membership__person", "sanction__by").order_by("at")


def of_member(membership: Membership) -> QuerySet[Sanction]:
    """Everything ever decided about a member, the newest first."""
    return _whole(Sanction.objects.filter(membership=membership)).order_by("-pk")


def of_person(person_id: int, conference_id: int) -> list[Sanction]:
    """What was decided about oneself, unseen or not: what holds, and what one can read back."""
    mine = Q(membership__person_id=person_id) | Q(membership=None)
    found = _whole(Sanction.objects.filter(mine, conference_id=conference_id)).order_by("-pk")
    return [one for one in found if one.membership_id or unseen.is_behind(person_id, one.about, one.mark)]


def care_words(conference_id: int) -> str:
    """The words that speak of a risk to life, one a line; until organizers choose, those we start with."""
    return _words(conference_id)[1]


def held_words(conference_id: int) -> str:
    """The word list of a conference, one a line."""
    return _words(conference_id)[0]


def _words(conference_id: int) -> tuple[str, str]:
    return once(("words", conference_id), lambda: _WORDS.first(conference=conference_id) or ("", words.starting()))


_WORDS = Statement(lambda conference: WordList.objects.filter(conference_id=conference).values_list("words", "care"))
