"""What the two are told of their chat: in the app, by letter with its calendar file and by ring, each once."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import Membership
from accounts.notices import actions as notices
from core import clock
from networking.chats import calendar_file
from networking.chats.calendar_file import Entry
from networking.chats.models import Chat

SIDES = ("mentor", "mentee")
# What is nearer than a night and a morning cannot wait for the end of quiet hours
SOON = timedelta(hours=12)


def prefix(chat: Chat) -> str:
    """How the keys of all begin that people are told about a chat."""
    return f"chat:{chat.pk}:"


def booked(chat: Chat, by: str = "") -> None:
    """`by` here and below is the side whose doing it is: she is awake, and waits for her calendar file."""
    for side in SIDES:
        _tell(chat, side, "booked", _("Chat with %(name)s"), _("Your chat with %(name)s is booked."), by)


def moved(chat: Chat, by: str = "") -> None:
    for side in SIDES:
        text = _("Your chat with %(name)s has a new time.")
        _tell(chat, side, "moved", _("New time: chat with %(name)s"), text, by)


def looking(chat: Chat, by: str = "") -> None:
    """The old time is off, a new one is wanted: the mentee chooses it."""
    text = {
        "mentee": _("The time of your chat with %(name)s does not work any more. Please choose another one."),
        "mentor": _("The time of your chat with %(name)s does not work any more. We asked for another one."),
    }
    for side in SIDES:
        title = _("Another time is needed: chat with %(name)s")
        _tell(chat, side, "looking", title, text[side], by, cancelled=True)


def cancelled(chat: Chat, by: str = "") -> None:
    for side in SIDES:
        title, text = _("Cancelled: chat with %(name)s"), _("Your chat with %(name)s is cancelled.")
        _tell(chat, side, "cancelled", title, text, by, cancelled=True)


def missed(chat: Chat) -> None:
    """It did not come about: both hear the same, whoever was not there, and how to meet all the same."""
    text = {
        "mentee": _("It happens. The next time you both have is one tap away."),
        "mentor": _("It happens. Another of your times is one tap away for the other one."),
    }
    for side in SIDES:
        reader = _reader(chat, side)
        if reader is not None:
            title = _("Your chat with %(name)s did not come about") % {"name": name_of(chat.other(side))}
            notices.send(
                reader.person_id, key=f"{prefix(chat)}{chat.sequence}:missed", kind="chat.missed", title=title,
                text=text[side], url=_page(chat), conference=chat.conference,
            )  # fmt: skip


def _tell(chat: Chat, side: str, kind: str, title: str, text: str, by: str, *, cancelled: bool = False) -> None:
    reader = _reader(chat, side)
    if reader is None:
        return
    words = {"name": name_of(chat.other(side))}
    lines = [text % words, _when(chat, reader)] + ([_asked(chat)] if chat.question else [])
    notices.send(
        reader.person_id, key=f"{prefix(chat)}{chat.sequence}:{kind}", kind=f"chat.{kind}", title=title % words,
        text="\n\n".join(lines), url=_page(chat), conference=chat.conference,
        urgent=side == by or chat.start - clock.now() < SOON,
        # What is cancelled must leave her calendar, however late
        until=None if cancelled else chat.start,
        calendar=calendar_file.invitation(entry(chat, side, cancelled=cancelled)),
        method="CANCEL" if cancelled else "REQUEST",
    )  # fmt: skip


def _page(chat: Chat) -> str:
    return reverse("chat", args=[chat.conference.slug, chat.pk])


def _asked(chat: Chat) -> str:
    return _("Question: %(question)s") % {"question": chat.question}


def entry(chat: Chat, side: str, *, cancelled: bool = False) -> Entry:
    """The chat as an entry in the calendar of its `side`."""
    reader, name = _reader(chat, side), name_of(chat.other(side))
    url = settings.PUBLIC_URL + _page(chat)
    lines = [_asked(chat)] if chat.question else []
    lines.append(_("Come in here: %(url)s") % {"url": url})
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
