"""Words that try to be something else, put into every text of the product by its own commands, and all that then shows.

Made from the registries: a new command with a text, and a new page, are tried without a word here.
"""

from __future__ import annotations

import itertools
import json
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from django.core.exceptions import MultipleObjectsReturned, ObjectDoesNotExist
from django.db import transaction
from django.test import Client
from django.urls import get_resolver
from django_tasks_db.models import DBTaskResult

from accounts.models import Membership, User
from conference.questions.models import Question
from config.access import PAGES
from core import clock, commands, text
from core.commands import Command
from core.dispatch import Caller, dispatch, parse
from core.errors import Refusal
from core.payload import Uploaded
from messaging.models import Message, Thread
from schedule.exchange import actions as exchange
from schedule.exchange.document import Document, Item, Person
from schedule.exchange.prose import one_line, to_html
from schedule.programme.models import Session, Speaker
from society.materials.models import Text
from tests.core.test_endpoints import ARGUMENT, addresses
from tests.examples import Example, all_examples
from tests.factories import World, browser_of, do

MORNING = datetime(2026, 11, 24, 10, tzinfo=UTC)
FIXTURES = Path(__file__).parent / "fixtures"
TRIES = 7  # words that one field is offered before it counts as none for words
# What closes doors to others of the cast, or moves the congress, comes last
LAST = ("sanction.", "seal.", "membership.", "role.", "conference.", "block.", "profile.")
FORMULAS = (
    "=1+1+cmd", "+1+1+cmd", "-1+1+cmd", "@SUM(1)+cmd", "=HYPERLINK(\"http://foreign.example\")", " =1+cmd", "\t=2+cmd",
    "\r\n=3+cmd", "\u200b=4+cmd", "\ufeff@cmd", "\x00=5+cmd", "＝6+cmd", "+cmd|' /C calc'!A0", "\"=7+cmd", "\n-8+cmd,=9+cmd",
)  # fmt: skip


def corpus() -> list[str]:
    found: list[str] = json.loads((FIXTURES / "xss.json").read_text())
    return found


@dataclass
class Planted:
    """Which texts of which commands hold such words now, and which of them no command took in the end."""

    took: set[str] = field(default_factory=set)
    missed: set[str] = field(default_factory=set)


def prose() -> set[str]:
    """Every field of every command into which at least eighty characters of somebody's own words go."""
    found = set()
    for command in commands.registered():
        for name, one in command.schema.model_json_schema(mode="validation").get("properties", {}).items():
            kinds = [one, *one.get("anyOf", []), one.get("items", {})]
            if any(kind.get("type") == "string" and kind.get("maxLength", 0) >= 80 for kind in kinds):
                found.add(f"{command.name}.{name}")
    return found


def plant(world: World, words: Sequence[str]) -> Planted:
    """Give every text of every command such words, by whoever may send it; the clock stands in the first morning."""
    found, turn, later = Planted(), itertools.cycle(words), timedelta()
    names = [command.name for command in commands.registered()]
    for name in sorted(names, key=lambda name: (name.startswith(LAST), name)):
        command = commands.get(name)
        assert command is not None
        clock.use(lambda: MORNING)  # an example before may have moved it on
        if not _makes(world, all_examples()[name]):
            later += timedelta(hours=3)  # somebody of the cast is taken at that hour
            clock.use(lambda later=later: MORNING + later)  # type: ignore[misc]
        _plant_one(world, command, all_examples()[name], turn, words, found)
    for who in (world.alice, world.bob, world.mo, world.ada, world.mira):
        do(who, "profile.edit", display_name=next(turn), zone="UTC", affiliation=next(turn)[:90])
    clock.use(lambda: MORNING)
    import_programme(world, turn, words)
    return found


def _makes(world: World, example: Example) -> bool:
    """Whether an example made for an empty world can be made in this one, too."""
    with suppress(Refusal, ObjectDoesNotExist, MultipleObjectsReturned, AssertionError), transaction.atomic():
        example.data(world)
        transaction.set_rollback(True)
        return True
    return False


def _plant_one(
    world: World, command: Command, example: Example, turn: Iterator[str], words: Sequence[str], found: Planted
) -> None:
    who = getattr(world, example.rightful or "olga")
    offered = _send(world, command, example, who, turn, words)
    texts = {f"{command.name}.{name}" for name in offered}
    if not offered or None in offered.values():  # all at once were refused: each of them alone
        offered = {name: _send(world, command, example, who, turn, words, name).get(name) for name in offered}
    took = {f"{command.name}.{name}" for name, value in offered.items() if value is not None}
    found.took |= took
    found.missed |= texts - took


def _send(
    world: World,
    command: Command,
    example: Example,
    who: User,
    turn: Iterator[str],
    words: Sequence[str],
    only: str = "",
) -> dict[str, Any]:
    """What its texts were given; None for each of them when the command was refused, and then nothing stays."""
    offered: dict[str, Any] = {}
    # An example made for an empty world may not find its one row among many
    with suppress(Refusal, ObjectDoesNotExist, MultipleObjectsReturned, AssertionError), transaction.atomic():
        good = example.data(world)
        for name in [only] if only else command.schema.model_fields:
            value = _fitting(command, good, name, turn, words)
            if value is not None:
                offered[name] = value
        if not offered:
            transaction.set_rollback(True)
            return {}
        dispatch(command.name, {**good, **offered}, Caller(who.pk))
        return offered
    return dict.fromkeys(offered or [only])


