"""Letters to those who asked or voted. Who asked anonymously is resolved inside the job and kept in no row."""

from __future__ import annotations

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from django_tasks import task

from accounts import queries as people
from conference.questions import queries
from conference.questions.models import Question, Seal
from core import clock, mail, sealing
from core.unit import unit_of_work
from moderation.duty.rules import UNDO

State = Question.State
# What people want to hear of by letter; what happens live they see in the room
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
    """Write to whoever asked that nobody was there and the organizers were called; how many letters.

    A letter that is kept goes once. The one to an anonymous asker is never kept; the call itself comes once.
    """
    question = queries.question(pk)
    if question.state != State.PENDING:
        return 0
    session = question.room.session
    where = settings.PUBLIC_URL + reverse("room", args=[question.room.conference.slug, session.code])
    subject = _("Your question waits a little longer")
    words = [
        _("Nobody has looked at your question in \u201c%(title)s\u201d yet. The organizers were called just now.")
        % {"title": session.title},
        question.text,
        f"{where}?tab=questions",
    ]
    text = "\n\n".join(words) + "\n"
    known = {question.asker.person_id} if question.asker is not None else set()
    with unit_of_work():
        for person_id, email in people.addresses(known):
            mail.post(f"question:{pk}:called", to=email, subject=subject, text=text, person_id=person_id)
    return len(known) + _to_sealed(question, known, subject, text)


@task()
def send(pk: int, state: str) -> int:
    """Write to the asker, and of an answer to the voters as well, in the same words; how many letters.

    May run twice: a letter kept in the outbox goes once. The one to an anonymous asker is never kept, so it may,
    after a crash in between, come twice; losing it would be worse.
    """
    question = queries.question(pk)
    if question.state != state:
        return 0  # decided anew meanwhile: that decision has its own letters
    subject, text = _words(question)
    known = set(queries.voters(question)) if state == State.ANSWERED_WRITTEN else set()
    if question.asker is not None:
        known.add(question.asker.person_id)
    with unit_of_work():
        for person_id, email in people.addresses(known):
            key = f"question:{pk}:{state}:{person_id}"
            mail.post(key, to=email, subject=subject, text=text, person_id=person_id)
    return len(known) + _to_sealed(question, known, subject, text)


def _to_sealed(question: Question, known: set[int], subject: str, text: str) -> int:
    seal = Seal.objects.filter(question=question).first()
    if seal is None:
        return 0
    asker = sealing.unseal(seal.ciphertext, question.pk, settings.SEAL_KEY)
    for _person_id, email in people.addresses({asker} - known):
        mail.send_unkept(to=email, subject=subject, text=text)
    return 1


def _words(question: Question) -> tuple[str, str]:
    """Subject and text. "You asked or voted for" is said to everybody alike, or the letter itself would tell."""
    session = question.room.session
    where = reverse("room", args=[question.room.conference.slug, session.code])
    shared = {"title": session.title, "text": question.text, "where": f"{settings.PUBLIC_URL}{where}?tab=questions"}
    if question.state == State.ANSWERED_WRITTEN:
        subject = _("A question was answered")
        said = _("A question that you asked or voted for in \u201c%(title)s\u201d was answered.") % shared
        more = question.answer
    elif question.state == State.DEFERRED:
        subject = _("Your question will be answered later")
        said = _("Your question in \u201c%(title)s\u201d stays open.") % shared
        more = _("%(name)s will answer it.") % {"name": question.deferred_to or _("A speaker")}
    else:
        subject = _("About your question")
        said = _("Thank you for your question in \u201c%(title)s\u201d.") % shared
        more = _("It was not taken up this time: %(reason)s") % {"reason": question.reason}
        more += "\n\n" + _("You can ask again in other words, or in another session.")
    return subject, "\n\n".join([said, question.text, more, shared["where"]]) + "\n"
