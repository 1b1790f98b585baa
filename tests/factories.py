"""The world in which the tests play: two conferences and a cast that every test knows.

Alice speaks, Bob attends, Mo moderates, Olga organizes, Ada is an ambassador, Mira mentors: all in Tidelines.
Charlie organizes the neighbour and does not belong to Tidelines; Nils attends the neighbour.
"""

from __future__ import annotations

import itertools
import threading
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import uuid4

from allauth.account.models import EmailAddress
from django.db import connection
from django.test import Client

from accounts import actions
from accounts.conferences import actions as conferences
from accounts.guests import actions as guests
from accounts.guests import doors
from accounts.models import Membership, User
from conference.rooms import actions as rooms
from conference.rooms.models import Room
from core import actor as actors
from core import clock
from core.actor import Actor
from core.dispatch import Caller, dispatch
from core.models import Conference
from core.unit import unit_of_work
from schedule.exchange import actions as exchange
from schedule.exchange.document import Document, Item
from schedule.programme.models import Session, Speaker, Talk, TalkSpeaker
from tests import rows

_numbers = itertools.count(1)


def person(name: str = "", **fields: Any) -> User:
    """Somebody with a verified address, so that she may do what needs one."""
    number = next(_numbers)
    name = name or f"Person {number}"
    fields.setdefault("email", f"{name.split()[0].lower()}.{number}@people.example")
    user = User.objects.create_user(display_name=name, **fields)
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    return user


def conference(slug: str = "", **fields: Any) -> Conference:
    """A conference with its roles and nobody in it, from 24 to 26 November 2026 in Lisbon."""
    slug = slug or f"congress-{next(_numbers)}"
    defaults: dict[str, Any] = {
        "name": slug.replace("-", " ").title(),
        "acronym": slug.replace("-", "_").ljust(4, "_"),
        "zone": "Europe/Lisbon",
        "starts_on": date(2026, 11, 24),
        "ends_on": date(2026, 11, 26),
    }
    made = Conference.objects.create(slug=slug, **{**defaults, **fields})
    conferences.make_roles(made)
    return made


def member(
    who: User, where: Conference, roles: Sequence[str] = (), *, appears: str = "listed", **fields: Any
) -> Membership:
    """Let somebody join, with these roles besides attendee."""
    membership = actions.join(who.pk, where, appears=appears, **fields)
    for role in roles:
        actions.grant(membership, role)
    return membership


def actor(who: User | None, where: Conference | None = None) -> Actor:
    """The actor as a command would see her."""
    return actors.load(who.pk if who else None, where.pk if where else None)


def do(who: User | None, command: str, /, *, client_id: str | None = None, **data: Any) -> dict[str, Any]:
    """Send a command through the dispatcher, as somebody or signed out."""
    caller = Caller(who.pk if who else None)
    answer: dict[str, Any] = dispatch(command, data, caller, client_id or str(uuid4()))
    return answer


def never_quiet(*people: User) -> None:
    """Let notices go out to them at any hour: tests run at night, too."""
    for who in people:
        do(who, "notice.choose", mail="all", push="all", quiet_from="00:00", quiet_until="00:00")


