"""A guest comes into one room by its code: she watches, asks and votes there, and is nobody anywhere else."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from cryptography.exceptions import InvalidTag
from django.conf import settings
from django.test import Client

from accounts import queries as people
from accounts.guests import actions as guests
from accounts.guests import passes
from accounts.models import Membership, User
from conference.questions.models import Question
from conference.rooms.models import Room
from core import clock, sealing
from core import mail as letters
from core.errors import Conflict, Forbidden, NotFound, Refusal
from core.models import OutgoingMail
from core.unit import unit_of_work
from realtime import registry
from tests import factories
from tests.conference import stage
from tests.factories import World, do, guest_of


@pytest.fixture
def room(world: World) -> Room:
    made = stage.room(world.congress)
    do(world.olga, "room.guests", room=made.pk, on=True)
    made.refresh_from_db()
    return made


def come(room: Room, code: str = "", name: str = "Gus") -> Client:
    """A browser that came in by the form."""
    client = factories.browser_of(None)
    words = {"conference": "tidelines", "code": code or room.session.code.lower(), "name": name}
    client.post("/c/guest.enter", words, follow=True)
    return client


def test_the_room_leads_the_signed_out_to_a_door_that_asks_for_a_name_and_nothing_else(room: Room) -> None:
    client = factories.browser_of(None)
    answer = client.get(f"/tidelines/room/{room.session.code}", follow=True)
    assert answer.redirect_chain[-1][0] == f"/tidelines/go?code={room.session.code}"
    assert b"Come in as a guest" in answer.content
    assert b"password" not in answer.content.lower()


def test_a_guest_watches_asks_and_votes(world: World, room: Room) -> None:
    client = come(room)
    page = client.get(f"/tidelines/room/{room.session.code}").content.decode()
    assert "Guests read along here" in page
    assert "Raise hand" not in page
    client.post("/c/question.ask", {"room": room.pk, "text": "From outside?", "how": "named"})
    question = Question.objects.get()
    assert question.asker is not None
    assert question.asker.shown_name == "Gus (guest)"
    first = do(world.bob, "question.ask", room=room.pk, text="Which model?", how="anonymous")["question"]
    client.post(f"/c/question.vote?question={first}", {"on": "true"})
    assert Question.objects.get(pk=first).votes.count() == 1


def test_a_guest_asks_under_a_seal_as_everybody_does(room: Room) -> None:
    guest = guest_of(room)
    do(guest.person, "question.ask", room=room.pk, text="May I?", how="anonymous")
    assert Question.objects.get().asker is None


@pytest.mark.parametrize(
    "address", ["/tidelines/people", "/tidelines/mentors", "/profile", "/profile/export", "/tidelines/join"]
)
def test_a_guest_is_nobody_outside_her_room(world: World, room: Room, address: str) -> None:
    answer = come(room).get(address)
    assert answer.status_code in {403, 404}
    assert world.alice.display_name not in answer.content.decode()


def test_a_guest_is_not_in_another_room_nor_on_another_stream(world: World, room: Room) -> None:
    other = factories.room_of(world.congress, "Another")
    guest = guest_of(room)
    Room.objects.filter(pk=other.pk).update(guests=True)
    for stream, reads in ((room.stream, True), (other.stream, False), (room.desk, False),
                          (f"conference:{world.congress.pk}", False)):  # fmt: skip
        assert registry.may_read(guest.person_id, stream) is reads
    with pytest.raises((NotFound, Forbidden)):
        do(guest.person, "question.ask", room=other.pk, text="Here too?", how="named")
    assert factories.browser_of(guest.person).get(f"/tidelines/room/{other.session.code}").status_code == 404


def test_when_guests_are_not_wanted_any_more_those_inside_are_out_at_once(world: World, room: Room) -> None:
    guest = guest_of(room)
    assert registry.may_read(guest.person_id, room.stream)
    do(world.olga, "room.guests", room=room.pk, on=False)
    assert not registry.may_read(guest.person_id, room.stream)
    with pytest.raises(Refusal):
        do(guest.person, "question.ask", room=room.pk, text="Still here?", how="named")


def test_a_wrong_code_and_a_room_without_guests_answer_alike(world: World, room: Room) -> None:
    closed = factories.room_of(world.congress, "No guests here")
    refusals = []
    for code in ("ZZZZZZ", closed.session.code):
        with pytest.raises(NotFound) as refused:
            do(None, "guest.enter", conference="tidelines", code=code)
        refusals.append(refused.value.as_dict())
    assert refusals[0] == refusals[1]


def test_who_has_an_account_stays_who_she_is(world: World, room: Room) -> None:
    assert do(world.bob, "guest.enter", conference="tidelines", code=room.session.code)["url"].endswith(
        room.session.code
    )
    with pytest.raises(Conflict):
        do(world.charlie, "guest.enter", conference="tidelines", code=room.session.code)
    assert not User.objects.filter(is_guest=True).exists()


def test_the_pass_is_for_guests_alone_and_ends_in_two_minutes(
    world: World, room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    forged = factories.browser_of(None)
    assert forged.get(f"/guest/{passes.make(world.olga.pk, '/')}").status_code == 404
    assert forged.get("/guest/nonsense").status_code == 404
    token = passes.make(guest_of(room).person_id, "/")
    monkeypatch.setattr(passes, "SECONDS", -1)
    assert forged.get(f"/guest/{token}").status_code == 404
    assert "_auth_user_id" not in forged.session


def test_nobody_writes_to_a_guest_and_no_list_has_her(world: World, room: Room) -> None:
    guest = guest_of(room)
    assert people.addresses([guest.person_id]) == []
    assert guest not in people.members(world.congress.pk)
    assert letters.send_waiting.func() == OutgoingMail.objects.filter(to__endswith="invalid").count() == 0


def test_guests_are_muted_like_everybody(world: World, room: Room) -> None:
    guest = guest_of(room)
    do(
        world.mo,
        "sanction.impose",
        ref=guest.ref,
        conference=world.congress.pk,
        kind="mute",
        reason="Too loud",
        minutes=60,
    )
    with pytest.raises(Forbidden):
        do(guest.person, "question.ask", room=room.pk, text="Again?", how="named")


def test_a_month_after_the_congress_guests_are_erased(
    world: World, room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    guest = guest_of(room, "CANARYNAME")
    do(guest.person, "question.ask", room=room.pk, text="Is it kept?", how="named")
    with unit_of_work():
        assert guests.forget(clock.now()) == 0
    end = clock.now().replace(
        year=world.congress.ends_on.year, month=world.congress.ends_on.month, day=world.congress.ends_on.day
    )
    monkeypatch.setattr(clock, "now", lambda: end + timedelta(days=32))
    with unit_of_work():
        assert guests.forget(clock.now()) == 1
    assert not Membership.objects.filter(state="guest").exists()
    assert Question.objects.get().text == ""


def kept_out(world: World, room: Room, kind: str = "ban", scope: str = "") -> tuple[Client, int]:
    """Bob's browser after it has shown him that he is kept out, signed out again; and the decision."""
    her: dict[str, Any] = {"ref": world.member(world.bob).ref, "conference": world.congress.pk, "scope": scope}
    made = do(world.mo, "sanction.impose", **her, kind=kind, minutes=60, reason="Enough")["sanction"]
    client = factories.browser_of(world.bob)
    assert client.get(f"/tidelines/room/{room.session.code}").status_code == 403
    del client.cookies[settings.SESSION_COOKIE_NAME]  # signed out; what else the browser has stays
    return client, made


