"""Readers of personal links."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.crypto import constant_time_compare, salted_hmac

from core import clock
from core.errors import NotFound
from networking.chats import letters, states
from networking.chats.models import Chat
from networking.maillinks.models import MentorLink
from networking.mentors import busy, cells
from networking.mentors.cells import Span
from networking.mentors.models import MentorProfile, Slot
from schedule.calendars import walls

SALT = "networking.maillinks"
AT = (time(9), time(11), time(14), time(16))  # by the mentor's own clock
DAYS = 6


def words_of(link: MentorLink) -> str:
    """What stands in the address: the number and an HMAC-SHA256 under SECRET_KEY over the row's nonce."""
    digest = salted_hmac(SALT, f"{link.pk}:{link.nonce}", algorithm="sha256").hexdigest()
    return f"{link.pk}-{digest[:40]}"


def _links() -> QuerySet[MentorLink]:
    return MentorLink.objects.select_related("mentor__membership__person", "mentor__membership__conference")


def by_words(words: str) -> MentorLink:
    """The link of an address while it holds; NotFound for all else."""
    number = words.partition("-")[0]
    link = None
    if number.isascii() and number.isdigit() and len(number) < 16:
        link = _links().filter(pk=int(number), revoked_at=None, ends_at__gt=clock.now()).first()
    if link is None or not constant_time_compare(words_of(link), words) or not link.mentor.membership.person.is_active:
        raise NotFound
    return link


def current(profile: MentorProfile) -> MentorLink | None:
    """The link that a mentor has now."""
    return _links().filter(mentor=profile, revoked_at=None, ends_at__gt=clock.now()).order_by("-pk").first()


def offers(profile: MentorProfile) -> list[Span]:
    """Times a mentor may pick from: four a day on the coming days of the congress, where she has nothing else."""
    conference = profile.membership.conference
    zone = clock.zone(profile.membership.person.zone)
    now = clock.now()
    first = max(conference.starts_on, (now + timedelta(hours=12)).astimezone(zone).date())
    days = [first + timedelta(days=i) for i in range(DAYS) if first + timedelta(days=i) <= conference.ends_on]
    starts = [
        at
        for day in days
        for clock_time in AT
        if (at := walls.instant(datetime.combine(day, clock_time), zone)) and at > now
    ]
    if not starts:
        return []
    person = profile.membership.person_id
    until = max(starts) + cells.CHAT + cells.BUFFER
    taken = busy.of({person}, now, until).get(person, [])
    taken += [(slot.start, slot.end + cells.BUFFER) for slot in own_slots(profile)]
    spans = [(start, start + cells.CHAT) for start in starts]
    return [(start, end) for start, end in spans if not cells.overlap(start, end + cells.BUFFER, taken)]


def own_slots(profile: MentorProfile) -> list[Slot]:
    found = Slot.objects.filter(mentor=profile, start__gt=clock.now(), state=Slot.State.OPEN)
    return list(found.order_by("start"))


def ahead(profile: MentorProfile) -> list[dict[str, Any]]:
    """A mentor's chats ahead with what she should know before each, in two lines."""
    found = Chat.objects.filter(mentor=profile.membership, state__in=states.AHEAD, end__gt=clock.now())
    rows = found.select_related("conference", "mentee__person").order_by("start")
    return [{"chat": chat, "brief": brief(chat), "opens": chat.start - cells.CELL <= clock.now()} for chat in rows]


def brief(chat: Chat) -> list[str]:
    """Who it is, and what she asks: two lines at most."""
    name = letters.name_of(chat.mentee)
    stage = chat.mentee.person.get_career_stage_display() if chat.mentee else ""
    house = chat.mentee.person.affiliation if chat.mentee and chat.mentee.appears != "pseudonym" else ""
    return (
        [", ".join(filter(None, (name, stage, house))), chat.question]
        if chat.question
        else [", ".join(filter(None, (name, stage, house)))]
    )


def to_brief(now: datetime) -> QuerySet[Chat]:
    """Chats within the hour whose mentors came by a link."""
    soon = Chat.objects.filter(state__in=[Chat.State.CONFIRMED, Chat.State.OPEN], start__gt=now)
    holding = Q(mentor__mentor_profile__links__revoked_at=None, mentor__mentor_profile__links__ends_at__gt=now)
    found = soon.filter(holding, start__lte=now + timedelta(hours=1)).distinct()
    return found.select_related("conference", "mentor__person", "mentee__person")


def to_thank(now: datetime) -> QuerySet[MentorProfile]:
    """Mentors of congresses that ended in the last days, with at least one chat that took place."""
    today = now.date()
    found = MentorProfile.objects.filter(
        membership__conference__ends_on__lt=today, membership__conference__ends_on__gte=today - timedelta(days=7),
        membership__chats_as_mentor__state=Chat.State.ENDED,
    )  # fmt: skip
    return found.distinct().select_related("membership__person", "membership__conference")


def given(profile: MentorProfile) -> int:
    return Chat.objects.filter(mentor=profile.membership, state=Chat.State.ENDED).count()
