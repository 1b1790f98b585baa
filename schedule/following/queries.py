"""Readers of subscriptions and reminders."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef
from django.utils.crypto import constant_time_compare, salted_hmac

from accounts.models import Membership
from core import actor as actors
from core.actor import Actor
from core.errors import NotFound
from core.models import Conference
from moderation import queries as moderation
from schedule.following.models import Reminded, Subscription, Wake
from schedule.programme import queries as programme
from schedule.programme.models import Release, ReleasedSitting, SignUp, Star

SALT = "schedule.following"


def subscription(actor: Actor, conference: Conference) -> Subscription | None:
    """The actor's own address in this conference."""
    return Subscription.objects.filter(person=actor.person_id, conference=conference).first()


def secret_of(one: Subscription) -> str:
    """What stands in the address: a number and an HMAC-SHA256 under SECRET_KEY over the row's nonce."""
    digest = salted_hmac(SALT, f"{one.pk}:{one.nonce}", algorithm="sha256").hexdigest()[:40]
    return f"{one.pk}-{digest}"


def subscriber(conference: Conference, secret: str) -> Actor:
    """Who fetches; NotFound for a wrong, ended or foreign secret, as for somebody who left or may not come in."""
    number, _, _digest = secret.partition("-")
    pk = int(number) if number.isascii() and number.isdigit() and len(number) < 16 else 0
    found = Subscription.objects.filter(pk=pk, conference=conference).first()
    if found is None or not constant_time_compare(secret_of(found), secret):
        raise NotFound
    actor = actors.load(found.person_id, conference.pk)
    if not actor.joined:
        raise NotFound
    return actor


def followed(actor: Actor) -> set[int]:
    """The sessions in her schedule: starred ones, and those in which she has a seat."""
    seats = SignUp.objects.filter(person=actor.person_id, session__conference=actor.conference_id, state="seated")
    return programme.starred(actor) | set(seats.values_list("session", flat=True))


def wakes(actor: Actor, session_id: int) -> bool:
    """Whether she asked to be reminded of this session by name."""
    return actor.signed_in and Wake.objects.filter(person=actor.person_id, session=session_id).exists()


def due(now: datetime, ahead: timedelta) -> list[ReleasedSitting]:
    """Sittings of current releases that begin within `ahead` and of which nobody was reminded yet. One query."""
    newer = Release.objects.filter(conference=OuterRef("release__conference"), number__gt=OuterRef("release__number"))
    done = Reminded.objects.filter(sitting=OuterRef("sitting"), start=OuterRef("start"))
    found = ReleasedSitting.objects.filter(
        ~Exists(newer), ~Exists(done), start__gt=now, start__lte=now + ahead, cancelled=False,
        session__state__in=programme.PUBLIC_STATES,
    )  # fmt: skip
    return list(found.select_related("session__conference", "place").order_by("start", "pk")[:200])


def reminded_before(row: ReleasedSitting) -> datetime | None:
    """The last other start of this sitting of which people were reminded: it has moved since. One query."""
    marks = Reminded.objects.filter(sitting=row.sitting_id).exclude(start=row.start).order_by("-pk")
    return marks.values_list("start", flat=True).first()


def to_remind(session_id: int) -> dict[int, bool]:
    """Who is reminded of a session, and whether she asked for it by name; active members only, nobody who is kept out.

    Four queries.
    """
    stars = Star.objects.filter(session=session_id).values_list("person", flat=True)
    seats = SignUp.objects.filter(session=session_id, state="seated").values_list("person", flat=True)
    named = set(Wake.objects.filter(session=session_id).values_list("person", flat=True))
    people = {*stars, *seats, *named}
    members = Membership.objects.filter(~moderation.kept_out(), state="active", person__in=people)
    members = members.filter(conference__sessions=session_id)
    return {person: person in named for person in sorted(members.values_list("person", flat=True))}
