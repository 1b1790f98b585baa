"""Whatever is typed or forged is answered in words: no field of no command brings an error of ours to light.

Made from the registry: each field of each command gets values it was not made for, and each door gets bodies that are
none. What is accepted is accepted clean.
"""

from __future__ import annotations

import json
from collections.abc import Generator, Iterator
from contextlib import suppress
from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import transaction

from accounts.models import User
from core import clock, commands
from core.commands import Command
from core.dispatch import Caller, dispatch, parse
from core.errors import Refusal
from core.models import AuditEntry
from tests.examples import all_examples
from tests.factories import World, browser_of

pytestmark = [pytest.mark.django_db, pytest.mark.once]
MOST_TAKEN = 4
MORNING = datetime(2026, 11, 24, 10, tzinfo=UTC)
COMMANDS = [command.name for command in commands.registered()]


def nested(depth: int) -> Any:
    made: Any = 1
    for _ in range(depth):
        made = [made]
    return made


# Wrong types, numbers beyond every column, text that hides, turns round, breaks encodings, headers, paths and queries
WRONG: list[Any] = [
    "a\x00b\ud800\u202e", "{{7*7}}<script>", "a\r\nBcc: x@y.example", 2**63 - 1,
    None, True, -1, 0, 2**63, 10**400, 1.5, float("nan"), float("inf"), [], {}, [[]], {"a": {}}, nested(200),
    "", " ", "\x00", "a\x00b", "\ud800", "\u202egpj.exe", "\u200b", "e" + "\u0301" * 500, "x" * 100_000, "²", "٣",
    "../../etc/passwd", "'; DROP TABLE x;--", "a\r\nBcc: x@y.example", "%00", "{{7*7}}", "\U0010ffff", "\ufeff",
    "javascript:alert(1)", "http://127.0.0.1/", "2026-02-30", "25:61", "9" * 5000, ["\x00"], ["\ud800"], [None],
]  # fmt: skip
BODIES = [
    b"{", b"[]", b"null", b"1", b'"x"', b"\xff\xfe", b'{"data": NaN}', b'{"data": {"a": Infinity}}', b"[" * 100_000,
    b'{"data":' * 50_000, b'{"data": []}', b'{"data": "x"}', b'{"data": {"surely_unknown": 1}}', b'{"data": {"\\ud800": 1}}',
    b'{"client_id": 7, "data": {}}', b'{"client_id": "\\u0000", "data": {}}', b'{"data": {"__class__": {}}}',
]  # fmt: skip


@pytest.fixture(autouse=True)
def _in_the_first_morning() -> Iterator[None]:
    before = clock.use(lambda: MORNING)
    yield
    clock.use(before)


class _Undo(Exception):
    pass


def test_no_value_of_any_field_breaks_any_command(world: World) -> None:
    found = [line for name in COMMANDS for line in _broken(world, name)]
    assert not found, "\n".join(found)


def _broken(world: World, name: str) -> Iterator[str]:
    """What went wrong with one command, each of whose fields is given each wrong value; all of it undone."""
    command = commands.get(name)
    assert command is not None
    example = all_examples()[name]
    clock.use(lambda: MORNING)  # an example before may have moved it on
    with suppress(_Undo), transaction.atomic():
        who = getattr(world, example.rightful or "olga")
        good = example.data(world)
        for field in command.schema.model_fields:
            taken = 0  # what a schema takes is tried on the action a few times, not forty
            for value in WRONG:
                what = f"{name} {field}={str(value)[:40]!r}"
                taken += yield from _try(command, {**good, field: value}, who, what, at_last=taken >= MOST_TAKEN)
        with pytest.raises(Refusal, match=r"field\.extra_forbidden"):
            parse(command, {**good, "surely_unknown": 1})
        raise _Undo


def _try(command: Command, data: dict[str, Any], who: User, what: str, *, at_last: bool) -> Generator[str, None, int]:
    """Done, or refused in words that can be sent as JSON: anything else is a line. 1 when its schema took it."""
    try:
        parse(command, data)
    except Refusal as refusal:
        yield from _unfit(refusal, what)
        return 0
    except Exception as error:
        yield f"{what}: {type(error).__name__}: {error}"
        return 0
    if at_last:
        return 1
    with suppress(_Undo), transaction.atomic():
        try:
            json.dumps(dispatch(command.name, data, Caller(who.pk))).encode()
        except Refusal as refusal:
            yield from _unfit(refusal, what)
        except Exception as error:
            yield f"{what}: {type(error).__name__}: {error}"
        raise _Undo
    return 1


def _unfit(refusal: Refusal, what: str) -> Iterator[str]:
    said = json.dumps(refusal.as_dict()).encode()
    if refusal.status >= 500 or len(said) > 2000:
        yield f"{what}: {refusal.status} {refusal.code}"


def test_the_http_door_answers_bodies_that_are_none(world: World) -> None:
    browser = browser_of(world.olga)
    for name in COMMANDS:
        for body in BODIES if name == COMMANDS[0] else BODIES[-5:]:
            response = browser.post(f"/c/{name}", body, content_type="application/json")
            assert 400 <= response.status_code < 500, (name, body[:60], response.status_code)
            assert response["Content-Type"] == "application/json", (name, body[:60], response.status_code)
            assert response.json()["error"]["code"]


def test_a_form_with_strange_fields_is_refused_in_words(world: World) -> None:
    browser = browser_of(world.olga)
    strange = {"display_name": "\x00\u202e", "zone": "x" * 5000, "client_id": "no", "next": "//evil.example\x00"}
    response = browser.post("/c/profile.edit?zone=y&__proto__=1", strange)
    assert response.status_code == 422
    assert browser.post("/c/" + "x" * 3000, {}).status_code == 404
    assert browser.post("/c/%00", {}).status_code == 404


def test_what_is_accepted_is_clean(world: World) -> None:
    with suppress(_Undo), transaction.atomic():
        name = "Eve\u202e\u0000\u200b " + "e" + "\u0301" * 50
        dispatch("profile.edit", {"display_name": name, "zone": "UTC"}, Caller(world.bob.pk))
        world.bob.refresh_from_db()
        kept = world.bob.display_name
        assert not set(kept) & {"\u202e", "\x00", "\u200b"}
        assert kept.count("\u0301") <= 5
        raise _Undo


def test_the_record_takes_what_was_typed_and_stays_whole(world: World) -> None:
    words = "a\x00b\ud800"
    with suppress(Refusal):
        dispatch("conference.invite", {"conference": "tidelines", "email": words}, Caller(world.olga.pk))
    assert "\x00" not in json.dumps(list(AuditEntry.objects.values_list("detail", flat=True)))
