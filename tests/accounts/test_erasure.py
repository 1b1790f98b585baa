"""What is kept of a person leaves with her, down to the bytes of the file."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command
from django.db import connection

from accounts.models import Membership, User
from core import clock, privacy
from core.errors import Conflict
from core.unit import unit_of_work
from messaging.models import Thread
from moderation.models import Sanction
from tests.factories import World, browser_of, do, member, person, room_of, session_of

pytestmark = pytest.mark.django_db

# A word for each place that a person can write to; none of them may be found afterwards.
CANARY = "Zaunkönig"
NAME = "Wilhelmina Zaunkönigová"
PSEUDONYM = "Nachtzaunkönig"
EMAIL = "zaunkonig@canary.example"


@pytest.fixture(autouse=True)
def _in_the_first_morning() -> Iterator[None]:
    before = clock.use(lambda: datetime(2026, 11, 24, 10, tzinfo=UTC))
    yield
    clock.use(before)


@pytest.fixture
def canary(world: World) -> User:
    """Somebody who has been everywhere and left words everywhere."""
    with unit_of_work():
        who = person(NAME, email=EMAIL, affiliation=f"{CANARY} Institute", industry=f"{CANARY} Ltd")
        member(who, world.congress, ["ambassador", "mentor"])
        member(who, world.neighbour, appears="pseudonym", pseudonym=PSEUDONYM)
    browser_of(who).get("/profile")
    do(who, "profile.edit", display_name=NAME, zone="Europe/Prague", affiliation=f"{CANARY} Hospital")
    do(None, "supporter.join", name=NAME, email=EMAIL, relation="patient", consent="yes")
    do(None, "help.ask", email=EMAIL, text=f"{CANARY} is lost")
    do(who, "block.set", membership=world.member(world.alice).pk, on=True)
    do(world.alice, "block.set", membership=world.member(who).pk, on=True)
    _in_the_room(world, who)
    _among_mentors(world, who)
    _under_others(world, who)
    return who


def _in_the_room(world: World, who: User) -> None:
    room = room_of(world.congress)
    do(who, "hand.raise", room=room.pk, on=True)
    thread = Thread.objects.get(kind="room", key=str(room.pk)).pk
    first = do(who, "message.post", thread=thread, text=f"{CANARY} says hello")
    do(who, "message.edit", message=first["message"], text=f"{CANARY} says good evening")
    hidden = do(who, "message.post", thread=thread, text=f"{CANARY} is rude")
    do(world.mo, "message.hide", message=hidden["message"], on=True)
    for how in ("named", "anonymous"):
        asked = do(who, "question.ask", room=room.pk, text=f"{CANARY} asks {how}", how=how)
        do(world.bob, "question.vote", question=asked["question"], on=True)


def _among_mentors(world: World, who: User) -> None:
    """A mentor whom Bob booked, a mentee who booked Mira, and somebody in the line."""
    from networking.mentors.models import MentorProfile, Slot

    do(who, "mentor.offer", conference="tidelines", headline=f"{CANARY} listens", about=f"{CANARY} knows")
    do(world.mira, "mentor.offer", conference="tidelines", headline="Listens well")
    day = world.congress.ends_on + timedelta(days=1)
    for mentor, time in ((who, "10:00"), (world.mira, "15:00")):
        do(mentor, "slots.offer", conference="tidelines", day=day.isoformat(), time=time)
    slots = {profile.membership.person_id: profile for profile in MentorProfile.objects.all()}
    hers, miras = (Slot.objects.get(mentor=slots[one.pk]) for one in (who, world.mira))
    do(world.bob, "chat.book", slot=hers.pk, question="How do I start?")
    do(who, "chat.book", slot=miras.pk, question=f"{CANARY} wonders")
    do(who, "ticket.open", conference="tidelines", question=f"{CANARY} waits")
    do(who, "star.set", session=session_of(world.congress, "A talk she likes").pk, on=True)


def _under_others(world: World, who: User) -> None:
    """What organizers and moderators did to her and by her."""
    thread = Thread.objects.get(kind="room", key=str(room_of(world.congress).pk)).pk
    said = do(who, "message.post", thread=thread, text=f"{CANARY} says so")["message"]
    do(world.ada, "report.send", kind="message", key=str(said), category="spam")
    do(who, "report.send", kind="person", key=world.member(world.ada).ref, category="abuse", note=f"{CANARY} was hurt")
    her: dict[str, Any] = {"ref": world.member(who).ref, "conference": world.congress.pk, "note": f"{CANARY} again"}
    sanction = do(world.mo, "sanction.impose", **her, kind="mute", reason=f"{CANARY} shouted")["sanction"]
    appeal = do(who, "sanction.appeal", sanction=sanction, text=f"{CANARY} did not")["appeal"]
    do(world.olga, "appeal.decide", appeal=appeal, lift=False, answer=f"{CANARY} did")
    do(world.olga, "conference.invite", conference="tidelines", email=EMAIL, role="mentor")
    do(world.olga, "role.set", membership=world.member(who).pk, role="organizer", on=True)
    do(world.mo, "sanction.lift", sanction=sanction)
    do(who, "conference.invite", conference="tidelines", email="friend@people.example")


def _everything() -> str:
    """All rows of all tables as text."""
    rows: list[Any] = []
    for model in apps.get_models(include_auto_created=True):
        rows += [{"table": model._meta.label, **row.__dict__} for row in model._default_manager.all()]
    return json.dumps(rows, default=str, ensure_ascii=False)


def _traces(text: str) -> list[str]:
    escaped = text.encode("ascii", "backslashreplace").decode()
    words = (CANARY, CANARY.upper(), NAME, PSEUDONYM, EMAIL, CANARY.encode("unicode_escape").decode())
    return [word for word in words if word in text or word in escaped]


def test_the_canary_is_everywhere_before(canary: User) -> None:
    assert len(_traces(_everything())) >= 4


def test_nothing_of_an_erased_person_is_in_any_table(world: World, canary: User) -> None:
    pk = canary.pk
    do(canary, "person.erase_me", confirm="erase")
    text = _everything()
    assert _traces(text) == [], [row for row in json.loads(text) if _traces(json.dumps(row, ensure_ascii=False))]
    assert not User.objects.filter(pk=pk).exists()
    assert not Membership.objects.filter(person_id=pk).exists()
    assert not Sanction.objects.filter(membership__person_id=pk).exists()


@pytest.mark.django_db(transaction=True)
def test_nothing_of_an_erased_person_is_in_the_file(world: World, canary: User) -> None:
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL keeps old rows until it vacuums, which it does by itself")
    do(canary, "person.erase_me", confirm="erase")
    file = Path(str(connection.settings_dict["NAME"]))
    for part in (file, file.with_name(file.name + "-wal")):
        if part.exists():
            raw = part.read_bytes()
            found = [
                w for w in (CANARY, NAME, PSEUDONYM, EMAIL) if w.encode() in raw or json.dumps(w)[1:-1].encode() in raw
            ]
            assert found == [], part.name


def test_others_keep_what_is_theirs(world: World, canary: User) -> None:
    before = {label: privacy.export_person(world.bob.pk)[label] for label in ("accounts.User", "accounts.Membership")}
    do(canary, "person.erase_me", confirm="erase")
    assert all(privacy.export_person(world.bob.pk)[label] == rows for label, rows in before.items())


def test_her_place_in_the_conversation_stays_as_a_gap(world: World, canary: User) -> None:
    from messaging.models import Message

    count = Message.objects.count()
    do(canary, "person.erase_me", confirm="erase")
    assert Message.objects.count() == count


def test_a_person_exports_all_her_words(world: World, canary: User) -> None:
    tables = browser_of(canary).get("/profile/export").json()["tables"]
    said = json.dumps(tables, ensure_ascii=False)
    for words in ("says good evening", "asks named", "Hospital", PSEUDONYM, "shouted", "listens", "wonders", "waits"):
        assert words in said
    assert "Alice" not in json.dumps(tables["accounts.Block"])


def test_nobody_exports_what_others_wrote(world: World, canary: User) -> None:
    assert CANARY not in json.dumps(privacy.export_person(world.ada.pk), default=str, ensure_ascii=False)


def test_erasing_signs_out_everywhere(world: World, canary: User) -> None:
    browser = browser_of(canary)
    assert browser.get("/profile").status_code == 200
    response = browser.post("/c/person.erase_me", {"confirm": "erase", "client_id": str(uuid4())})
    assert response["Location"] == "/profile/erase?done=1"
    assert "erased" in browser.get("/profile/erase?done=1").content.decode()
    assert browser.get("/profile").status_code == 302


def test_erasing_needs_the_tick(world: World, canary: User) -> None:
    assert browser_of(canary).post("/c/person.erase_me", {}).status_code == 422
    assert User.objects.filter(pk=canary.pk).exists()


def test_the_only_organizer_names_another_one_first(world: World) -> None:
    with pytest.raises(Conflict) as refused:
        do(world.olga, "person.erase_me", confirm="erase")
    assert refused.value.code == "person.last_organizer"
    assert User.objects.filter(pk=world.olga.pk).exists()


def test_whoever_answers_letters_exports_and_erases_by_command(world: World, canary: User) -> None:
    out = io.StringIO()
    call_command("person", "export", EMAIL, stdout=out)
    assert CANARY in json.dumps(json.loads(out.getvalue()), ensure_ascii=False)
    with pytest.raises(CommandError, match="--yes"):
        call_command("person", "erase", EMAIL)
    call_command("person", "erase", EMAIL, "--yes", stdout=io.StringIO())
    assert _traces(_everything()) == []
    with pytest.raises(CommandError, match="Nobody"):
        call_command("person", "export", EMAIL)
