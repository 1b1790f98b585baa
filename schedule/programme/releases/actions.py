"""Makes releases, takes the work in progress back to one, and decides who is told of what changed."""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping, Sequence
from datetime import datetime, timedelta

from django.db.models import F, Subquery
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.notices import actions as notices
from core import clock
from core.actor import Actor
from core.errors import Conflict, Invalid
from core.models import Conference
from core.unit import unit_of_work
from realtime import log
from realtime.log import News
from schedule.calendars import actions as calendars
from schedule.calendars.actions import Spec
from schedule.programme import events, letters, states
from schedule.programme.differences import Differences, Placed
from schedule.programme.editor import drafts
from schedule.programme.editor.drafts import Reworded
from schedule.programme.frozen import actions as frozen
from schedule.programme.models import Change, Release, ReleasedSitting, Session, Sitting
from schedule.programme.onday import actions as onday
from schedule.programme.releases import queries
from schedule.programme.talks import actions as talks

# Changes of what begins within a day are told at once, without a review
NEVER_WAITS = timedelta(hours=24)
BATCH = 500


def publish(actor: Actor, conference_id: int, version: str, note: str = "") -> Release:
    """A new release of all sittings of confirmed sessions and breaks: from now on it is what the public sees.

    The differences to the one before become its change log; letters about them wait in the outbox.
    """
    with unit_of_work():
        last = Release.objects.select_for_update().filter(conference=conference_id).order_by("-number").first()
        if last is not None and last.version == version:
            raise Conflict("release.version_taken", _("There is already a release of that name. Choose another."))
        if last is not None:
            frozen.freeze(last)
        changed = _let_words_hold(conference_id)
        rows = list(queries.publishable(conference_id))
        found = queries.difference(last, rows)
        release = Release.objects.create(
            conference_id=conference_id,
            number=last.number + 1 if last else 1,
            version=version,
            published_at=clock.now(),
            note=note,
            by_id=actor.person_id,
        )
        _fill(release, rows, last)
        if last is not None:  # the first release is new as a whole
            _count_up(found, [row.pk for row in rows if row.session_id in changed])
            log_changes([*_changes(release, found, actor.person_id), *_reworded(release, changed, actor.person_id)])
        _keep_calendar(release, rows, found, changed)
        _tell_open_pages(release, found)
        told = events.Released(conference=conference_id, number=release.number, version=version)
        log.append(News(f"conference:{conference_id}", events.RELEASED, told, subject="release"))
    return release


def _tell_open_pages(release: Release, found: Differences) -> None:
    """Rooms that are open or soon will be follow at once; whoever reads the programme is offered the new one."""
    now, where = clock.now(), [one for pair in found.moved for one in (pair.before, pair.after)]
    near = {one.sitting for one in (*where, *found.cancelled) if abs(one.start - now) <= NEVER_WAITS}
    rows = ReleasedSitting.objects.filter(release=release, sitting__in=near)
    for row in rows.select_related("session__conference", "place", "sitting"):
        onday.tell_open_pages(row)


def _let_words_hold(conference_id: int) -> dict[int, Reworded]:
    """The words that waited are public from now on; what they changed, by session."""
    changed = {one.session: one for one in drafts.reworded(conference_id)}
    for session in drafts.drafted(conference_id).select_for_update():
        talks.let_hold(session)
    return changed


def _reworded(release: Release, changed: Mapping[int, Reworded], by: int | None) -> list[Change]:
    """Lines for what the public has known under other words. Nobody gets a letter about words."""
    shown = ReleasedSitting.objects.filter(release=release, session__in=changed).values_list("session", flat=True)
    return [
        Change(
            release=release, at=release.published_at, kind=Change.Kind.CHANGED, session_id=pk, by_id=by,
            **changed[pk].logged,
        )
        for pk in sorted(set(shown))
    ]  # fmt: skip


def _fill(release: Release, rows: Sequence[Sitting], last: Release | None) -> None:
    shown = [released(release, row) for row in rows]
    if last is not None:
        shown += [
            ReleasedSitting(
                release=release, sitting_id=row.sitting_id, session_id=row.session_id, place_id=row.place_id,
                kind=row.kind, start=row.start, end=row.end, day=row.day, cancelled=True,
            )
            for row in queries.cancelled_in(last)
        ]  # fmt: skip
    ReleasedSitting.objects.bulk_create(shown, batch_size=BATCH)


def _keep_calendar(release: Release, rows: Sequence[Sitting], found: Differences, reworded: Container[int]) -> None:
    """The events of the congress' calendar are those of its public sittings."""
    key, name = f"conference-{release.conference_id}", release.conference.name
    fresh = [row for row in rows if row.event_id is None]
    made = calendars.create_events(calendars.calendar_of(key, name), [_spec(row) for row in fresh])
    for row, event in zip(fresh, made, strict=True):
        row.event_id = event
    Sitting.objects.bulk_update(fresh, ["event"], batch_size=100)
    moved = {pair.after.sitting for pair in found.moved}
    other = [row for row in rows if row.pk in moved or row.session_id in reworded]
    calendars.change_events({row.event_id: _spec(row) for row in other if row.event_id})
    gone = Sitting.objects.filter(pk__in=[one.sitting for one in found.cancelled], event__isnull=False)
    calendars.cancel_events(list(gone.values_list("event_id", flat=True)))


def _spec(row: Sitting) -> Spec:
    return Spec(row.session.title, row.start, row.end)


