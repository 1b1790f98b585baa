"""The only writers of mentions."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.notices import actions as notices
from messaging.mentions import queries
from messaging.mentions.models import Mention
from messaging.models import Message


def note(message: Message) -> None:
    """Collect whom a message names, and tell them. Nobody is told of somebody who keeps apart from her."""
    for member in queries.named_in(message):
        mention, fresh = Mention.objects.get_or_create(message=message, of=member)
        if not fresh:
            continue
        where = reverse("transcript", args=[message.thread.conference.slug, message.thread_id])
        name = message.author.shown_name if message.author else ""
        notices.send(
            member.person_id,
            key=f"mention:{mention.pk}",
            kind="mention",
            title=_("%(name)s mentions you in a chat") % {"name": name},
            url=f"{where}?after={message.pk - 1}",
            conference=message.thread.conference,
        )
