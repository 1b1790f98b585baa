"""What those who come back ask the database for, and that nobody comes in by a right that she had a moment ago."""

from __future__ import annotations

import asyncio
import json
import threading
from collections.abc import AsyncIterator, Callable
from typing import Any

import pytest
from asgiref.sync import sync_to_async
from django.conf import settings
from django.contrib.sessions.models import Session
from django.db.backends.utils import CursorWrapper

from accounts.models import User
from conference.rooms.models import Room
from core import clock
from realtime import closing, consumer, hubs, registry, signed_in
from realtime.shared_questions import SharedQuestion
from realtime.signed_in import standing, whose
from realtime.threads import in_thread
from realtime.topics import database_source
from tests import factories
from tests.conference import stage
from tests.factories import World

pytestmark = pytest.mark.django_db(transaction=True)
RETURNING = 30
MOST_EACH = 3  # statements; what is asked for all together counts for everybody's part of it


class Returning:
    """Somebody's page, without a server in between: her frames, and how she subscribes once she is greeted."""

    def __init__(self, session_key: str) -> None:
        cookie = f"{settings.SESSION_COOKIE_NAME}={session_key}".encode()
        self.scope: dict[str, Any] = {"headers": [(b"cookie", cookie)], "client": ["127.0.0.1", 1], "query_string": b""}
        self.said: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
        self.heard: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
        self.said.put_nowait({"type": "websocket.connect"})
        self.line = asyncio.create_task(consumer.application(self.scope, self.said.get, self.heard.put))

    async def until(self, *ops: str) -> dict[str, Any]:
        """The next frame that is one of these; a close is a frame of its own."""
        async with asyncio.timeout(15):
            while True:
                message = await self.heard.get()
                frame = {"op": "close", **message} if message["type"] == "websocket.close" else {}
                frame = frame or json.loads(message.get("text") or '{"op": ""}')
                if frame["op"] in {*ops, "close"}:
                    return frame

    async def subscribe(self, stream: str) -> Any:
        """What she is answered; call it once she is greeted."""
        frame = {"op": "subscribe", "id": 1, "stream": stream, "after": 0}
        self.said.put_nowait({"type": "websocket.receive", "text": json.dumps(frame)})
        return (await self.until("subscribed", "refused"))["op"]

    async def return_to(self, stream: str) -> Any:
        assert (await self.until("hello"))["op"] == "hello"
        return await self.subscribe(stream)

    async def leave(self) -> None:
        self.said.put_nowait({"type": "websocket.disconnect"})
        await self.line


@pytest.fixture
async def here(transactional_db: None) -> AsyncIterator[World]:
    yield await sync_to_async(factories.make_world)()
    await hubs.close()


@pytest.fixture
async def room(here: World) -> Room:
    return await sync_to_async(stage.room)(here.congress)


def crowd(here: World) -> list[str]:
    """The sessions of so many members."""
    keys = []
    for number in range(RETURNING):
        who = factories.person(f"Person {number}")
        factories.member(who, here.congress)
        keys.append(session_of(who))
    return keys


def session_of(who: User) -> str:
    return factories.browser_of(who).cookies[settings.SESSION_COOKIE_NAME].value


