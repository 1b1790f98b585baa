"""What those who asked or voted are told. Who asked anonymously is resolved inside the job and kept in no row."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from django_tasks import task

from accounts.notices import actions as notices
from conference.questions import queries
from conference.questions.models import Question, Seal
from conference.rooms import rules as rooms
from core import clock, sealing
from core.unit import unit_of_work
from moderation.duty.rules import UNDO

State = Question.State
# What people want to hear of elsewhere; what happens live they see in the room
TOLD = {State.ANSWERED_WRITTEN, State.DISMISSED, State.DEFERRED}


def tell(pk: int, state: str) -> None:
    """Ask for the letters about a decision, as the last thing before its commit."""
    if state in TOLD:
        send.using(run_after=clock.now() + UNDO).enqueue(pk, state)


def tell_called(pk: int) -> None:
    """Ask for the letter that organizers were called to a question that waits."""
    send_called.enqueue(pk)


@task()
def send_called(pk: int) -> int:
    """Tell whoever asked that nobody was there and the organizers were called; how many were told."""
    question = queries.question(pk)
    if question.state != State.PENDING:
        return 0
    said = _("Nobody has looked at your question in \u201c%(title)s\u201d yet. The organizers were called just now.")
    text = "\n\n".join([said % {"title": question.room.session.title}, question.text])
    known = {question.asker.person_id} if question.asker is not None else set()
    return _tell(question, known, "called", _("Your question waits a little longer"), text)


@task()
def send(pk: int, state: str) -> int:
    """Tell the asker, and of an answer the voters as well, in the same words; how many were told.

    May run twice: who is known is told once. What goes to an anonymous asker is never kept, so it may, after a crash
    in between, come twice; losing it would be worse.
    """
    question = queries.question(pk)
    if question.state != state:
        return 0  # decided anew meanwhile: that decision has its own letters
    known = set(queries.voters(question)) if state == State.ANSWERED_WRITTEN else set()
    if question.asker is not None:
        known.add(question.asker.person_id)
    return _tell(question, known, state, *_words(question))


def _tell(question: Question, known: set[int], kind: str, title: str, text: str) -> int:
    """Whom its room is not for any more hears nothing out of it."""
    where = reverse("room", args=[question.room.conference.slug, question.room.session.code])
    what = {"title": title, "text": text, "url": f"{where}?tab=questions", "conference": question.room.conference}
    key = f"question:{question.pk}:{kind}"
    known = rooms.readers(question.room, known)
    with unit_of_work():
        notices.send_all(known, key=key, kind=f"question.{kind}", **what)
    return len(known) + _to_sealed(question, known, key, what)


def _to_sealed(question: Question, known: set[int], key: str, what: dict[str, Any]) -> int:
    seal = Seal.objects.filter(question=question).first()
    if seal is None:
        return 0
    asker = sealing.unseal(seal.ciphertext, question.pk, settings.SEAL_KEY)
    if asker not in known and rooms.readers(question.room, {asker}):
        notices.send_unkept(asker, tag=key, **what)
    return 1


def _words(question: Question) -> tuple[str, str]:
    """Title and text. "You asked or voted for" is said to everybody alike, or the letter itself would tell."""
    shared = {"title": question.room.session.title}
    if question.state == State.ANSWERED_WRITTEN:
        title = _("A question was answered")
        said = _("A question that you asked or voted for in \u201c%(title)s\u201d was answered.") % shared
        more = question.answer
    elif question.state == State.DEFERRED:
        title = _("Your question will be answered later")
        said = _("Your question in \u201c%(title)s\u201d stays open.") % shared
        more = _("%(name)s will answer it.") % {"name": question.deferred_to or _("A speaker")}
    else:
        title = _("About your question")
        said = _("Thank you for your question in \u201c%(title)s\u201d.") % shared
        more = _("It was not taken up this time: %(reason)s") % {"reason": question.reason}
        more += "\n\n" + _("You can ask again in other words, or in another session.")
    return title, "\n\n".join([said, question.text, more])