def _fitting(command: Command, good: dict[str, Any], name: str, turn: Iterator[str], words: Sequence[str]) -> Any:
    """A value with such words that the schema takes and keeps as they are; all words at once where there is room."""
    if isinstance(good.get(name), Uploaded):
        return Uploaded(f"{next(turn)}{Path(good[name].name).suffix}", good[name].content)
    for word in ("\n\n".join(words), *itertools.islice(turn, TRIES), "\n".join(itertools.islice(turn, 2))):
        for value in (word, [word]):
            with suppress(Refusal):
                kept = getattr(parse(command, {**good, name: value}), name)
                kept = kept[0] if isinstance(kept, (list, tuple)) and kept else kept
                if isinstance(kept, str) and text.clean_line(word)[:20] in text.clean_line(kept):
                    return value
    return None


def import_programme(world: World, turn: Iterator[str], words: Sequence[str]) -> None:
    """A programme of another system, live now: what its readers leave of such words in every field."""
    start = clock.now() - timedelta(minutes=5)
    where = world.congress.__class__.objects.get(pk=world.congress.pk)
    prose = to_html("".join(words))

    def line() -> str:
        return one_line(next(turn))

    item = Item(
        title=line(), subtitle=line(), start=start, duration=timedelta(hours=1),
        day=start.astimezone(clock.zone(where.zone)).date(), source_id="foreign", place=line(), track=line(),
        type=line(), abstract=to_html("<p>" + "</p><p>".join(words)), description=prose,
        people=(Person(line(), "stranger", biography=prose),),
    )  # fmt: skip
    exchange.import_document(where, Document("other", "Other", "other", where.zone, (item,)))


@dataclass(frozen=True, slots=True)
class Answer:
    path: str
    content_type: str
    body: bytes
    headers: dict[str, str]

    @property
    def html(self) -> bool:
        return self.content_type == "text/html"


def answers(world: World, words: Sequence[str], *, few: bool = False) -> list[Answer]:
    """Every page and file there is with what was planted, each once, asked by the first of the cast to whom it opens.

    `few` asks for one of each address, by the organizer.
    """
    people = [browser_of(who) for who in (world.olga, world.mira, world.bob, world.ada, world.mo)]
    people = people[:1] if few else [*people, Client()]
    found: dict[bytes, Answer] = {}
    for path in paths(words[0], few=few):
        for one in (_ask(browser, path) for browser in people):
            if one is not None:
                found.setdefault(one.body, one)
                break
    return list(found.values())


def _ask(browser: Client, path: str) -> Answer | None:
    answer = browser.get(path)
    if answer.status_code != 200:
        return None
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content  # type: ignore[attr-defined]
    return Answer(path, answer["Content-Type"].partition(";")[0], body, dict(answer.items()))


def paths(word: str, *, few: bool = False) -> list[str]:
    """Every mounted address with everything that its arguments can stand for, and the usual questions after it."""
    values = {name: found[:1] if few and name != "format_name" else found for name, found in _values().items()}
    found = []
    for name, pattern in addresses(get_resolver()):
        if (
            "^" in pattern
            or name in {"command", "stream", "account_logout", "demo-enter", "demo-link"}
            or name not in PAGES
        ):
            continue
        asked = ARGUMENT.findall(pattern)
        for chosen in itertools.product(*(values.get(one, ["none"]) for one in asked)):
            filled = iter(chosen)
            found.append("/" + ARGUMENT.sub(lambda _found, filled=filled: str(next(filled)), pattern))  # type: ignore[misc]
    rooms = [path for path in found if path.endswith(f"/room/{values['code'][0]}")]
    found += [f"{path}?{question}" for path in rooms for question in ("tab=questions", "tab=polls")]
    found += ["/tidelines/organize/record?form=csv", "/tidelines/programme?view=grid", "/tidelines/programme?mine=1"]
    sought = json.dumps(word)[1:-1].replace("#", "%23").replace("&", "%26").replace("%", "%25").replace("+", "%2B")
    seeking = [path for path in found if path.endswith(("/search", "/people", "/programme", "/mentors", "/similar"))]
    seeking += [path for path in found if "/transcript/" in path]
    return found + [f"{path}?q={sought}&text={sought}&next={sought}" for path in seeking]


def _values() -> dict[str, list[Any]]:
    here = Membership.objects.filter(conference__slug="tidelines").order_by("pk")
    sessions = list(Session.objects.filter(conference__slug="tidelines").order_by("pk").values_list("code", flat=True))
    return {
        "slug": ["tidelines"],
        "ref": list(here.values_list("ref", flat=True)[:6]),
        "code": [*sessions[:1], *sessions[-2:], *Speaker.objects.values_list("code", flat=True)[:3]],
        "thread": list(Thread.objects.values_list("pk", flat=True)[:3]),
        "question": list(Question.objects.filter(asker=None).values_list("pk", flat=True)[:2]),
        "pk": [1, 2, 3],
        "kind": ["message", "question", "person"],
        "key": [here[1].ref, Message.objects.latest("pk").pk, Question.objects.latest("pk").pk],
        "format_name": ["xml", "json", "ics", "csv"],
        "name": ["none"],
        "token": ["none"],
        "words": ["none"],
        **({"text": [Text.objects.latest("pk").slug]} if Text.objects.exists() else {}),
    }


def run_all_jobs() -> None:
    """Letters and notices that the planting caused; a job that is not for now is left."""
    for result in DBTaskResult.objects.all():
        if result.status == "READY":
            given = result.args_kwargs
            with suppress(Refusal):
                result.task.func(*given["args"], **given["kwargs"])
