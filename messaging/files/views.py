"""Files of chats, for those who read the chat, from an address with its own content security policy."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from core import actor as actors
from core.actor import Actor
from core.errors import NotFound
from messaging import kinds
from messaging.files.models import Attachment
from messaging.models import Message

POLICY = "default-src 'none'; sandbox; frame-ancestors 'none'; base-uri 'none'; form-action 'none'"


@require_safe
def attachment(request: HttpRequest, pk: int) -> HttpResponse:
    """One file; to who does not read its chat, and after its message has gone, it is not there."""
    whole = Attachment.objects.select_related("message__thread", "content")
    found = whole.filter(pk=pk).first()
    if found is None or not request.user.is_authenticated:
        raise NotFound
    if not _may_read(actors.load(request.user.pk, found.message.conference_id), found.message):
        raise NotFound
    response = HttpResponse(bytes(found.content.data), content_type=found.kind)
    shown = found.kind.startswith("image/")
    response["Content-Disposition"] = content_disposition_header(not shown, found.name) or "attachment"
    response["Content-Security-Policy"] = POLICY
    response["X-Content-Type-Options"] = "nosniff"
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    response["Cache-Control"] = "private, max-age=300"
    return response


def _may_read(actor: Actor, message: Message) -> bool:
    """What all read, its readers; what waits, its author and who decides about it."""
    kind, key = kinds.of(message.thread.kind), message.thread.key
    if not kind.may_read(actor, key) or not kind.shown(actor, key):
        return False
    if message.state == Message.State.VISIBLE:
        return True
    waits = message.state == Message.State.HELD
    return waits and (message.author_id == actor.membership_id or kind.may_moderate(actor, key))
