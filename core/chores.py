"""The kernel's own duties: letters that could not be sent go again, and what is due is forgotten."""

from __future__ import annotations

from datetime import timedelta

from core import audit, clock, ended, mail
from core.duties import duty
from core.models import AuditChain, OutgoingMail, StoredCommand

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


@duty("audit.forget", seconds=24 * 3600)
def forget_record() -> int:
    """Drop the record two years after its congress, and what is about none after two years; how many entries."""
    now = clock.now()
    kept = AuditChain.objects.filter(key__in=map(audit.chain_key, ended.for_two_years())).values_list("key", flat=True)
    return audit.prune(audit.chain_key(None), now - ended.TWO_YEARS) + sum(audit.prune(key, now) for key in kept)
