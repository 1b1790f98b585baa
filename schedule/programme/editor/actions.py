"""The only writers of the work in progress. Each edit compares versions, is kept, and can be taken back."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import F
from django.utils.translation import gettext as _

from core import clock
from core.actor import Actor
from core.errors import Conflict, Invalid
from core.models import Conference
from realtime import log
from realtime.log import News
from schedule.calendars import walls
from schedule.programme.editor import drafts, events, items, queries, times
from schedule.programme.editor.items import Framing, Item, Step
from schedule.programme.editor.times import Span
from schedule.programme.models import Edit, Place, Session, Sitting, Speaker
from schedule.programme.releases import actions as releases
from schedule.programme.signup import actions as signup
from schedule.programme.talks import actions as talks
from schedule.programme.talks import queries as of_talks


def carry_out(actor: Actor, conference_id: int, text: str, steps: Iterable[Step]) -> Edit:
    """Do the steps of one edit, all or nothing, and keep what they found.

    Raises Conflict `item.changed` when an item is not in the version that its editor saw: nothing is overwritten
    unseen, she is shown both and chooses.
    """
    return _keep(actor, conference_id, text, [_step(step) for step in steps])


def _keep(actor: Actor, conference_id: int, text: str, done: list[dict[str, Any]]) -> Edit:
    edit = Edit.objects.create(
        conference_id=conference_id, at=clock.now(), by_id=actor.person_id, text=text[:200], items=done
    )
    if any(entry["kind"] != "sitting" for entry in done):
        releases.touch(conference_id)
    tell(edit, edit.text)
    return edit


def tell(edit: Edit, text: str, *, rewrites: bool = False) -> None:
    """Open editors fetch the plan again."""
    told = events.Edited(id=edit.pk, text=text, items=len(edit.items))
    log.append(News(f"planning:{edit.conference_id}", events.EDITED, told, f"edit:{edit.pk}", rewrites))


def _step(step: Step) -> dict[str, Any]:
    kind, names = items.kind_of(step.item), list(step.fields)
    if step.item._state.adding:
        for name, value in step.fields.items():
            setattr(step.item, name, value)
        step.item.save()
        return _entry(kind, step.item, None, items.values(step.item, items.FIELDS[kind]))
    row = locked(step.item, step.version)
    before = items.values(row, names)
    write(row, step.fields)
    step.item.version = row.version
    return _entry(kind, row, before, items.values(row, names))


def write(row: Item, fields: Mapping[str, Any]) -> None:
    """Set fields of an item that is held, and count the edit."""
    columns = [name for name in fields if name != items.TALKS]
    for name in columns:
        setattr(row, name, fields[name])
    row.version += 1
    row.save(update_fields=[*columns, "version"])
    if items.TALKS in fields and isinstance(row, Session):
        talks.lay(row, fields[items.TALKS])


def _entry(kind: str, row: Item, before: dict[str, Any] | None, after: dict[str, Any] | None) -> dict[str, Any]:
    return {"kind": kind, "id": row.pk, "version": row.version, "before": before, "after": after}


def locked(item: Item, version: int | None) -> Any:
    """The item as it is now, held until the end; Conflict when it is not in that version any more."""
    row = type(item)._default_manager.select_for_update().get(pk=item.pk)
    if version is not None and row.version != version:
        raise Conflict("item.changed", _("Somebody changed this meanwhile. Look at both and choose."))
    return row


# ---- sittings ------------------------------------------------------------------------------------------------------


def place_sitting(
    actor: Actor, session: Session, sitting: Sitting | None, span: Span, place: Place | None, version: int | None,
    *, anyway: bool = False, kind: str = Sitting.Kind.LIVE,
) -> Sitting:  # fmt: skip
    """Give a session a time and place, or one of its sittings another one.

    Raises Invalid `sitting.overlap` when something is there, unless `anyway`; Conflict when somebody was faster.
    """
    there = queries.overlapping(session.conference_id, span.start, span.end, place, sitting)
    if there is not None and not anyway:
        sorry = _("“%(title)s” is in this place at that time.") % {"title": there.session.title}
        raise Invalid("sitting.overlap", sorry, field="place")
    row = sitting or Sitting(conference_id=session.conference_id, session=session, kind=kind)
    fields = {**span.fields, "place_id": place.pk if place else None, "dropped": False}
    text = _("Moved: %(title)s") if sitting else _("Placed: %(title)s")
    carry_out(actor, session.conference_id, text % {"title": session.title}, [Step(row, fields, version)])
    return row


def drop_sitting(actor: Actor, sitting: Sitting, version: int) -> None:
    """Take a sitting out of the work in progress; a release that has it keeps it until the next one."""
    text = _("Taken out: %(title)s") % {"title": sitting.session.title}
    carry_out(actor, sitting.conference_id, text, [Step(sitting, {"dropped": True}, version)])


def write_session(
    actor: Actor, conference: Conference, session: Session | None, version: int | None, **fields: Any
) -> Session:
    """Make a session, or change what it is. Words of a public one wait for the next release."""
    row = session or Session(conference=conference, state=fields.pop("state", Session.State.DRAFT))
    if session is None and fields.get("kind") in {Session.Kind.BREAK, Session.Kind.BLOCKER}:
        row.state = Session.State.CONFIRMED  # nobody confirms a lunch
    text = (_("Changed: %(title)s") if session else _("New: %(title)s")) % {"title": fields.get("title", "")}
    if session is not None:
        fields |= of_talks.following(session, fields)
    carry_out(actor, conference.pk, text, [Step(row, drafts.held_back(row, fields), version)])
    if session is not None and fields.get("seats"):
        signup.fill(row)
    return row


# ---- many at once --------------------------------------------------------------------------------------------------


def change_many(actor: Actor, conference: Conference, sessions: Sequence[Session], **fields: Any) -> int:
    """Set the same fields of many sessions, as one edit."""
    text = _("%(count)d sessions changed") % {"count": len(sessions)}
    carry_out(actor, conference.pk, text, [Step(session, dict(fields)) for session in sessions])
    return len(sessions)


def shift_many(actor: Actor, conference: Conference, sittings: Sequence[Sitting], minutes: int) -> int:
    """Move many sittings by so many minutes, as one edit. Raises Invalid when one would leave the congress."""
    by, steps = timedelta(minutes=minutes), []
    for sitting in sittings:
        span = times.within(conference, sitting.start + by, sitting.end + by)
        steps.append(Step(sitting, dict(span.fields)))
    carry_out(actor, conference.pk, _("%(count)d sessions shifted") % {"count": len(steps)}, steps)
    return len(steps)


def relocate_many(actor: Actor, conference: Conference, sittings: Sequence[Sitting], place: Place) -> int:
    """Move many sittings to one place, as one edit."""
    text = _("%(count)d sessions moved to %(place)s") % {"count": len(sittings), "place": place.name}
    carry_out(actor, conference.pk, text, [Step(sitting, {"place_id": place.pk}) for sitting in sittings])
    return len(sittings)


def copy_day(actor: Actor, conference: Conference, source: date, target: date, *, everything: bool) -> int:
    """Repeat a day on another one: its breaks and what keeps places free, or everything, sessions as drafts.

    By the clock of the congress, so that nine o'clock stays nine o'clock over a change of the clocks.
    """
    zone = clock.zone(conference.zone)
    steps: list[Step] = []
    for row in queries.day_rows(conference.pk, source, everything=everything):
        start, end = (_same_clock(at, target - source, zone) for at in (row.start, row.end))
        span = times.within(conference, start, end)
        copy = _copy_of(row.session)
        sitting = Sitting(conference=conference, session=copy, kind=row.kind)
        steps += [Step(copy), Step(sitting, {**span.fields, "place_id": row.place_id})]
    if steps:
        text = _("%(source)s copied to %(target)s") % {"source": f"{source:%d %b}", "target": f"{target:%d %b}"}
        carry_out(actor, conference.pk, text, steps)
    return len(steps) // 2


def _same_clock(at: datetime, by: timedelta, zone: ZoneInfo) -> datetime:
    return walls.instant_or_jump(walls.wall_of(at, zone) + by, zone)


def _copy_of(session: Session) -> Session:
    is_talk = session.kind == Session.Kind.TALK
    kept = ("title", "subtitle", "type", "language", "track_id", "kind", "minutes", "patients_welcome")
    state = Session.State.DRAFT if is_talk else Session.State.CONFIRMED
    return Session(conference_id=session.conference_id, state=state, **{name: getattr(session, name) for name in kept})


# ---- places, tracks, types -----------------------------------------------------------------------------------------


def write_frame(actor: Actor, conference: Conference, item: Framing, version: int | None, **fields: Any) -> Framing:
    """Make or change a place, track or type. Raises Conflict for a name that another one has."""
    if queries.name_taken(item, conference.pk, fields["name"]):
        raise Invalid("frame.name_taken", _("There is one of that name already."), field="name")
    text = _("Changed: %(title)s") if item.pk else _("New: %(title)s")
    if item._state.adding:
        item.conference = conference
        fields.setdefault("position", queries.next_position(item, conference.pk))
    before = "" if item._state.adding else item.name
    carry_out(actor, conference.pk, text % {"title": fields["name"]}, [Step(item, fields, version)])
    if items.kind_of(item) == "type" and before and before != fields["name"]:
        Session.objects.filter(conference=conference, type=before).update(type=fields["name"], version=F("version") + 1)
    return item


def drop_frame(actor: Actor, conference: Conference, item: Framing, version: int) -> None:
    """Take out a place, track or type that nothing uses. Raises Conflict when something does."""
    if queries.in_use(item):
        raise Conflict("frame.in_use", _("Sessions are there. Move them first."))
    drop(actor, conference, item, version, item.name)


def drop(actor: Actor, conference: Conference, item: Framing | Speaker, version: int, name: str) -> None:
    """Take an item out of which nothing is left behind."""
    kind, row = items.kind_of(item), locked(item, version)
    entry = _entry(kind, row, items.values(row, items.FIELDS[kind]), None)
    row.delete()
    _keep(actor, conference.pk, _("Taken out: %(title)s") % {"title": name}, [entry])
