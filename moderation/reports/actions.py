"""The only writers of reports, of who is on call, and of confirmed numbers."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from functools import partial
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from django_tasks import task

from accounts.models import Membership
from core import clock, mail
from core.actor import Actor
from core.errors import Conflict
from core.models import Conference
from core.text import as_id
from core.unit import before_commit, unit_of_work
from moderation.duty import actions as duty
from moderation.duty.items import Item
from moderation.duty.rules import UNDO
from moderation.reports import events, queries, waiting
from moderation.reports.models import EmergencyNumber, OnCall, Report
from moderation.reports.targets import Found
from realtime import log
from realtime.log import News

# What it is called among the things on the desk
ITEM = "report"


def send(actor: Actor, kind: str, key: str, found: Found, *, category: str, note: str) -> Report:
    """Keep what was said, and tell who decides. Reporting the same thing twice is reporting it once."""
    report, fresh = Report.objects.get_or_create(
        conference_id=found.conference_id,
        kind=kind,
        key=key,
        reporter_id=actor.membership_id,
        decided_at=None,
        defaults={
            "about_id": found.membership_id,
            "category": category,
            "note": note,
            "evidence": found.text,
            "place": found.place[:200],
            "url": found.url[:300],
            "at": clock.now(),
        },
    )
    if fresh:
        _spread(queries.report(report.pk))
    return report


def _spread(report: Report) -> None:
    if report.category == Report.Category.RISK:
        for contact in queries.alarmed(report):
            _alarm(report, contact, _("Risk to life: please look now"))
    if queries.told_live(report):
        stream = f"moderators:{report.conference_id}"
        log.append(News(stream, events.SENT, events.data(report), _subject(report)))
        return
    for organizer in queries.trusted(report):
        _alarm(report, organizer, _("A report about somebody of the team"))


def _alarm(report: Report, to: Membership, subject: str) -> None:
    """A letter without the words themselves: these are read at the desk only."""
    where = settings.PUBLIC_URL + reverse("desk", args=[report.conference.slug])
    text = _("%(subject)s, in %(congress)s. It waits at the desk:\n%(where)s\n") % {
        "subject": subject, "congress": report.conference.name, "where": where,
    }  # fmt: skip
    key = f"report:{report.pk}:{to.pk}:{report.category == Report.Category.RISK}"
    mail.post(key, to=to.person.email, subject=subject, text=text, person_id=to.person_id)


def decide(actor: Actor, report: Report, *, outcome: str, answer: str) -> None:
    """Close a report and all others about the same thing; each reporter is told. Conflict when it is closed."""
    Report.objects.select_for_update().get(pk=report.pk)
    report = queries.report(report.pk)
    if report.decided_at is not None:
        raise Conflict("report.moved_on", _("Somebody has decided this meanwhile. Please look again."))
    duty.must_be_free(actor, ITEM, report.pk)
    duty.attend(report.conference_id, waiting.scope(report.conference_id))
    same = Report.objects.filter(
        conference_id=report.conference_id, kind=report.kind, key=report.key, decided_at=None
    ).order_by("pk")
    closed = [queries.report(pk) for pk in same.values_list("pk", flat=True)]
    duty.remember(actor, Item(ITEM, str(report.pk), report.conference_id), {"closed": [one.pk for one in closed]})
    for one in closed:
        Report.objects.filter(pk=one.pk).update(
            outcome=outcome, answer=answer, decided_by_id=actor.person_id, decided_at=clock.now()
        )
        before_commit(partial(_thank_later, one.pk))
        gone = events.ReportGone(id=one.pk)
        log.append(News(f"moderators:{one.conference_id}", events.DECIDED, gone, _subject(one), rewrites=True))


def tell_again(key: str) -> None:
    """Tell the desk of a report anew: somebody works on it, or no more."""
    report = queries.report(as_id(key))
    if queries.told_live(report):
        log.append(News(f"moderators:{report.conference_id}", events.SENT, events.data(report), _subject(report)))


def reopen(key: str, before: dict[str, Any]) -> None:
    """A moderator takes her decision back: the report is open again, and those about the same thing."""
    for pk in before["closed"]:
        Report.objects.filter(pk=pk).update(outcome="", answer="", decided_by=None, decided_at=None)
        tell_again(str(pk))


def _thank_later(pk: int) -> None:
    thank.using(run_after=clock.now() + UNDO).enqueue(pk)


@task()
def thank(pk: int) -> int:
    """Write to who reported, once the decision cannot be taken back any more; how many letters."""
    report = queries.report(pk)
    if report.reporter is None or report.decided_at is None:
        return 0
    with unit_of_work():
        _thank(report, report.outcome, report.answer)
    return 1


def _thank(report: Report, outcome: str, answer: str) -> None:
    if report.reporter is None:
        return
    done = _("We have done something about it.") if outcome == Report.Outcome.ACTED else _("We let it stand.")
    text = _("Thank you for telling us, in %(congress)s.\n\n%(done)s\n%(answer)s\n\nNobody is told who wrote to us.\n")
    words = {"congress": report.conference.name, "done": done, "answer": answer}
    person = report.reporter.person
    mail.post(
        f"report-decided:{report.pk}", to=person.email, subject=_("What you told us of"), text=text % words,
        person_id=person.pk,
    )  # fmt: skip


def be_on_call(actor: Actor, hours: int) -> None:
    """Be reachable for a risk to life for so many hours; none ends it."""
    me = actor.membership_id or 0
    mine = OnCall.objects.filter(membership_id=me)
    if not hours:
        mine.delete()
        return
    until = clock.now() + timedelta(hours=hours)
    OnCall.objects.update_or_create(membership_id=me, defaults={"until": until})


def forget_on_call(now: datetime) -> int:
    """Drop who was reachable and is no more; how many."""
    return OnCall.objects.filter(until__lte=now).delete()[0]


def confirm_number(actor: Actor, conference: Conference, *, country: str, number: str, label: str) -> EmergencyNumber:
    """Say that a number is right for a country, today."""
    confirmed = {"label": label, "confirmed_by_id": actor.person_id, "confirmed_on": clock.now().date()}
    made, _fresh = EmergencyNumber.objects.update_or_create(
        conference=conference, country=country, number=number, defaults=confirmed
    )
    return made


def drop_number(number: EmergencyNumber) -> None:
    number.delete()


def forget(ended_before: date) -> int:
    """Drop decided reports of conferences that ended before that day; how many."""
    old = Report.objects.filter(conference__ends_on__lt=ended_before, decided_at__isnull=False)
    return old.delete()[0]


def erase(person_id: int) -> None:
    """What she said leaves the reports about her; what she reported keeps no name."""
    for report in Report.objects.filter(about__person_id=person_id):
        Report.objects.filter(pk=report.pk).update(about=None, evidence="", note="")
        gone = events.ReportGone(id=report.pk)
        log.append(News(f"moderators:{report.conference_id}", events.DECIDED, gone, _subject(report), rewrites=True))
    told = list(Report.objects.filter(reporter__person_id=person_id).values_list("pk", flat=True))
    Report.objects.filter(pk__in=told).update(reporter=None, note="")
    for report in [queries.report(pk) for pk in told]:
        if report.decided_at is None and queries.told_live(report):
            stream = f"moderators:{report.conference_id}"
            log.append(News(stream, events.SENT, events.data(report), _subject(report), rewrites=True))
    Report.objects.filter(decided_by_id=person_id).update(decided_by=None)


def _subject(report: Report) -> str:
    return f"report:{report.pk}"
