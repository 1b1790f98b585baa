"""The examples of docs/protocol.md, played in their order against a running server."""

from __future__ import annotations

import asyncio
import json
import re
from pathlib import Path
from typing import Any

import pytest
import websockets
from asgiref.sync import sync_to_async
from websockets.typing import Origin

from tests import factories
from tests.conference import stage
from tests.conftest import LiveServer

DOCUMENT = Path(__file__).parent.parent / "docs" / "protocol.md"
EXAMPLE = re.compile(r"<!-- play: (\w+) -->\n```json\n(.*?)```", re.DOTALL)
# What differs from run to run is compared by kind only
VARYING = {"sitting", "time_mark", "at", "ref", "name", "html", "first", "industry"}


def same(example: Any, real: Any, key: str = "") -> bool:
    if key in VARYING and not isinstance(example, list):
        return type(example) is type(real) or isinstance(real, (int, float))
    if isinstance(example, dict):
        return (
            isinstance(real, dict)
            and example.keys() == real.keys()
            and all(same(example[k], real[k], k) for k in example)
        )
    if isinstance(example, list):
        return len(example) == len(real) and all(map(same, example, real))
    return bool(example == real)


@pytest.mark.django_db(transaction=True, reset_sequences=True)
async def test_the_examples_of_the_protocol_are_true(live_server: LiveServer) -> None:
    examples = [(what, json.loads(text)) for what, text in EXAMPLE.findall(DOCUMENT.read_text())]
    assert len(examples) >= 12
    world = await sync_to_async(factories.make_world)()
    room = await sync_to_async(stage.room)(world.congress)
    thread = await sync_to_async(stage.thread)(room)
    client = await sync_to_async(factories.browser_of)(world.bob)

    def fitted(example: Any) -> Any:
        """The example with this run's ids in the place of 1."""
        text = json.dumps(example)
        return json.loads(
            text.replace('"room:1"', f'"{room.stream}"')
            .replace('"desk:1"', f'"{room.desk}"')
            .replace('"thread": 1', f'"thread": {thread.pk}')
            .replace('"messages-1"', f'"messages-{thread.pk}"')
        )

    (_, first), *talk = examples
    answer = await sync_to_async(client.post)("/c/message.post", fitted(first), content_type="application/json")
    assert answer.status_code == 201
    cookies = "; ".join(f"{name}={morsel.value}" for name, morsel in client.cookies.items())
    async with websockets.connect(
        live_server.ws_url, origin=Origin(live_server.url), additional_headers={"Cookie": cookies}
    ) as socket:
        for what, example in talk:
            if what == "send":
                await socket.send(json.dumps(fitted(example)))
                continue
            async with asyncio.timeout(5):
                while (frame := json.loads(await socket.recv()))["op"] != example["op"] or frame["op"] == "signal":
                    pass
            assert same(fitted(example), frame), (example, frame)


async def test_every_close_code_is_documented() -> None:
    from realtime import closing

    text = DOCUMENT.read_text()
    for code in (
        closing.SIGNED_OUT,
        closing.TOO_SLOW,
        closing.TOO_BIG,
        closing.BINARY,
        closing.RESTART,
        closing.TOO_MANY,
        closing.TRY_AGAIN,
    ):
        assert f"| {code} |" in text
