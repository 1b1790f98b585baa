"""The only writers of rounds and of who takes part. What a worker does stands in `solving` and `giving`."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from accounts.models import Membership
from core import audit, clock, ended
from core.actor import Actor
from core.errors import Conflict, Forbidden, Invalid
from core.models import Conference
from networking.matchmaking.scoring import Weights
from networking.mentors import queries as mentors
from networking.rounds import events, queries, states
from networking.rounds.models import Entry, Proposal, Round
from realtime import log
from realtime.log import News


def create(conference: Conference, title: str, first_day: date, last_day: date, most_chats: int) -> Round:
    """Prepare a round. Raises Invalid for days that are backward, or far from the congress."""
    if last_day < first_day:
        raise Invalid("round.backward", _("The last day comes after the first."), field="last_day")
    if (last_day - first_day).days > 30:
        raise Invalid("round.too_long", _("A round gives chats within a month at most."), field="last_day")
    made = Round.objects.create(
        conference=conference, title=title, first_day=first_day, last_day=last_day, most_chats=most_chats,
        made_at=clock.now(),
    )  # fmt: skip
    tell(made)
    return made


def set_weights(round_: Round, weights: dict[str, int]) -> None:
    """What counts how much, until the round is solved. Raises Invalid when the parts do not make a whole."""
    try:
        Weights(**weights)
    except ValueError:
        text = _("The five parts make 1000 together, and none is below 0.")
        raise Invalid("round.weights", text, field="topics") from None
    was = (states.DRAFT, states.COLLECTING, states.LOCKED)
    if not Round.objects.filter(pk=round_.pk, state__in=was).update(weights=weights):
        raise moved_on()


def step(actor: Actor, round_: Round, to: str) -> None:
    """Bring a round one step on: open to join, closed, over. Raises Conflict when somebody was faster."""
    if not move(actor, round_, to, running_since=None, progress=0, doing="", problem=""):
        raise moved_on()
    tell(round_)


def move(actor: Actor | None, round_: Round, to: str, **changes: Any) -> bool:
    """Compare and set: the one way in which a round's state changes. False when it has moved on already."""
    was = Round.objects.filter(pk=round_.pk, state__in=states.before(to))
    if was.update(state=to, **changes) != 1:
        return False
    round_.refresh_from_db()
    audit.record(actor or Actor(conference_id=round_.conference_id), f"round.{to}", on=f"round:{round_.pk}")
    return True


def moved_on() -> Conflict:
    return Conflict("round.moved_on", _("This round has moved on. Look at it again."))


def join(actor: Actor, round_: Round, membership: Membership, side: str, chats: int) -> Entry:
    """Take part on one side; again to change how many chats. It is consent to what is published.

    Raises Conflict when the round is not open, or when one has not said when one has time.
    """
    if round_.state not in states.OPEN:
        raise Conflict("round.not_open", _("This round is not open to join at present."))
    if side == Entry.Side.MENTOR and not _approved(membership):
        raise Forbidden("mentor.not_approved", _("Your offer to mentor waits for approval."))
    if Entry.objects.filter(round=round_, membership=membership).exclude(side=side).exists():
        # The two sides are solved as different people: nobody may be asked to be at two places at once
        text = _("You take part on the other side of this round. Leave that first.")
        raise Conflict("round.other_side", text)
    if not queries.has_time(round_, membership):
        text = _("Say first when you have time on the days of this round. Then join.")
        raise Conflict("round.no_times", text)
    entry, _fresh = Entry.objects.update_or_create(
        round=round_, membership=membership, side=side, defaults={"chats": chats}, create_defaults={
            "chats": chats, "joined_at": clock.now(),
        },
    )  # fmt: skip
    tell(round_)
    return entry


def _approved(membership: Membership) -> bool:
    profile = mentors.profile_of(membership.pk)
    return profile is not None and profile.approved


def leave(round_: Round, membership: Membership, side: str) -> None:
    """Take no part any more; before the round is solved. Chats that were given are cancelled one by one."""
    if round_.state not in states.OPEN:
        raise Conflict("round.not_open", _("This round is closed by now. You can cancel a chat when it is published."))
    Entry.objects.filter(round=round_, membership=membership, side=side).delete()
    tell(round_)


def unpair(round_: Round, proposal: Proposal) -> None:
    """Take a proposed pair out again."""
    here = Round.objects.select_for_update().filter(pk=round_.pk, state__in=(states.LOCKED, states.PROPOSED))
    if not here.exists() or not Proposal.objects.filter(pk=proposal.pk, state=Proposal.State.PROPOSED).delete()[0]:
        raise moved_on()
    tell(round_)


def tell(round_: Round) -> None:
    """Tell the coordinators' pages how the round stands."""
    row = Round.objects.select_related("conference").get(pk=round_.pk)
    name = f"rounds:{row.conference_id}"
    log.append(News(name, events.CHANGED, queries.data(row), subject=f"round:{row.pk}", rewrites=True))


def erase(person_id: int) -> None:
    """Take a person out of rounds: her entries and proposals."""
    Proposal.objects.filter(mentee__person_id=person_id).delete()
    Proposal.objects.filter(mentor__person_id=person_id).delete()
    Entry.objects.filter(membership__person_id=person_id).delete()


def forget(conferences: Sequence[int]) -> int:
    """Drop some entries and proposals of these conferences, and rounds of which none is left; how many rows."""
    gone = 0
    for table in (Proposal, Entry):
        some = table._default_manager.filter(round__conference__in=conferences).values_list("pk", flat=True)
        gone += table._default_manager.filter(pk__in=list(some[: ended.AT_ONCE])).delete()[0]
    empty = Round.objects.filter(conference__in=conferences, entries=None, proposals=None)
    return gone + empty.delete()[0]