@pytest.fixture
def statements(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What any thread says to the database from here on."""
    said: list[str] = []
    execute = CursorWrapper.execute

    def counted(self: CursorWrapper, sql: Any, params: Any = None) -> Any:
        said.append(str(sql))
        return execute(self, sql, params)

    monkeypatch.setattr(CursorWrapper, "execute", counted)
    return said


async def test_who_comes_back_with_many_asks_three_things_at_most(
    here: World, room: Room, statements: list[str]
) -> None:
    keys = await sync_to_async(crowd)(here)
    first = Returning(keys.pop())
    assert await first.return_to(room.stream) == "subscribed"
    del statements[:]
    pages = [Returning(key) for key in keys]
    assert await asyncio.gather(*(page.return_to(room.stream) for page in pages)) == ["subscribed"] * len(pages)
    assert len(statements) <= MOST_EACH * len(pages), statements
    for page in [first, *pages]:
        await page.leave()


async def test_who_signs_out_between_the_handshake_and_the_greeting_is_not_greeted(
    here: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    def and_gone(keys: list[str]) -> Any:
        found = whose(keys)
        Session.objects.filter(pk__in=keys).delete()
        return found

    monkeypatch.setattr(signed_in, "whose", and_gone)
    page = Returning(await sync_to_async(session_of)(here.bob))
    assert (await page.until("hello"))["code"] == closing.SIGNED_OUT
    await page.leave()


def ban(here: World, room: Room) -> None:
    mo, where = here.member(here.mo).ref, here.congress.pk
    factories.do(here.olga, "sanction.impose", ref=mo, conference=where, kind="ban", minutes=60, reason="Rude")


def take_her_role(here: World, room: Room) -> None:
    factories.do(here.olga, "role.set", membership=here.member(here.mo).pk, role="moderator", on=False)


def keep_it_for_mentors(here: World, room: Room) -> None:
    take_her_role(here, room)
    factories.do(here.olga, "room.visibility", room=room.pk, visibility="roles", roles=["mentor"])


@pytest.mark.parametrize(
    ("taken", "kind"), [(ban, "room"), (take_her_role, "desk"), (keep_it_for_mentors, "room"), (ban, "conference")]
)
async def test_no_question_that_began_before_a_right_was_taken_lets_her_in(
    here: World, room: Room, monkeypatch: pytest.MonkeyPatch, taken: Callable[[World, Room], None], kind: str
) -> None:
    """Mo asks; while the question is under way he loses his right, and asks by a second page as well."""
    stream = f"{kind}:{here.congress.pk if kind == 'conference' else room.pk}"
    began, go_on, each = threading.Event(), threading.Event(), registry.may_read_each

    def slow(asked: Any) -> Any:
        answer = each(asked)
        began.set()
        assert go_on.wait(15)
        return answer

    early, late = [Returning(await sync_to_async(session_of)(here.mo)) for _ in range(2)]
    await late.until("hello")
    monkeypatch.setattr(registry, "may_read_each", slow)
    first = asyncio.create_task(early.return_to(stream))
    assert await asyncio.to_thread(began.wait, 15)
    await sync_to_async(taken)(here, room)
    second = asyncio.create_task(late.subscribe(stream))
    topic = (await hubs.of_this_process()).topics[stream]
    await until(lambda: len(topic.follows) == 2)
    go_on.set()
    assert await second == "refused"
    assert await first == "refused" or (await early.until("refused"))["stream"] == stream  # shown out at once
    for page in (early, late):
        await page.leave()


async def test_in_one_look_everybody_is_judged_by_her_own_rights(
    here: World, room: Room, statements: list[str]
) -> None:
    await sync_to_async(factories.do)(here.olga, "room.visibility", room=room.pk, visibility="roles", roles=["mentor"])
    people = {here.mira: True, here.olga: True, here.bob: False, here.charlie: False}
    del statements[:]
    answers = await in_thread(registry.may_read_each, [(who.pk, room.stream) for who in people])
    assert list(answers.values()) == list(people.values())
    assert sum('FROM "rooms_room"' in sql for sql in statements) <= 1  # by its plan on PostgreSQL
    assert await in_thread(registry.may_read_each, [(here.bob.pk, room.stream)]) == {(here.bob.pk, room.stream): False}
    await sync_to_async(factories.do)(here.olga, "room.visibility", room=room.pk, visibility="attendees")
    assert await in_thread(registry.may_read_each, [(here.bob.pk, room.stream)]) == {(here.bob.pk, room.stream): True}


async def test_what_fails_for_one_fails_for_nobody_else(
    here: World, room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(person_id: int, key: str) -> bool:
        raise LookupError(key)

    monkeypatch.setitem(registry._streams, "broken", broken)
    source = database_source()
    said = await asyncio.gather(
        *(source.may_read(here.bob.pk, name) for name in ("broken:1", room.stream)), return_exceptions=True
    )
    assert isinstance(said[0], LookupError)
    assert said[1] is True


def end_in_many_ways(here: World) -> list[str]:
    """Sessions that were somebody's, and are not any more."""
    people = [here.ada, here.mira, here.mo, here.olga, here.alice]
    expired, forged, gone, closed, renewed = keys = [session_of(who) for who in people]
    Session.objects.filter(pk=expired).update(expire_date=clock.now())
    Session.objects.filter(pk=forged).update(session_data="e30:forged")
    Session.objects.filter(pk=gone).delete()
    User.objects.filter(pk=here.olga.pk).update(is_active=False)
    here.alice.set_password("something that only she knows")
    here.alice.save()
    return [closed, renewed, *keys[:3], "nobodys"]


async def test_by_a_session_that_ended_in_any_way_nobody_is_signed_in(here: World) -> None:
    ended = await sync_to_async(end_in_many_ways)(here)
    his = await sync_to_async(session_of)(here.bob)
    found = await in_thread(whose, [*ended, his])
    assert {key: one.person_id for key, one in found.items()} == {his: here.bob.pk}


async def test_a_session_of_the_secret_before_still_counts_and_is_not_renewed(here: World, settings: Any) -> None:
    key = await sync_to_async(session_of)(here.bob)
    settings.SECRET_KEY_FALLBACKS, settings.SECRET_KEY = [settings.SECRET_KEY], "the one that follows"
    assert (await in_thread(whose, [key]))[key].person_id == here.bob.pk
    assert await in_thread(standing, [key]) == {key: True}


async def test_cookies_that_are_no_keys_hurt_nobody_who_knocks_beside(here: World) -> None:
    bob = Returning(await sync_to_async(session_of)(here.bob))
    odd = [Returning(f'"{key}"') for key in ("", "\\000", "a b", "'", "é" * 8, "a" * 41, "a,b")]
    assert (await bob.until("hello"))["op"] == "hello"
    for page in odd:
        assert (await page.until("hello"))["code"] == closing.SIGNED_OUT
    for page in (bob, *odd):
        await page.leave()


@pytest.mark.once
async def test_an_answer_is_never_older_than_the_question() -> None:
    now, asked, gate = 1, list[list[str]](), asyncio.Event()

    async def ask(keys: list[str]) -> dict[str, int]:
        asked.append(keys)
        answer = dict.fromkeys(keys, now)
        await gate.wait()
        return answer

    question = SharedQuestion(ask, most=2)
    first = [asyncio.create_task(question.fresh("a"))]
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    now = 2
    later = [asyncio.create_task(question.fresh(key)) for key in ("a", "b", "a", "c")]
    await asyncio.sleep(0)
    gate.set()
    assert await asyncio.gather(*first) == [1]
    assert await asyncio.gather(*later) == [2, 2, 2, 2]
    assert asked == [["a"], ["a", "b"], ["c"]]


@pytest.mark.once
async def test_what_fails_is_told_to_all_who_asked_and_the_next_is_asked_anew() -> None:
    async def ask(keys: list[str]) -> dict[str, int]:
        if "broken" in keys:
            raise OSError("away")
        return {}

    question = SharedQuestion(ask)
    said = await asyncio.gather(*(question.fresh(key) for key in ("broken", "a")), return_exceptions=True)
    assert [type(one) for one in said] == [OSError, OSError]
    assert await question.fresh("a") is None


async def until(true: Callable[[], bool]) -> None:
    async with asyncio.timeout(10):
        while not true():  # noqa: ASYNC110  who comes and goes tells nobody
            await asyncio.sleep(0.01)
