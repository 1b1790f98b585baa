"""The only writers of files in chats."""

from __future__ import annotations

from functools import partial

from django.utils.translation import gettext as _

from core.actor import Actor
from core.errors import Invalid
from messaging import actions as messaging
from messaging.files import cleaning
from messaging.files.cleaning import Clean, Unsafe
from messaging.files.models import Attachment, Content
from messaging.models import Message, Thread


def attach(actor: Actor, thread: Thread, clean: Clean, text: str, reply_to: Message | None) -> Message:
    """Say something with a file; it waits where words would."""
    return messaging.post(actor, thread, text, reply_to, along=partial(_keep, clean))


def _keep(clean: Clean, message: Message) -> None:
    about = {"name": clean.name, "kind": clean.kind, "size": len(clean.content)}
    made = Attachment.objects.create(message=message, **about, width=clean.width, height=clean.height)
    Content.objects.create(attachment=made, data=clean.content)


def cleaned(name: str, content: bytes) -> Clean:
    """The file as it may be kept, or a refusal that says what one can do."""
    try:
        return cleaning.clean(name, content)
    except Unsafe as unsafe:
        raise Invalid(unsafe.code, _why(unsafe.code), field="file") from None


def _why(code: str) -> str:
    return {
        "file.name": _("This name of a file cannot be kept. Give it a plain one."),
        "file.type": _("Only pictures (PNG, JPEG, WebP, GIF) and PDF can be sent, with the ending that fits."),
        "file.too_large": _("A file has at most 10 MB."),
        "file.too_many_pixels": _("This picture has too many pixels. Make it smaller first."),
    }[code]
