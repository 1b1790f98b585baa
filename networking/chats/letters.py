"""The letters about a chat, each once, each with its calendar file."""

from __future__ import annotations

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import Membership
from core import clock, mail
from networking.chats import calendar_file
from networking.chats.calendar_file import Entry
from networking.chats.models import Chat

SIDES = ("mentor", "mentee")


def booked(chat: Chat) -> None:
    for side in SIDES:
        _letter(chat, side, "booked", _("Chat with %(name)s"), _("Your chat with %(name)s is booked."))


def moved(chat: Chat) -> None:
    for side in SIDES:
        text = _("Your chat with %(name)s has a new time.")
        _letter(chat, side, "moved", _("New time: chat with %(name)s"), text)


def looking(chat: Chat) -> None:
    """The old time is off, a new one is wanted: the mentee chooses it."""
    text = {
        "mentee": _("The time of your chat with %(name)s does not work any more. Please choose another one."),
        "mentor": _("The time of your chat with %(name)s does not work any more. We asked for another one."),
    }
    for side in SIDES:
        _letter(chat, side, "looking", _("Another time is needed: chat with %(name)s"), text[side], cancelled=True)


def cancelled(chat: Chat) -> None:
    for side in SIDES:
        subject, text = _("Cancelled: chat with %(name)s"), _("Your chat with %(name)s is cancelled.")
        _letter(chat, side, "cancelled", subject, text, cancelled=True)


def _letter(chat: Chat, side: str, kind: str, subject: str, text: str, *, cancelled: bool = False) -> None:
    reader = _reader(chat, side)
    if reader is None:
        return
    words = {"name": name_of(chat.other(side))}
    made = entry(chat, side, cancelled=cancelled)
    mail.post(
        f"chat:{chat.pk}:{chat.sequence}:{kind}:{side}",
        to=reader.person.email,
        person_id=reader.person_id,
        subject=(subject % words)[:200],
        text=f"{text % words}\n\n{_when(chat, reader)}\n{made.text}\n",
        calendar=calendar_file.invitation(made),
        method="CANCEL" if cancelled else "REQUEST",
    )


def entry(chat: Chat, side: str, *, cancelled: bool = False) -> Entry:
    """The chat as an entry in the calendar of its `side`."""
    reader, name = _reader(chat, side), name_of(chat.other(side))
    url = settings.PUBLIC_URL + reverse("chat", args=[chat.conference.slug, chat.pk])
    lines = [_("Come in here: %(url)s") % {"url": url}]
    if chat.question:
        lines.insert(0, _("Question: %(question)s") % {"question": chat.question})
    return Entry(
        uid=chat.calendar_uid,
        sequence=chat.sequence,
        start=chat.start,
        end=chat.end,
        written_at=clock.now(),
        title=_("Chat with %(name)s, %(conference)s") % {"name": name, "conference": chat.conference.name},
        text="\n".join(lines),
        url=url,
        organizer=_address(settings.DEFAULT_FROM_EMAIL),
        attendee=reader.person.email if reader else "",
        cancelled=cancelled,
    )


def name_of(member: Membership | None) -> str:
    return member.shown_name if member else _("somebody who left")


def _reader(chat: Chat, side: str) -> Membership | None:
    return chat.mentor if side == "mentor" else chat.mentee


def _when(chat: Chat, reader: Membership) -> str:
    """The time in the reader's zone and the congress', by their own clocks."""
    zones = dict.fromkeys([reader.person.zone, chat.conference.zone])
    times = [f"{chat.start.astimezone(clock.zone(name)):%A %d %B %Y, %H:%M} ({name})" for name in zones]
    return "\n".join(times)


def _address(sender: str) -> str:
    """The bare address of "Meridian <congress@example.org>"."""
    return sender.rpartition("<")[2].rstrip(">").strip()
