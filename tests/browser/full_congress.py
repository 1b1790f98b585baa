"""The congress of the demonstration with something of everything in it: what pages are looked at with."""

from __future__ import annotations

from typing import Any

from accounts import actions as accounts
from accounts.models import User
from conference.lounges.models import Lounge
from conference.rooms import actions as making
from conference.rooms import queries as rooms
from conference.rooms.models import FoundRecording
from conference.rooms.stage import players
from config.demo import actions as demo
from core import clock
from core.actor import ANONYMOUS
from core.models import Conference
from core.unit import unit_of_work
from messaging import actions as messaging
from messaging.models import Thread
from networking.chats.models import Chat
from networking.contacts.models import ContactRequest
from networking.mentors import queries as mentors
from networking.mentors.models import MentorProfile, Slot
from networking.rounds.models import Round
from networking.tables.models import Table
from networking.welcome.models import Welcome
from schedule.programme.models import Edit, Session, Speaker
from society.materials.models import Text
from tests import factories
from tests.examples import _supporter
from tests.factories import World, do
from tests.networking import examples


def names() -> dict[str, str]:
    """What the addresses of all pages want."""
    return rare(load())


def load() -> dict[str, str]:
    """The congress of the demo, with life in one live room; what the addresses want."""
    loaded = demo.load(clock.now(), lambda line: None)
    conference = loaded.conference
    live = rooms.lobby(ANONYMOUS, conference.pk, clock.now()).live
    session = live[0].session if live else Session.objects.filter(conference=conference, kind="talk").first()
    assert session is not None
    noted = Session.objects.filter(conference=conference).exclude(content_note="").exclude(pk=session.pk).first()
    assert noted is not None
    Session.objects.filter(pk=session.pk).update(content_note="")
    sealed = _live_in(session)
    _planned(session)
    slot = Slot.objects.filter(state="open", start__gt=clock.now()).select_related("mentor__membership").first()
    text = Text.objects.first()
    assert slot is not None
    assert text is not None
    assert Conference.objects.filter(slug="coastal-data").exists()
    ada = User.objects.get(email="ada@demo.example")
    free = mentors.shared_slots(factories.actor(ada, conference), mentors.listed(conference.pk))
    met = Chat.objects.filter(mentee__person=ada, mentee__conference=conference).values_list("mentor", flat=True)
    soonest = next(each for of_one in free.values() for each in of_one if each.mentor.membership_id not in set(met))
    chat = do(ada, "chat.book", slot=soonest.pk, question="Where do I begin?")["chat"]
    return {
        "slug": conference.slug,
        "session": session.code,
        "noted": noted.code,
        "mentor": slot.mentor.membership.ref,
        "text": text.slug,
        "thread": str(Thread.objects.get(kind="room", key=str(making.room_of(session).pk)).pk),
        "room": str(making.room_of(session).pk),
        "sealed": str(sealed),
        "chat": str(chat),
        "round": str(Round.objects.get(conference=conference, title="Meet a mentor").pk),
    }


