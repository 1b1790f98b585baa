"""A mentor's whole journey from one letter, without a password; and what her link does not open."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from icalendar import Calendar

from accounts.models import User
from accounts.notices.models import Notice
from core.errors import Forbidden, NotFound
from core.models import Conference, OutgoingMail
from networking.chats import duties as chats
from networking.chats.models import Chat
from networking.maillinks import actions, duties, queries
from networking.maillinks.models import MentorLink
from networking.mentors.models import MentorProfile, Slot
from realtime.models import LoggedEvent
from tests.factories import World, browser_of, do, never_quiet
from tests.networking import stage
from tests.networking.stage import MORNING, Clock

pytestmark = pytest.mark.django_db
SENIOR = "senior@people.example"


def address_in(letter: OutgoingMail) -> str:
    found = re.search(rf"{settings.PUBLIC_URL}(/m/\S+)", letter.text)
    assert found is not None
    return found[1]


def send_link(world: World, mira: MentorProfile) -> str:
    do(world.olga, "link.send", mentor=mira.pk)
    link = queries.current(mira)
    assert link is not None
    return queries.words_of(link)


def page_of(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def test_the_whole_journey_from_one_letter(world: World, hands: Clock) -> None:
    do(world.olga, "mentor.invite", conference="tidelines", email=SENIOR, name="Senta Seewald")
    (letter,) = OutgoingMail.objects.filter(to=SENIOR)
    address = address_in(letter)
    senta = Client()
    page = page_of(senta, address)
    offered = re.findall(r'name="starts" value="([^"]+)"', page)
    assert len(offered) >= 4
    assert "sessionid" not in senta.cookies  # reading signs nobody in
    words = address.rpartition("/")[2]
    picked = senta.post("/c/link.pick", {"link": words, "starts": offered[:4], "next": address})
    assert picked["Location"].startswith(address)
    assert Slot.objects.filter(state="open").count() == 4
    slot = Slot.objects.earliest("start")
    chat = Chat.objects.get(pk=do(world.ada, "chat.book", slot=slot.pk, question="Shall I move abroad?")["chat"])
    (told,) = stage.letters(User.objects.get(email=SENIOR), calendar_method="REQUEST")
    assert address_in(told) == address, "she has no password: a page to sign in at would be a wall"
    (entry,) = Calendar.from_ical(told.calendar).walk("VEVENT")
    assert (str(entry["url"]), address in str(entry["description"])) == (f"{settings.PUBLIC_URL}{address}", True)
    assert "/chats/" not in told.text + told.calendar
    assert words.partition("-")[2] not in str(list(Notice.objects.values())), "what is kept has no key in it"

    hands.at = chat.start - timedelta(minutes=60)
    assert (duties.brief(), duties.brief()) == (1, 0)
    brief = OutgoingMail.objects.get(key__startswith="link-brief:")
    assert brief.text.splitlines()[0].startswith("Ada Meghadri")
    assert brief.text.splitlines()[1] == "Shall I move abroad?"
    assert address_in(brief) == address

    hands.at = chat.start
    chats.sweep()
    assert "Shall I move abroad?" in page_of(senta, address)
    room = senta.post(f"{address}/chats/{chat.pk}")["Location"]
    assert "Start with video" in page_of(senta, room)
    assert senta.post("/c/chat.enter", {"chat": chat.pk, "next": room}).status_code == 303
    do(world.ada, "chat.enter", chat=chat.pk)
    thread = int(re.search(r'name="thread" value="(\d+)"', page_of(senta, room))[1])  # type: ignore[index]
    assert senta.post("/c/message.post", {"thread": thread, "text": "Do it"}).status_code == 303
    assert "Do it" in browser_of(world.ada).get(room).content.decode()
    assert senta.post("/c/chat.leave", {"chat": chat.pk}).status_code == 303
    chat.refresh_from_db()
    assert chat.state == "ended"

    hands.move(days=3)
    assert (duties.thank(), duties.thank()) == (1, 0)
    thanks = OutgoingMail.objects.get(key__startswith="thanks:")
    assert "Senta Seewald" in thanks.text
    assert "1 one-to-one conversations" in thanks.text
    assert not User.objects.get(email=SENIOR).has_usable_password()


def test_a_link_opens_nothing_but_the_mentors_own_times_and_chats(
    world: World, mira: MentorProfile, hands: Clock
) -> None:
    first, second = stage.slots(mira, MORNING + timedelta(hours=2), 2)
    others = stage.slots(stage.mentor(world.alice, world.congress), MORNING + timedelta(hours=2))[0]
    mine = do(world.ada, "chat.book", slot=first.pk)["chat"]
    theirs = do(world.bob, "chat.book", slot=others.pk)["chat"]
    words = send_link(world, mira)
    client = Client()
    assert client.post(f"/m/{words}/chats/{theirs}").status_code == 404
    client.post(f"/m/{words}/chats/{mine}")
    assert client.get(f"/tidelines/chats/{mine}").status_code == 200
    assert client.get(f"/tidelines/chats/{theirs}").status_code == 404
    for path in ("/profile", "/tidelines/", "/tidelines/chats", "/tidelines/people", "/tidelines/contacts", "/notices"):
        answer = client.get(path)
        assert answer.status_code in {200, 302}, path
        assert "Mira Lindenquell" not in answer.content.decode(), path
    for name, data in (
        ("profile.edit", {"display_name": "Somebody Else", "zone": "UTC"}),
        ("mentor.offer", {"conference": "tidelines", "headline": "Another"}),
        ("person.erase_me", {"confirm": "erase"}),
        ("contact.ask", {"conference": "tidelines", "ref": world.member(world.bob).ref}),
    ):
        answer = client.post(f"/c/{name}", {**data}, headers={"Accept": "application/json"})
        assert answer.json()["error"]["code"] == "link.not_here", name
    assert client.get(f"/streams/chat:{mine}?after=0").status_code == 200
    assert client.get(f"/streams/user:{world.mira.pk}?after=0").status_code == 404
    foreign: tuple[tuple[str, dict[str, Any]], ...] = (
        ("link.drop", {"slot": others.pk}),
        ("link.cancel", {"chat": theirs}),
    )
    for name, more in foreign:
        with pytest.raises(NotFound):
            do(None, name, link=words, **more)
    do(None, "link.drop", link=words, slot=second.pk)
    second.refresh_from_db()
    assert second.state == "withdrawn"


@pytest.mark.parametrize(
    "broken", ["1-0000000000000000000000000000000000000000", "999-" + "a" * 40, "nothing at all", "1-ä" + "b" * 20]
)
def test_words_of_no_link_read_alike(world: World, mira: MentorProfile, broken: str) -> None:
    send_link(world, mira)
    assert Client().get(f"/m/{broken}").status_code == 404
    with pytest.raises(NotFound):
        do(None, "link.pick", link=broken, starts=["2026-11-25T09:00:00+00:00"])


def test_a_link_ends_and_can_be_ended(world: World, mira: MentorProfile, hands: Clock) -> None:
    words = send_link(world, mira)
    chat = do(world.ada, "chat.book", slot=stage.slots(mira, MORNING + timedelta(hours=2))[0].pk)["chat"]
    client = Client()
    client.post(f"/m/{words}/chats/{chat}")
    assert client.get(f"/tidelines/chats/{chat}").status_code == 200
    do(world.olga, "link.revoke", mentor=mira.pk)
    assert client.get(f"/m/{words}").status_code == 404
    assert client.get(f"/tidelines/chats/{chat}").status_code == 302  # to the door
    assert LoggedEvent.objects.filter(stream__name=f"user:{world.mira.pk}", type="rights.changed").exists()
    again = send_link(world, mira)
    assert Client().get(f"/m/{again}").status_code == 200
    Conference.objects.filter(pk=world.congress.pk).update(ends_on="2026-11-26")
    hands.at = MentorLink.objects.latest("pk").ends_at + timedelta(seconds=1)
    assert Client().get(f"/m/{again}").status_code == 404


def test_only_coordinators_send_links_and_no_table_holds_their_words(world: World, mira: MentorProfile) -> None:
    for who in (world.bob, world.mira, world.mo):
        with pytest.raises(Forbidden):
            do(who, "link.send", mentor=mira.pk)
    words = send_link(world, mira)
    assert words.partition("-")[2] not in str(list(MentorLink.objects.values()))
    assert timedelta(days=14) == actions.AFTER


def test_who_is_signed_in_as_herself_keeps_her_session(world: World, mira: MentorProfile) -> None:
    words = send_link(world, mira)
    chat = do(world.ada, "chat.book", slot=stage.slots(mira, MORNING + timedelta(hours=2))[0].pk)["chat"]
    client = browser_of(world.mira)
    client.post(f"/m/{words}/chats/{chat}")
    assert client.get("/profile").status_code == 200


def test_letters_to_who_has_a_password_lead_where_everybody_goes(world: World, mira: MentorProfile) -> None:
    world.mira.set_password("tides and tidings")
    world.mira.save()
    never_quiet(world.mira)
    words = send_link(world, mira)
    chat = do(world.ada, "chat.book", slot=stage.slots(mira, MORNING + timedelta(hours=2))[0].pk)["chat"]
    (told,) = stage.letters(world.mira, calendar_method="REQUEST")
    assert f"/tidelines/chats/{chat}" in told.text
    assert words not in told.text
