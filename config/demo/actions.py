"""Loads the invented congress: people, roles, programme and stages. Doing it twice changes nothing.

Writes go through the actions of the features where there is one; what only a demo does (marking rows as invented,
giving imported sessions their chairs) is written here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db.models import Q

from accounts import actions as accounts
from accounts.conferences import actions as conferences
from accounts.models import Grant, Membership, User
from conference.rooms.models import StageSource
from conference.rooms.stage import actions as stage
from config.demo import again, looked_after, meeting, mentoring, planning, rounds, series, source, timetable, visible
from config.demo.source import Person
from core import clock
from core.models import Conference
from core.unit import unit_of_work
from schedule.exchange import actions as exchange
from schedule.exchange.actions import ImportReport
from schedule.exchange.document import Document
from schedule.exchange.models import ImportedItem, ImportedSpeaker
from schedule.programme.models import Place, Session, Speaker, Track
from society import loading as society
from society.home.models import Society

SOURCE = "demo"
STAGES = {
    "professor": "senior",
    "group_leader": "senior",
    "postdoc": "postdoc",
    "early_career": "postdoc",
    "student": "doctoral",
    "clinician": "clinical",
    "nurse": "clinical",
    "advocate": "patient",
}
STREAM = "demo/stage/stage.m3u8"
CAPTIONS = "demo/stage/captions.vtt"

Progress = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Loaded:
    """What a run of the demo did. `people` counts those who are new."""

    conference: Conference
    people: int
    report: ImportReport
    neighbour: ImportReport


def load(now: datetime, progress: Progress) -> Loaded:
    """The congress, so timed that its second day is today, and the small conference beside it; all or nothing."""
    with unit_of_work():
        everybody = source.people()
        known, fresh = make_people(everybody.values())
        progress(f"People: {len(known)}, new {fresh}.")
        facts = source.toml("programme", "congress.toml")
        conference = _conference(facts, known["olga"], timetable.congress(now))
        _give_roles(conference, [p for p in everybody.values() if not p.outsider], known)
        report = _programme(conference, timetable.congress(now), now)
        _dress(conference, facts, known)
        progress(f"Workshops with seats: {planning.load(conference, known['olga'])} new.")
        _life(conference, now, progress)
        progress(f"{facts['name']}: {_counts(report)}.")
        small = source.toml("neighbour.toml")
        beside = _conference(small, known[small["organizer"]], timetable.neighbour(now))
        second = _programme(beside, timetable.neighbour(now), now)
        progress(f"{small['name']}: {_counts(second)}.")
    return Loaded(conference, fresh, report, second)


def load_crowd(conference: Conference, count: int) -> int:
    """Make sure that `count` invented attendees belong to the congress; how many are new."""
    with unit_of_work():
        people = source.crowd(count)
        known, fresh = make_people(people)
        _give_roles(conference, people, known)
    return fresh


def make_people(people: Iterable[Person]) -> tuple[dict[str, User], int]:
    """The accounts of these people by key, made where missing, and how many were. Known ones stay as they are."""
    people = list(people)
    wanted = [person.email for person in people]
    there = {user.email: user for user in User.objects.filter(email__in=wanted)}
    missing = [_user(person) for person in people if person.email not in there]
    there |= {user.email: user for user in User.objects.bulk_create(missing, batch_size=500)}
    return {person.key: there[person.email] for person in people}, len(missing)


def _user(person: Person) -> User:
    user = User(
        email=person.email,
        display_name=person.name,
        affiliation=person.affiliation,
        industry=person.affiliation if person.industry else "",
        career_stage=STAGES.get(person.stage, "other"),
        country=person.country,
        zone=person.zone,
        languages=list(person.languages),
        may_create_conferences="organizer" in person.roles or person.outsider,
        is_demo=True,
    )
    user.set_unusable_password()
    return user


def _conference(facts: dict[str, Any], organizer: User, document: Document) -> Conference:
    dates = {"starts_on": document.days[0].date, "ends_on": document.days[-1].date}
    conference = Conference.objects.filter(slug=facts["slug"]).first()
    if conference is None:
        texts = {"tagline": facts["tagline"], "about": facts["about"].strip(), "is_demo": True}
        conference = conferences.create_conference(
            organizer.pk, name=facts["name"], slug=facts["slug"], zone=facts["zone"], **dates, **texts
        )
    Conference.objects.filter(pk=conference.pk).update(acronym=facts["acronym"], **dates)
    conference.refresh_from_db()
    return conference


def _give_roles(conference: Conference, people: Iterable[Person], known: dict[str, User]) -> None:
    """Join everybody as listed, in bulk: a visitor of the demo shall see who is there."""
    people = list(people)
    roles = {role.code: role.pk for role in conference.roles.all()}
    members = {m.person_id: m for m in Membership.objects.filter(conference=conference)}
    missing = [
        Membership(
            conference=conference,
            person=known[person.key],
            appears=Membership.Appears.LISTED,
            consent_version=accounts.CONSENT_VERSION,
            joined_at=clock.now(),
        )
        for person in people
        if known[person.key].pk not in members
    ]
    members |= {m.person_id: m for m in Membership.objects.bulk_create(missing, batch_size=500)}
    new = {m.person_id for m in missing}
    grants = [
        Grant(membership=members[known[person.key].pk], role_id=roles[code])
        for person in people
        if known[person.key].pk in new
        for code in ("attendee", *person.roles)
    ]
    Grant.objects.bulk_create(grants, batch_size=500, ignore_conflicts=True)


def _programme(conference: Conference, document: Document, now: datetime) -> ImportReport:
    """Through the importer, like every other programme."""
    dated = replace(document, made_at=now)
    return exchange.import_document(conference, dated, source=SOURCE)


def _dress(conference: Conference, facts: dict[str, Any], known: dict[str, User]) -> None:
    """What no file format carries: order of places and tracks, chairs, content notes, whose account a speaker has."""
    for model, entries in ((Place, facts["place"]), (Track, facts["track"])):
        _in_order(model, conference, [entry["name"] for entry in entries])
    speakers = _speakers(conference, known)
    wanted = {entry.id: entry for entry in source.sessions()}
    rows = ImportedItem.objects.filter(conference=conference, source=SOURCE).select_related("sitting__session")
    changed = []
    for row in rows:
        session, entry = row.sitting.session, wanted.get(row.source_id)
        chair = speakers.get(entry.chair) if entry else None
        note = entry.note if entry else ""
        if (session.chair_id, session.content_note) != (chair, note):
            session.chair_id, session.content_note = chair, note
            changed.append(session)
    Session.objects.bulk_update(changed, ["chair", "content_note"], batch_size=200)
    _stages(conference, facts)


def _in_order(model: type[Place] | type[Track], conference: Conference, names: list[str]) -> None:
    for position, name in enumerate(names):
        model.objects.filter(~Q(position=position), conference=conference, name=name).update(position=position)


def _speakers(conference: Conference, known: dict[str, User]) -> dict[str, int]:
    """Speakers by our keys, each tied to the account of that person; chairs who do not speak are made."""
    rows = ImportedSpeaker.objects.filter(conference=conference, source=SOURCE).select_related("speaker")
    found = {row.key.removeprefix("id:"): row.speaker for row in rows}
    for key in sorted({entry.chair for entry in source.sessions() if entry.chair} - found.keys()):
        found[key] = _chair(conference, known[key])
    for key, speaker in found.items():
        if speaker.person_id is None:
            speaker.person = known[key]
            speaker.save(update_fields=["person"])
    return {key: speaker.pk for key, speaker in found.items()}


def _chair(conference: Conference, person: User) -> Speaker:
    speaker, _fresh = Speaker.objects.get_or_create(
        conference=conference,
        person=person,
        defaults={"name": person.display_name, "affiliation": person.affiliation},
    )
    return speaker


def _stages(conference: Conference, facts: dict[str, Any]) -> None:
    """Every stage plays our loop until organizers give it a stream of their own."""
    names = [entry["name"] for entry in facts["place"] if entry["kind"] != "lounge"]
    for place in Place.objects.filter(conference=conference, name__in=names):
        if not StageSource.objects.filter(place=place).exists():
            stage.add_source(
                place,
                label="Demo stage",
                url=settings.STATIC_URL + STREAM,
                captions=settings.STATIC_URL + CAPTIONS,
            )


def _life(conference: Conference, now: datetime, progress: Progress) -> None:
    """What lies above the programme, where it is built in."""
    progress(f"Series: {series.load(conference, now)} new.")
    progress(f"Mentors: {len(source.mentors())}, new times {mentoring.load(conference, now)}.")
    progress(f"Replay: {again.load(conference, now, STREAM, CAPTIONS)} messages along a recording, seen together now.")
    progress(f"Looked after: {looked_after.load(conference, now)} things wait at a desk.")
    progress(f"Rooms that are public, or for some: {visible.load(conference, SOURCE)}.")
    progress(f"A round of mentoring: {rounds.load(conference, now)} joined.")
    progress(f"Contacts, requests, tables and {meeting.load(conference, now)} chats that are over.")
    if not Society.objects.exists():  # never over the facts of a true society
        texts = society.load(source.toml("society.toml"), now.date())
        progress(f"Society: described, with {texts} texts.")


def _counts(report: ImportReport) -> str:
    told = {name: count for name, count in report.as_dict().items() if isinstance(count, int) and count}
    return ", ".join(f"{count} {name}" for name, count in told.items()) or "nothing to do"
