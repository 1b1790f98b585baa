"""Every address and every stream, opened by every kind of person: nothing is reachable that config/access.py lacks."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.urls import URLPattern, URLResolver, get_resolver

from accounts.models import User
from config.access import PAGES, STREAMS
from core import authorisation
from core.authorisation import RULE, SUBJECTS, YES
from messaging.models import Thread
from realtime import registry
from tests.factories import World, browser_of, do, room_of
from tests.subjects import subjects

pytestmark = [pytest.mark.django_db, pytest.mark.once]
FEW = {"anonymous", "attendee", "banned"}
ALL = {subject.name for subject in SUBJECTS}
ARGUMENT = re.compile(r"<(?:\w+:)?(\w+)>")


def addresses(resolver: Any, before: str = "") -> Iterator[tuple[str, str]]:
    """(name, pattern) of everything that is mounted."""
    for one in resolver.url_patterns:
        if isinstance(one, URLResolver):
            yield from addresses(one, f"{before}{one.pattern}")
        elif isinstance(one, URLPattern):
            yield one.name or str(one.pattern), f"{before}{one.pattern}"


@pytest.fixture
def names(world: World) -> dict[str, str]:
    """What the arguments of addresses stand for."""
    room = room_of(world.congress)
    question = do(world.bob, "question.ask", room=room.pk, text="Why?", how="named")["question"]
    ref = world.member(world.ada).ref
    return {
        "slug": "tidelines", "code": room.session.code, "ref": ref, "kind": "person", "key": ref,
        "thread": str(Thread.objects.get(kind="room", key=str(room.pk)).pk), "question": str(question),
        "format_name": "xml", "name": "none", "token": "none", "pk": "1", "room": str(room.pk),
    }  # fmt: skip


def test_every_address_and_every_stream_is_on_the_list() -> None:
    mounted = {name for name, _ in addresses(get_resolver())}
    assert not mounted - PAGES.keys(), "say in config/access.py who may open these"
    assert not PAGES.keys() - mounted
    assert registry.kinds() == STREAMS.keys()


def test_every_page_opens_for_exactly_those_whom_it_is_for(world: World, names: dict[str, str]) -> None:
    browsers = {kind: browser_of(who) for kind, who in subjects(world).items()}
    alike = _alike()
    wrong = []
    for number, (name, pattern) in enumerate(addresses(get_resolver())):
        if "^" in pattern:
            continue  # the one address of allauth with a key in a regular expression
        path = "/" + ARGUMENT.sub(lambda found: names.get(found[1], "none"), pattern)
        for kind, cell in _cells(PAGES[name]).items():
            few = FEW if PAGES[name].startswith("public") else ALL - set(alike) | {alike[number % len(alike)]}
            if kind not in few:
                continue
            status = browsers[kind].get(path).status_code
            if not _fits(cell, status):
                wrong.append(f"{name} {path}: {kind} {cell}, but {status}")
    assert not wrong, "\n".join(wrong)


def test_every_stream_is_read_by_exactly_those_whom_it_is_for(world: World, names: dict[str, str]) -> None:
    rooms = {"room", "desk"}
    people = subjects(world)
    wrong = []
    for kind, word in STREAMS.items():
        # What looks at its object is asked of one that is not there
        key = 987_654 if word.endswith("?") else names["room"] if kind in rooms else world.congress.pk
        stream = f"{kind}:{key}"
        for subject, cell in _cells(word).items():
            reads = _reads(people[subject], stream)
            if cell != RULE and reads != (cell == YES):
                wrong.append(f"{stream}: {subject} {cell}, but {reads}")
            elif cell == RULE and reads:
                wrong.append(f"{stream}: {subject} reads what is another's")
    assert wrong == []


def test_ones_own_stream_is_read_by_nobody_else(world: World) -> None:
    people = subjects(world)
    stream = f"user:{world.bob.pk}"
    assert [kind for kind, who in people.items() if _reads(who, stream)] == ["attendee"]


def _alike() -> list[str]:
    """Kinds who may exactly what an attendee may: one of them looks at each page, in turn."""
    attendee = next(subject for subject in SUBJECTS if subject.name == "attendee")
    return [s.name for s in SUBJECTS if (s.permissions, s.here) == (attendee.permissions, attendee.here)]


def _reads(who: User | None, stream: str) -> bool:
    return who is not None and registry.may_read(who.pk, stream)


def _cells(word: str) -> dict[str, str]:
    return dict(zip([subject.name for subject in SUBJECTS], authorisation.access(word), strict=True))


def _fits(cell: str, status: int) -> bool:
    """Elsewhere sent, or told that it is not there or not for her, is refused; never a page in the place of another."""
    if cell == RULE:
        return status in {200, 302, 303, 404, 405, 403}
    return status == 200 if cell == YES else status in {302, 403, 404}
