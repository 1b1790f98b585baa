"""The only writers of what is said after chats."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.notices import actions as notices
from core import clock
from core.actor import Actor
from networking.chats import letters
from networking.chats.again import actions as meeting_again
from networking.chats.models import Chat
from networking.contacts import actions as contacts
from networking.contacts import rules as contact_rules
from networking.feedback.models import Feedback, Goal, StayInTouch
from networking.mentors import locks

AFTER = timedelta(days=91)  # three months


def give(actor: Actor, chat: Chat, useful: int, again: bool) -> None:
    """Answer the two questions, or change the answer. When both would meet again, they hear it and may."""
    meeting_again.ask(actor, chat, again)
    said = {"useful": useful, "again": again, "given_at": clock.now()}
    Feedback.objects.update_or_create(chat=chat, by_id=actor.membership_id, defaults=said)


def stay(actor: Actor, chat: Chat, on: bool) -> bool:
    """Say that one would like to stay in touch; True when both would: then the two may write to each other."""
    locks.people(*[member.person_id for member in (chat.mentor, chat.mentee) if member])
    mine = StayInTouch.objects.filter(chat=chat, by_id=actor.membership_id)
    if not on:
        mine.delete()
        return False
    StayInTouch.objects.get_or_create(chat=chat, by_id=actor.membership_id)
    if chat.mentor is None or chat.mentee is None or StayInTouch.objects.filter(chat=chat).count() < 2:
        return False
    if contact_rules.kept_apart(chat.mentor, chat.mentee):
        return False  # reads like one who does not want to
    contacts.befriend(chat.mentor, chat.mentee)
    return True


def set_goal(actor: Actor, chat: Chat, text: str, remind: bool) -> None:
    """Write down what one wants to have done in three months; nothing written takes it back."""
    if not text:
        Goal.objects.filter(chat=chat, by_id=actor.membership_id).delete()
        return
    wanted = {"text": text, "remind_at": clock.now() + AFTER if remind else None}
    Goal.objects.update_or_create(chat=chat, by_id=actor.membership_id, defaults=wanted)


def remind_of(pk: int, now: datetime) -> bool:
    """Remind somebody of her goal, once; False when another process did."""
    goal = Goal.objects.select_related("by", "chat__conference").filter(pk=pk, remind_at__lte=now).first()
    if goal is None or Goal.objects.filter(pk=pk, remind_at__lte=now).update(remind_at=None) != 1:
        return False
    return notices.send(
        goal.by.person_id, key=f"goal:{pk}", kind="chat.goal", title=_("Three months ago you wanted this"),
        text=goal.text, url=reverse("messages", args=[goal.chat.conference.slug]),
        conference=goal.chat.conference,
    )  # fmt: skip


def follow_chat(chat: Chat) -> None:
    """When a chat is over, both are asked once how it was."""
    if chat.state != Chat.State.ENDED:
        return
    for side, member in (("mentor", chat.mentor), ("mentee", chat.mentee)):
        if member is not None:
            title = _("How was your chat with %(name)s?") % {"name": letters.name_of(chat.other(side))}
            notices.send(
                member.person_id, key=f"chat:{chat.pk}:feedback", kind="chat.feedback", title=title,
                text=_("Two short questions; nobody but you sees your answers."),
                url=reverse("chat", args=[chat.conference.slug, chat.pk]), conference=chat.conference,
            )  # fmt: skip


def erase(person_id: int) -> None:
    for table in (Feedback, StayInTouch, Goal):
        table.objects.filter(by__person=person_id).delete()