def _live_in(session: Session) -> int:
    """Something of everything in one room; the number of an anonymous question."""
    room = making.room_of(session)
    thread = Thread.objects.get(kind="room", key=str(room.pk))
    ada, mo, alice = (User.objects.get(email=f"{key}@demo.example") for key in ("ada", "mo", "alice"))
    do(alice, "message.post", thread=thread.pk, text="Welcome, **everybody**. See https://example.org/notes")
    hidden = do(ada, "message.post", thread=thread.pk, text="To be hidden")
    do(mo, "message.hide", message=hidden["message"], on=True)
    do(ada, "message.post", thread=thread.pk, text="Good to be here")
    asked = [do(who, "question.ask", room=room.pk, text="Why so?", how=how) for who in (ada, alice)
             for how in ("named", "anonymous")]  # fmt: skip
    do(mo, "question.vote", question=asked[0]["question"], on=True)
    do(mo, "question.decide", question=asked[1]["question"], state="on_stage")
    do(mo, "question.decide", question=asked[2]["question"], state="answered_written", answer="Because of the tides.")
    for kind in ("single", "ranking", "rating", "words"):
        options = "Mouse\nFish" if kind in ("single", "ranking") else ""
        poll = do(mo, "poll.prepare", room=room.pk, kind=kind, text="Which model?", options=options, reveal="live")
        do(mo, "poll.move", poll=poll["poll"], state="open")
    do(ada, "poll.vote", poll=poll["poll"], words=["zebrafish"])
    do(mo, "poll.show", poll=poll["poll"], on=True)
    do(mo, "room.change", room=room.pk, opening="open", questions_wait=True)
    do(ada, "question.ask", room=room.pk, text="And this one waits?", how="anonymous")
    first = do(alice, "message.post", thread=thread.pk, text="One more")["message"]
    do(ada, "message.post", thread=thread.pk, text="And an answer", reply_to=first)
    do(mo, "message.react", message=first, kind="heart", on=True)
    do(mo, "question.pin", question=asked[2]["question"], on=True)
    do(mo, "question.label", question=asked[2]["question"], labels="clinic")
    do(mo, "question.decide", question=asked[0]["question"], state="deferred", to="Prof. Tide")
    do(mo, "stage.add_source", room=room.pk, label="Main", url="https://vimeo.com/12345")
    do(mo, "room.mark", room=room.pk, mark="no_photo")
    if not room.quiet:
        _scored(room.pk, mo, ada)
    return int(asked[1]["question"])


def _scored(room: int, mo: User, ada: User) -> None:
    """A quiz that is over, with somebody on the score board."""
    do(mo, "poll.board", room=room, on=True)
    do(ada, "poll.play", room=room, on=True)
    quiz = do(mo, "poll.prepare", room=room, kind="quiz", text="When?", options="Ebb\nFlood", right=1, reveal="close")
    do(mo, "poll.move", poll=quiz["poll"], state="open")
    do(ada, "poll.vote", poll=quiz["poll"], choices=[0])
    do(mo, "poll.move", poll=quiz["poll"], state="closed")


def _planned(session: Session) -> None:
    """Work in progress that differs from the release in words, and an edit that can be done again."""
    olga = User.objects.get(email="olga@demo.example")
    here: dict[str, Any] = {"session": session.pk, "conference": session.conference.slug}
    session.refresh_from_db()
    do(olga, "session.write", **here, version=session.version, title="Told anew", abstract="In other words")
    session.refresh_from_db()
    do(olga, "talk.write", session=session.pk, version=session.version, title="One more", add="Ines Walderbach")
    do(olga, "edit.undo", edit=Edit.objects.latest("pk").pk)


def rare(names: dict[str, str]) -> dict[str, str]:
    """What the less used pages want: one of each, made as the examples of their commands make it."""
    ada, mo, alice, olga = (User.objects.get(email=f"{key}@demo.example") for key in ("ada", "mo", "alice", "olga"))
    congress = Conference.objects.get(slug=names["slug"])
    mira = MentorProfile.objects.get(membership__ref=names["mentor"]).membership.person
    neighbour = Conference.objects.get(slug="coastal-data")
    accounts.allow_conferences(olga.pk, True)
    newcomer = factories.person("Nora Newcomer")
    factories.member(newcomer, congress)
    world = World(congress, neighbour, alice=alice, bob=newcomer, mo=mo, olga=olga, ada=ada, mira=mira, charlie=mira,
                  nils=mira)  # fmt: skip
    room = Session.objects.get(conference=congress, code=names["session"])
    draft = do(mo, "poll.prepare", room=making.room_of(room).pk, kind="single", text="Next?", options="Rest\nWalk",
               reveal="close")["poll"]  # fmt: skip
    link = examples._link(world)["link"]  # before the chat: the link's page has it then
    examples._chat(world)
    host = world.member(ada)
    welcome = Welcome.objects.create(newcomer=world.member(newcomer), host=host, at=clock.now())
    with unit_of_work():
        messaging.open_thread(congress.pk, "welcome", str(welcome.pk))
    do(ada, "openness.set", conference=names["slug"], who="all")
    do(newcomer, "contact.ask", conference=names["slug"], ref=host.ref)
    found = {
        **_for_the_team(world, making.room_of(room).pk),
        **_for_some(world),
        "draft": draft,
        "link": link,
        "welcome": welcome.pk,
        "table": Table.objects.filter(conference=congress).latest("pk").pk,
        "contact": do(ada, "contact.answer", request=ContactRequest.objects.latest("pk").pk, on=True)["contact"],
        "meeting": examples._meeting(world)["meeting"],
        "circle": do(ada, "circle.open", conference=names["slug"], kind="ask", topic="First grants")["circle"],
        "speaker": Speaker.objects.filter(conference=congress).earliest("pk").code,
        "leaving": _supporter(world)["token"],
    }
    return {**names, **{name: str(value) for name, value in found.items()}}


