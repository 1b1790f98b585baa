"""Who asked for one more chat."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from core.actor import Actor
from networking.chats.models import Chat
from networking.mentors import apart


def both_ask(chat: Chat) -> bool:
    """Whether both asked for one more, and nothing keeps them apart by now."""
    if chat.mentor is None or chat.mentee is None or not (chat.mentor_again and chat.mentee_again):
        return False
    return not apart.of(chat.mentee.person_id, chat.conference_id, {chat.mentor.person_id})


def asked(actor: Actor, chat: Chat) -> dict[str, Any] | None:
    """What the page of a chat that is over says of it to one of the two; None when there is nobody to meet."""
    side = chat.side_of(actor.membership_id)
    if chat.state != Chat.State.ENDED or chat.mentor is None or chat.mentee is None or not side:
        return None
    return {
        "both": both_ask(chat),
        "times": reverse("mentor", args=[chat.conference.slug, chat.mentor.ref]) if side == "mentee" else "",
    }
