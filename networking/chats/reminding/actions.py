"""The only writer of reminders of chats: a day, an hour and five minutes before, each once."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import Membership
from accounts.notices import actions as notices
from core import clock
from networking.chats import letters
from networking.chats.models import Chat

# How long before, its name, and whether it may come in quiet hours: an hour before, no morning can be waited for
STEPS = ((timedelta(hours=24), "24h", False), (timedelta(hours=1), "1h", True), (timedelta(minutes=5), "5min", True))


def waiting(now: datetime) -> Q:
    """The chats for which a step has come of which nobody was reminded."""
    found = Q(pk__in=[])
    for before, name, _urgent in STEPS:
        found |= Q(start__gt=now, start__lte=now + before, made_at__lte=F("start") - before) & ~Q(
            reminded__in=_from(name)
        )
    return found


def _from(name: str) -> list[str]:
    """This step and those after it: who was reminded an hour before needs no word of the day before."""
    names = [one for _before, one, _urgent in STEPS]
    return names[names.index(name) :]


def due(chat: Chat, now: datetime) -> tuple[str, bool] | None:
    """The step a chat has reached: the last one that has come, if the chat was booked before it. Pure."""
    found = None
    for before, name, urgent in STEPS:
        if chat.start - before <= now < chat.start and chat.made_at <= chat.start - before:
            found = (name, urgent)
    return found


def remind(chat: Chat) -> bool:
    """Remind both of the step that is due; False when they were, or none is."""
    step = due(chat, clock.now())
    if step is None or chat.reminded == step[0]:
        return False
    Chat.objects.filter(pk=chat.pk).update(reminded=step[0])
    sides = (("mentor", chat.mentor), ("mentee", chat.mentee))
    told = [_remind(chat, side, member, *step) for side, member in sides if member is not None]
    return any(told)


def _remind(chat: Chat, side: str, member: Membership, name: str, urgent: bool) -> bool:
    words = {
        "name": letters.name_of(chat.other(side)),
        "at": f"{chat.start.astimezone(clock.zone(member.person.zone)):%H:%M}",
    }
    title = {
        "24h": _("Tomorrow at %(at)s: your chat with %(name)s"),
        "1h": _("In an hour: your chat with %(name)s"),
        "5min": _("In five minutes: your chat with %(name)s"),
    }[name]
    return notices.send(
        member.person_id, key=f"{letters.prefix(chat)}{chat.sequence}:remind-{name}", kind="chat.reminder",
        title=title % words, text=chat.question, urgent=urgent, until=chat.start,
        url=reverse("chat", args=[chat.conference.slug, chat.pk]), conference=chat.conference,
    )  # fmt: skip