def _for_the_team(world: World, room: int) -> dict[str, str]:
    """What only the team sees: words of risk, a name like one of theirs, a pseudonym behind which somebody looks."""
    here, slug = world.congress, world.congress.slug
    thread = Thread.objects.get(kind="room", key=str(room))
    do(world.olga, "words.set", conference=slug, words="seaweed", care="no way out")
    do(world.bob, "message.post", thread=thread.pk, text="Some days there is no way out")
    like, other, heron = (factories.person(name) for name in ("The Helpdesk", "Second Person", "Hanna"))
    factories.member(like, here)
    factories.member(other, here, ["organizer"])
    factories.member(heron, here, appears="pseudonym", pseudonym="Night Heron")
    ref = world.member(heron).ref
    do(other, "identity.ask", conference=here.pk, ref=ref, reason="A threat")
    do(
        other,
        "sanction.impose",
        conference=here.pk,
        ref=ref,
        kind="mute",
        minutes=60,
        reason="Please rest",
        note="Twice",
    )
    return {"heron": ref}


def _for_some(world: World) -> dict[str, str]:
    """Rooms that are not as all others: public, by invitation, a workshop, one with a chat alone, a closed lounge."""
    olga, ada = world.olga, world.ada
    talks = list(Session.objects.filter(conference=world.congress, kind="talk").order_by("-pk")[:4])
    public, shut, workshop, few = (making.room_of(session) for session in talks)
    do(olga, "room.visibility", room=public.pk, visibility="public")
    do(olga, "room.visibility", room=shut.pk, visibility="invited")
    do(olga, "room.invite", room=shut.pk, ref=world.member(world.bob).ref)
    do(olga, "stage.add_source", room=shut.pk, label="Meeting", url=players.BIGBLUEBUTTON)
    FoundRecording.objects.create(
        room=shut, state="found", url="https://meet.example/playback/1", looked_at=clock.now()
    )
    do(olga, "room.kind", room=workshop.pk, kind="workshop")
    do(olga, "room.features", room=few.pk, on=["chat"])
    lounge = do(olga, "lounge.make", conference=world.congress.slug, name="Yesterday", visibility="attendees")["lounge"]
    do(olga, "lounge.change", lounge=lounge, name="Yesterday", about="What was said stays", open=False)
    over = Chat.objects.filter(mentee=world.member(ada), state=Chat.State.ENDED).earliest("pk")
    do(ada, "feedback.give", chat=over.pk, useful=5, again=True)
    names = {"public": public, "shut": shut, "workshop": workshop, "few": few}
    codes = {name: room.session.code for name, room in names.items()}
    first, second = Lounge.objects.filter(conference=world.congress).order_by("pk").values_list("pk", flat=True)[:2]
    return {**codes, "quiet": str(lounge), "lounge": str(first), "chosen": str(second), "over": str(over.pk)}
