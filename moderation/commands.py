"""What moderators may do about people, and what these may say to it."""

from __future__ import annotations

from typing import Annotated, Literal

from django.urls import reverse
from django.utils.translation import gettext as _
from pydantic import Field

from accounts import queries as people
from accounts.models import Membership
from core import permissions
from core.actor import Actor
from core.commands import Limit, Result, command
from core.errors import Invalid, NotFound
from core.models import Conference
from core.payload import Flag, Id, Line, Payload, Slug, Text
from moderation import actions, queries, rules, scopes
from moderation.models import Appeal, Sanction
from moderation.rules import Case

MODERATE = permissions.declare(
    "moderate", "Hide messages, decide on questions, pause writing", roles=["moderator", "chair"]
)
YEAR = 60 * 24 * 366


class Impose(Payload):
    ref: Annotated[str, Line(16, 1)]
    conference: Id
    kind: Literal["warn", "mute", "timeout", "remove", "ban"]
    scope: Annotated[str, Line(40)] = ""
    minutes: Annotated[int, Field(ge=1, le=YEAR)] = 15
    code: Literal["abuse", "spam", "medical", "privacy", "data", "other"] = "other"
    reason: Annotated[str, Line(300, 1)]
    note: Annotated[str, Line(300)] = ""


class OneSanction(Payload):
    sanction: Id


class SendAppeal(OneSanction):
    text: Annotated[str, Text(2000)]


class DecideAppeal(Payload):
    appeal: Id
    lift: Flag
    answer: Annotated[str, Text(2000)]


class SetWords(Payload):
    conference: Slug
    words: Annotated[str, Text(4000, 0)] = ""
    care: Annotated[str, Text(4000, 0)] = ""


def _case(data: Impose) -> Case:
    found = Membership.objects.filter(ref=data.ref, conference_id=data.conference).first()
    if found is None:
        raise NotFound
    return Case(people.membership(found.pk), data.scope)


def _sanction(data: OneSanction) -> Sanction:
    return queries.sanction(data.sanction)


def _appeal(data: DecideAppeal) -> Appeal:
    return queries.appeal(data.appeal)


@command(
    "sanction.impose", schema=Impose, subject=_case, permission=MODERATE, rule=rules.may_sanction,
    limit=Limit(60, 60), audited=True, form="moderation/_impose_form.html",
)  # fmt: skip
def impose(actor: Actor, case: Case, data: Impose) -> Result:
    """Warn a member, take her writing away, or keep her out of a room or the congress for a time; she is told why."""
    if (data.kind == "remove" and not data.scope) or (data.kind in {"warn", "timeout"} and data.scope):
        raise Invalid(
            "sanction.wrong_place", _("One is taken out of a room; a break is for the congress."), field="scope"
        )
    if data.minutes > actions.ALONE.total_seconds() / 60 and data.kind != "ban":
        raise Invalid("sanction.too_long", _("Only a ban lasts longer than a day."), field="minutes")
    place = scopes.place(case.conference_id, data.scope)
    fields = data.model_dump(exclude={"ref", "conference"})
    if data.kind == "warn":  # stands on her pages for a day
        fields["minutes"] = actions.ALONE.total_seconds() / 60
    made = actions.impose(actor, case.membership, place=place, **fields)
    return {"sanction": made.pk, "until": made.until.isoformat(), "waits": made.waits}


@command(
    "sanction.confirm", schema=OneSanction, subject=_sanction, permission=MODERATE, rule=rules.may_confirm,
    limit=Limit(60, 60), audited=True,
)  # fmt: skip
def confirm(actor: Actor, sanction: Sanction, data: OneSanction) -> Result:
    """Confirm, as a second person, a ban that is meant to last longer than a day."""
    return {"sanction": sanction.pk, "until": actions.confirm(actor, sanction).until.isoformat()}


@command(
    "sanction.lift", schema=OneSanction, subject=_sanction, permission=MODERATE, rule=rules.may_lift,
    limit=Limit(60, 60), audited=True,
)  # fmt: skip
def lift(actor: Actor, sanction: Sanction, data: OneSanction) -> Result:
    """End what was decided about a member before its time."""
    actions.lift(actor, sanction)
    return {"sanction": sanction.pk}


@command(
    "sanction.appeal", schema=SendAppeal, subject=_sanction, permission="signed_in", rule=rules.is_mine,
    limit=Limit(10, 3600), personal=True, form="moderation/_appeal_form.html",
    sealed=lambda data: queries.sanction(data.sanction).unseen,
)  # fmt: skip
def appeal(actor: Actor, sanction: Sanction, data: SendAppeal) -> Result:
    """Ask that somebody else looks at what was decided about oneself; also for those who are kept out."""
    made = actions.appeal(actor, sanction, data.text)
    return {"appeal": made.pk, "url": reverse("about_me", args=[sanction.conference.slug])}


@command(
    "appeal.decide", schema=DecideAppeal, subject=_appeal, permission=MODERATE, rule=rules.may_decide,
    limit=Limit(60, 60), audited=True, form="moderation/_decide_appeal_form.html",
)  # fmt: skip
def decide(actor: Actor, appealed: Appeal, data: DecideAppeal) -> Result:
    """Answer an appeal, as somebody else than who decided first; the answer goes by letter."""
    actions.decide(actor, appealed, lifted=data.lift, answer=data.answer)
    return {"appeal": appealed.pk, "lifted": data.lift}


@command(
    "words.set", schema=SetWords, subject=lambda data: people.conference(data.conference),
    permission="conference.organize", limit=Limit(60, 3600), audited=True, form="moderation/_words_form.html",
)  # fmt: skip
def set_words(actor: Actor, conference: Conference, data: SetWords) -> Result:
    """Choose the words that hold a message back, and those that show their author where help is, one a line."""
    actions.set_words(conference, data.words, data.care)
    return {}