def browser_of(who: User | None = None) -> Client:
    """Django's test client, signed in as somebody."""
    client = Client()
    if who is not None:
        client.force_login(who, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


@dataclass(frozen=True)
class World:
    congress: Conference
    neighbour: Conference
    alice: User
    bob: User
    mo: User
    olga: User
    ada: User
    mira: User
    charlie: User
    nils: User

    def member(self, who: User, where: Conference | None = None) -> Membership:
        """Somebody's membership, in Tidelines unless said otherwise."""
        return Membership.objects.get(person=who, conference=where or self.congress)

    def actor(self, who: User | None) -> Actor:
        return actor(who, self.congress)


def make_world() -> World:
    """Tidelines and its neighbour with the whole cast, in the current database."""
    if User.objects.exists() or Conference.objects.exists():
        return _a_world()
    moved = clock.now() if abs(clock.now() - datetime.now(UTC)) > timedelta(minutes=1) else None
    return rows.again(("world", moved), _a_world)


def _a_world() -> World:
    with unit_of_work():
        congress = conference("tidelines", name="Tidelines 2026", about="A congress that does not exist.")
        neighbour = conference("coastal-data", name="Coastal Data Day", zone="America/New_York")
        world = World(
            congress,
            neighbour,
            alice=person("Alice Larkenfield", zone="Europe/London", country="GB"),
            bob=person("Bob Fennimarsh", zone="Europe/London", country="GB"),
            mo=person("Mo Saffaranpur", zone="Europe/Amsterdam", country="NL"),
            olga=person("Olga Vetrograd Ольга", zone="Europe/Lisbon", country="PT"),
            ada=person("Ada Meghadri মেঘাদ্রি", zone="Asia/Kolkata", country="IN"),
            mira=person("Mira Lindenquell", zone="Europe/Berlin", country="DE"),
            charlie=person("Charlie Umbrafield", zone="America/New_York", country="US"),
            nils=person("Nils Fremdling", zone="Europe/Oslo", country="NO"),
        )
        member(world.alice, congress, ["speaker"])
        member(world.bob, congress)
        member(world.mo, congress, ["moderator"])
        member(world.olga, congress, ["organizer"])
        member(world.ada, congress, ["ambassador"])
        member(world.mira, congress, ["mentor"])
        member(world.charlie, neighbour, ["organizer"])
        member(world.nils, neighbour)
    return world


def session_of(where: Conference, title: str = "Cells that sleep", **fields: Any) -> Session:
    """A released session of one hour in Hall 1 that is live at the present moment of `core.clock`."""
    start = clock.now() - timedelta(minutes=20)
    item = Item(
        title=title,
        start=start,
        duration=timedelta(hours=1),
        day=start.date(),
        source_id=title.lower().replace(" ", "-"),
        place="Hall 1",
        **fields,
    )
    exchange.import_document(where, Document("test", where.name, "test", where.zone, (item,)))
    return Session.objects.get(conference=where, title=title)


def room_of(where: Conference, title: str = "Cells that sleep") -> Room:
    """The live room of such a session."""
    found = Session.objects.filter(conference=where, title=title).first()
    return rooms.room_of(found or session_of(where, title))


def speaker_in(room: Room, who: User) -> Speaker:
    """Let somebody give a talk in the session of a room."""
    where = room.session.conference
    speaker, _ = Speaker.objects.get_or_create(conference=where, person=who, defaults={"name": str(who)})
    talk, _ = Talk.objects.get_or_create(session=room.session, order=0, defaults={"title": room.session.title})
    TalkSpeaker.objects.get_or_create(talk=talk, speaker=speaker)
    return speaker


def guest_of(room: Room, name: str = "") -> Membership:
    """Somebody who came into a room by its code, which takes guests from now on."""
    Room.objects.filter(pk=room.pk).update(guests=True)
    with unit_of_work():
        return guests.come_in(room.conference, doors.Door(room.scope, ""), name)


def at_once(people: Iterable[User], act: Callable[[User], object]) -> None:
    """Let everybody act at the same time, each in a thread with a connection of its own; returns when all are done."""

    def alone(who: User) -> None:
        try:
            act(who)
        finally:
            connection.close()

    threads = [threading.Thread(target=alone, args=(who,)) for who in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def run_jobs() -> int:
    """Run the queued work of the tests, and tell of new chats, as a worker would; how many there were."""
    from django_tasks_db.models import DBTaskResult

    from networking.chats import duties

    told = bool(duties.announce())
    waiting = [result for result in DBTaskResult.objects.all() if result.status == "READY"]
    for result in waiting:
        args, kwargs = result.args_kwargs["args"], result.args_kwargs["kwargs"]
        result.task.func(*args, **kwargs)
    DBTaskResult.objects.filter(pk__in=[result.pk for result in waiting]).delete()
    return len(waiting) + told
