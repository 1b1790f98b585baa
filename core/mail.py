"""Letters: written in the transaction that causes them, sent by a job after it is final."""

from __future__ import annotations

import logging
from collections.abc import Iterable

from django.core.mail import EmailMultiAlternatives
from django.db import transaction
from django.db.models import F, Q
from django_tasks import task

from core import clock
from core.models import OutgoingMail
from core.unit import before_commit

log = logging.getLogger(__name__)
ATTEMPTS = 5


def post(
    key: str, *, to: str, subject: str, text: str, person_id: int | None = None, calendar: str = "", method: str = ""
) -> None:
    """Put a letter into the outbox, once per `key`. `calendar` is iCalendar text, `method` REQUEST or CANCEL."""
    OutgoingMail.objects.get_or_create(
        key=key,
        defaults={
            "to": to,
            "subject": subject,
            "text": text,
            "person_id": person_id,
            "calendar": calendar,
            "calendar_method": method,
            "created_at": clock.now(),
        },
    )
    before_commit(_enqueue)


def send_unkept(*, to: str, subject: str, text: str) -> None:
    """Send a letter at once, from inside a job, and keep no row of it: for recipients whom no table may name."""
    try:
        EmailMultiAlternatives(subject, text, to=[to]).send()
    except OSError as error:
        log.warning("mail.not_sent", extra={"reason": type(error).__name__})


def forget(words: Iterable[str], instead: str) -> None:
    """Letters that hold one of these words: sent ones go, waiting ones say `instead` and still arrive."""
    for word in filter(None, words):
        found = OutgoingMail.objects.filter(
            Q(to__iexact=word) | Q(subject__contains=word) | Q(text__contains=word) | Q(calendar__contains=word)
        )
        found.filter(Q(sent_at__isnull=False) | Q(to__iexact=word)).delete()
        for letter in found:
            for name in ("subject", "text", "calendar"):
                setattr(letter, name, getattr(letter, name).replace(word, instead))
            letter.save(update_fields=["subject", "text", "calendar"])


def withdraw(prefix: str, word: str) -> None:
    """Drop letters of one kind (the beginning of their keys) that hold a word: somebody's own words to a helper."""
    OutgoingMail.objects.filter(key__startswith=prefix, text__contains=word).delete()


def drop(key: str) -> None:
    """A letter that was sent, or waits, goes."""
    OutgoingMail.objects.filter(key=key).delete()


def _enqueue() -> None:
    send_waiting.enqueue()


@task()
def send_waiting() -> int:
    """Send what waits; returns how many left. May run twice: each letter is claimed under its row lock."""
    sent = 0
    waiting = OutgoingMail.objects.filter(sent_at=None, attempts__lt=ATTEMPTS).order_by("created_at")
    for pk in list(waiting.values_list("pk", flat=True)[:200]):
        sent += _send(pk)
    return sent


def _send(pk: int) -> int:
    with transaction.atomic():
        letter = OutgoingMail.objects.select_for_update().filter(pk=pk, sent_at=None).first()
        if letter is None:
            return 0
        try:
            _message(letter).send()
        except OSError as error:
            log.warning("mail.not_sent", extra={"reason": type(error).__name__})
            OutgoingMail.objects.filter(pk=pk).update(attempts=F("attempts") + 1)
            return 0
        OutgoingMail.objects.filter(pk=pk).update(sent_at=clock.now())
        return 1


def _message(letter: OutgoingMail) -> EmailMultiAlternatives:
    message = EmailMultiAlternatives(letter.subject, letter.text, to=[letter.to])
    if letter.calendar:
        kind = f"text/calendar; method={letter.calendar_method or 'PUBLISH'}; charset=utf-8"
        message.attach_alternative(letter.calendar, kind)
        message.attach("invite.ics", letter.calendar, "text/calendar")
    return message