@pytest.mark.parametrize("kind", ["ban", "remove"])
def test_who_is_kept_out_does_not_come_back_as_a_guest_from_the_same_browser(
    world: World, room: Room, kind: str
) -> None:
    client, made = kept_out(world, room, kind, room.stream if kind == "remove" else "")
    words = {"conference": "tidelines", "code": room.session.code, "name": "Gus"}
    answer = client.post("/c/guest.enter", words, follow=True)
    assert answer.status_code == 403
    assert "_auth_user_id" not in client.session
    do(world.mo, "sanction.lift", sanction=made)
    assert client.post("/c/guest.enter", words, follow=True).status_code == 200
    assert "_auth_user_id" in client.session


def test_what_the_browser_remembers_names_nobody_and_counts_for_its_congress_alone(world: World, room: Room) -> None:
    client, made = kept_out(world, room)
    (name,) = [key for key in client.cookies if key.startswith("kept-")]
    value = client.cookies[name].value
    assert len(value) == len(sealing.seal(0, 0, "key"))  # a ciphertext of a number, and nothing beside it
    assert sealing.unseal(value, world.congress.pk, settings.SEAL_KEY) == made
    for congress, key in ((world.congress.pk, "another key"), (world.neighbour.pk, settings.SEAL_KEY)):
        with pytest.raises(InvalidTag):
            sealing.unseal(value, congress, key)
    client.cookies[name] = "forged"
    words = {"conference": "tidelines", "code": room.session.code, "name": "Gus"}
    assert client.post("/c/guest.enter", words, follow=True).status_code == 200


def test_a_second_account_of_the_same_mailbox_does_not_join_meanwhile(world: World, room: Room) -> None:
    _client, made = kept_out(world, room)
    name, _at, domain = world.bob.email.partition("@")
    again = factories.person("Bob Again", email=f"{name}+2@{domain}")
    wish = {"conference": "tidelines", "appears": "quiet", "consent": "yes"}
    with pytest.raises(Forbidden) as refused:
        do(again, "conference.join", **wish)
    assert refused.value.code == "join.kept_out"
    do(factories.person("Bob Else", email=f"{name}2@{domain}"), "conference.join", **wish)
    do(world.mo, "sanction.lift", sanction=made)
    do(again, "conference.join", **wish)
