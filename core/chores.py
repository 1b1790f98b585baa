"""The kernel's own duties: letters that could not be sent go again, and what is due is forgotten."""

from __future__ import annotations

from datetime import timedelta

from core import clock, mail
from core.duties import duty
from core.models import OutgoingMail, StoredCommand

# How long the privacy page says that we keep them
ANSWERS, LETTERS = timedelta(days=7), timedelta(days=30)


@duty("mail.resend", seconds=60)
def send_again() -> int:
    """Try once more what waits in the outbox; how many letters left."""
    sent: int = mail.send_waiting.func()
    return sent


@duty("core.forget", seconds=3600)
def forget() -> int:
    """Drop stored answers after a week and letters a month after they were sent; how many rows went."""
    now = clock.now()
    answers, _ = StoredCommand.objects.filter(stored_on__lt=(now - ANSWERS).date()).delete()
    letters, _ = OutgoingMail.objects.filter(sent_at__lt=now - LETTERS).delete()
    return answers + letters
