"""How organizers set up who looks after a congress, and what moderators say about their shifts."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

from django.urls import reverse
from django.utils.translation import gettext as _
from pydantic import Field

from accounts import queries as people
from core import clock
from core.actor import Actor
from core.commands import Limit, Result, command
from core.errors import Conflict, Invalid
from core.models import Conference
from core.payload import Flag, Id, Line, Payload, Slug, Text
from moderation.duty import actions, items, presets, queries, rules
from moderation.duty.items import Item
from moderation.duty.models import Decision, Shift, Watch

ORGANIZE = "conference.organize"


class OneConference(Payload):
    conference: Slug


class ApplyPreset(OneConference):
    preset: Literal["small", "large"]


class SetCare(OneConference):
    rota: Flag = False
    handover: Flag = False
    claims: Flag = False
    two_persons: Flag = False


class PlanShift(OneConference):
    ref: Annotated[str, Line(16, 1)]
    # On the clock of the congress, as a browser's field gives it
    starts: Annotated[str, Line(25, 10)]
    hours: Annotated[int, Field(ge=1, le=12)]


class OneShift(Payload):
    shift: Id


class HandOver(OneShift):
    note: Annotated[str, Text(2000)]


class Attend(OneConference):
    scope: Annotated[str, Line(40, 1)]


def _conference(data: OneConference) -> Conference:
    return people.conference(data.conference)


def _shift(data: OneShift) -> Shift:
    return queries.shift(data.shift)


def _watch(data: Attend) -> Watch:
    return rules.watch(people.conference(data.conference).pk, data.scope)


@command(
    "care.preset", schema=ApplyPreset, subject=_conference, permission=ORGANIZE, limit=Limit(60, 3600), audited=True
)
def apply_preset(actor: Actor, conference: Conference, data: ApplyPreset) -> Result:
    """Set how a congress is looked after in one go, as a small or as a large one; it can be undone."""
    actions.choose(conference, presets.PRESETS[data.preset], data.preset)
    return {"preset": data.preset}


@command("care.set", schema=SetCare, subject=_conference, permission=ORGANIZE, limit=Limit(60, 3600), audited=True)
def set_care(actor: Actor, conference: Conference, data: SetCare) -> Result:
    """Choose single settings: rota, hand-over, claims, a second person for long bans."""
    actions.choose(conference, actions.Chosen(**data.model_dump(exclude={"conference"})))
    return {}


@command(
    "care.undo", schema=OneConference, subject=_conference, permission=ORGANIZE, limit=Limit(60, 3600), audited=True
)
def undo_care(actor: Actor, conference: Conference, data: OneConference) -> Result:
    """Bring back the settings from before the last choice."""
    actions.undo(conference)
    return {}


@command(
    "shift.plan", schema=PlanShift, subject=_conference, permission=ORGANIZE, limit=Limit(600, 3600), audited=True,
    form="moderation/duty/_plan_form.html",
)  # fmt: skip
def plan_shift(actor: Actor, conference: Conference, data: PlanShift) -> Result:
    """Put a moderator on the rota for some hours."""
    member = queries.moderators(conference.pk).filter(ref=data.ref).first()
    if member is None:
        raise Invalid("shift.no_moderator", _("Choose somebody who has the role of a moderator."), field="ref")
    shift = actions.plan_shift(member, _instant(data.starts, conference), data.hours)
    return {"shift": shift.pk, "url": reverse("organize_care", args=[conference.slug]) + "#rota"}


def _instant(text: str, conference: Conference) -> datetime:
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        raise Invalid("shift.no_time", _("Say when it begins, as day and time."), field="starts") from None
    zone = clock.zone(conference.zone)
    at = at.astimezone(zone) if at.tzinfo else at.replace(tzinfo=zone)
    if not 2000 < at.year < 2200:
        raise Invalid("shift.no_time", _("Say when it begins, as day and time."), field="starts")
    return at


@command("shift.drop", schema=OneShift, subject=_shift, permission=ORGANIZE, limit=Limit(600, 3600), audited=True)
def drop_shift(actor: Actor, shift: Shift, data: OneShift) -> Result:
    """Take a shift off the rota."""
    actions.drop_shift(shift)
    return {}


@command(
    "shift.hand_over", schema=HandOver, subject=_shift, permission="joined", rule=rules.is_mine, limit=Limit(60, 3600),
    form="moderation/duty/_hand_over_form.html",
)  # fmt: skip
def hand_over(actor: Actor, shift: Shift, data: HandOver) -> Result:
    """Leave a note for who comes next at the desk."""
    if not rules.open_for_notes(shift):
        raise Conflict("shift.over", _("That shift ended long ago. Tell the organizers instead."))
    actions.hand_over(shift, data.note)
    return {"shift": shift.pk}


@command("queue.attend", schema=Attend, subject=_watch, permission="moderate", limit=Limit(120, 60), audited=True)
def attend(actor: Actor, watch: Watch, data: Attend) -> Result:
    """Say that one looks after a queue now: its ringing stops."""
    actions.attend_to(watch)
    return {}


class OneItem(Payload):
    kind: Annotated[str, Line(20, 1)]
    key: Annotated[str, Line(40, 1)]


class ClaimItem(OneItem):
    on: Flag


def _item(data: ClaimItem) -> Item:
    return items.find(data.kind, data.key)


def _decision(data: OneItem) -> Decision:
    return queries.decision(data.kind, data.key)


@command(
    "item.claim", schema=ClaimItem, subject=_item, permission="moderate", rule=rules.may_claim, limit=Limit(120, 60)
)
def claim_item(actor: Actor, item: Item, data: ClaimItem) -> Result:
    """Say that one works on a message, report or hand at the desk, for two minutes; others see it."""
    actions.claim(actor, item, data.on)
    return {"on": data.on}


@command(
    "item.undo", schema=OneItem, subject=_decision, permission="moderate", rule=rules.may_take_back,
    limit=Limit(120, 60), audited=True,
)  # fmt: skip
def undo_item(actor: Actor, decision: Decision, data: OneItem) -> Result:
    """Take one's last decision about an item of the desk back, within ten seconds."""
    actions.take_back(decision)
    return {}