def released(release: Release, sitting: Sitting, *, cancelled: bool = False) -> ReleasedSitting:
    """The row by which a release shows a sitting; unsaved."""
    return ReleasedSitting(
        release=release,
        sitting=sitting,
        session_id=sitting.session_id,
        place_id=sitting.place_id,
        kind=sitting.kind,
        start=sitting.start,
        end=sitting.end,
        day=sitting.day,
        cancelled=cancelled,
    )


def _count_up(found: Differences, reworded: Sequence[int]) -> None:
    """Calendars that hold an entry take the new one because its SEQUENCE is higher."""
    other = {pair.after.sitting for pair in found.moved} | {one.sitting for one in found.cancelled}
    moved = sorted(other.union(reworded))
    for at in range(0, len(moved), BATCH):
        Sitting.objects.filter(pk__in=moved[at : at + BATCH]).update(sequence=F("sequence") + 1)


def _changes(release: Release, found: Differences, by: int | None) -> list[Change]:
    kind = Change.Kind
    return [
        *(_change(release, kind.CREATED, one, {}, one.where, by) for one in found.created),
        *(_change(release, kind.MOVED, pair.after, pair.before.where, pair.after.where, by) for pair in found.moved),
        *(_change(release, kind.CANCELLED, one, one.where, {}, by) for one in found.cancelled),
    ]


def _change(
    release: Release, kind: Change.Kind, one: Placed, before: dict[str, str], after: dict[str, str], by: int | None
) -> Change:
    return Change(
        release=release, at=release.published_at, kind=kind, session_id=one.session, sitting_id=one.sitting,
        before=before, after=after, by_id=by,
    )  # fmt: skip


def log_changes(changes: Iterable[Change]) -> None:
    """Write entries of a change log. What moved or was cancelled waits for review, or is told at once when it is near.

    Whoever writes changes of a release writes them here: pages kept of it are not shown again.
    """
    changes = list(changes)
    now = clock.now()
    for change in changes:
        if change.kind in {Change.Kind.MOVED, Change.Kind.CANCELLED}:
            change.told = Change.Told.TOLD if _is_near(change, now) else Change.Told.WAITING
    made = Change.objects.bulk_create(changes, batch_size=BATCH)
    for release in {change.release_id for change in changes}:
        Release.objects.filter(pk=release).update(revision=F("revision") + 1)
    near = [change.pk for change in made if change.told == Change.Told.TOLD]
    if near:
        letters.tell(*near)


def _is_near(change: Change, now: datetime) -> bool:
    said = [datetime.fromisoformat(where["start"]) for where in (change.before, change.after) if where.get("start")]
    return any(now <= start <= now + NEVER_WAITS for start in said)


def touch(conference_id: int) -> None:
    """What the current release shows has other words now: pages kept of it are not shown again."""
    newest = Release.objects.filter(conference=conference_id).order_by("-number").values("pk")[:1]
    Release.objects.filter(pk=Subquery(newest)).update(revision=F("revision") + 1)


def send(changes: Sequence[int], conference_id: int, note: str) -> int:
    """Send the letters about these changes; how many of them still waited."""
    waiting = _take(changes, conference_id, Change.Told.TOLD)
    if waiting:
        letters.tell(*waiting, note=note)
    return len(waiting)


def drop(changes: Sequence[int], conference_id: int) -> int:
    """Tell nobody of these changes; how many of them still waited."""
    return len(_take(changes, conference_id, Change.Told.DROPPED))


def _take(changes: Sequence[int], conference_id: int, told: Change.Told) -> list[int]:
    rows = queries.waiting(conference_id).filter(pk__in=changes).select_for_update(of=("self",))
    taken = [row.pk for row in rows]
    Change.objects.filter(pk__in=taken).update(told=told)
    return taken


def decide(session: Session, state: str, *, now: bool) -> Session:
    """Decide what becomes of a session: at once, or kept until it is announced. "" takes a kept decision back.

    Raises Invalid for a step that no session takes.
    """
    session = Session.objects.select_for_update().get(pk=session.pk)
    if state and not states.may_become(session.state, state):
        raise Invalid("session.no_such_step", _("A session in this state cannot become that."), field="state")
    if now and state:
        session.state, session.pending_state = state, ""
    else:
        session.pending_state = state
    session.version += 1
    session.save(update_fields=["state", "pending_state", "version"])
    touch(session.conference_id)
    return session


def announce(conference: Conference) -> int:
    """Let all kept decisions hold, and write to the speakers; how many sessions."""
    rows = list(queries.pending(conference.pk).select_for_update())
    for session in rows:
        session.state, session.pending_state = session.pending_state, ""
        session.version += 1
    Session.objects.bulk_update(rows, ["state", "pending_state", "version"], batch_size=100)
    touch(conference.pk)
    decided = [session.pk for session in rows if session.state in states.TOLD]
    page = reverse("home", args=[conference.slug])
    for reader, session in letters.speakers_of(decided):
        title, text = letters.decision(conference, session)
        key = f"session:{session.pk}:{session.version}:decided"
        notices.send(
            reader.id, key=key, kind="session.decided", conference=conference, title=title, text=text, url=page
        )
    return len(rows)


def confirm(session: Session) -> None:
    """A speaker says that she will come: the accepted session is confirmed, and public with the next release."""
    session = Session.objects.select_for_update().get(pk=session.pk)
    if session.state != Session.State.ACCEPTED:
        raise Conflict("session.not_accepted", _("This session does not wait for a confirmation."))
    session.state = Session.State.CONFIRMED
    session.version += 1
    session.save(update_fields=["state", "version"])
