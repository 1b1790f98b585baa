"""What is written to the one concerned. To somebody unseen by a job that keeps nothing of it."""

from __future__ import annotations

from functools import partial

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from django_tasks import task

from accounts import queries as people
from core import clock, mail
from core.unit import before_commit
from moderation import queries, unseen
from moderation.models import Appeal, Sanction


def decided(sanction: Sanction) -> None:
    """Why, until when, and how to object."""
    _post(sanction, f"sanction:{sanction.pk}:{sanction.until.isoformat()}", _what(sanction.kind), sanction.reason)


def answer(sanction: Sanction, appeal: Appeal) -> None:
    """What came of her objection."""
    if sanction.unseen:
        before_commit(partial(_enqueue_answer, appeal.pk))
    else:
        _post(sanction, f"appeal:{appeal.pk}", _("We looked at it again"), appeal.answer)


def _enqueue_answer(pk: int) -> None:
    answer_unseen.enqueue(pk)


def to_unseen(pk: int) -> None:
    tell_unseen.enqueue(pk)


@task()
def tell_unseen(pk: int) -> int:
    """Write to whoever it is about; how many letters. Nobody is named by the job or by a row of its letter."""
    sanction = queries.sanction(pk)
    person_id = unseen.person_behind(sanction)
    organizes = people.organizes(person_id, sanction.conference_id)
    kind, words = unseen.as_held(sanction.kind, organizes), sanction.reason
    if kind != sanction.kind:
        words += "\n\n" + _("You go on organizing; until then you do not write, ask or vote.")
    return _send(sanction, _what(kind), words)


@task()
def answer_unseen(pk: int) -> int:
    """The answer to an objection of somebody unseen; how many letters."""
    appeal = queries.appeal(pk)
    return _send(queries.sanction(appeal.sanction_id), _("We looked at it again"), appeal.answer)


def _send(sanction: Sanction, subject: str, words: str) -> int:
    person_id = unseen.person_behind(sanction)
    readers = people.readers([person_id] if person_id else [])
    for one in readers:
        text = _text(sanction, subject, f"{_about()}\n\n{words}", one.zone)
        mail.send_unkept(to=one.email, subject=subject, text=text)
    return len(readers)


def _about() -> str:
    return _(
        "It is about a question you asked anonymously. Nobody has learned that it was you: "
        "neither this letter nor what holds is shown to anybody else."
    )


def _what(kind: str) -> str:
    return {
        Sanction.Kind.WARN: _("A word from the moderators"),
        Sanction.Kind.MUTE: _("Your writing is paused"),
        Sanction.Kind.TIMEOUT: _("A break from the congress"),
        Sanction.Kind.REMOVE: _("You were taken out of a room"),
        Sanction.Kind.BAN: _("You cannot take part for now"),
    }[Sanction.Kind(kind)]


def _post(sanction: Sanction, key: str, subject: str, words: str) -> None:
    if sanction.membership is None:
        return
    person = sanction.membership.person
    text = _text(sanction, subject, words, person.zone)
    mail.post(key, to=person.email, subject=subject, text=text, person_id=person.pk)


def _text(sanction: Sanction, subject: str, words: str, zone: str) -> str:
    where = settings.PUBLIC_URL + reverse("about_me", args=[sanction.conference.slug])
    what = f"{subject} ({sanction.place})" if sanction.place else subject
    until = f"{sanction.until.astimezone(clock.zone(zone)):%d %B, %H:%M} ({zone})"
    return _(
        "%(what)s, in %(congress)s.\n\n%(words)s\n\nIt holds until %(until)s. "
        "If you see it differently, you can say so here, and somebody else will look at it:\n%(where)s\n"
    ) % {"what": what, "congress": sanction.conference.name, "words": words, "until": until, "where": where}
