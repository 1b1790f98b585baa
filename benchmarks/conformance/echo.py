"""A test build of the socket that says everything back through the product's `Line`, which nothing in /ws does."""

from __future__ import annotations

from typing import Any

from realtime.line import Line


async def application(scope: dict[str, Any], receive: Any, send: Any) -> None:
    """ASGI: one call is one socket."""
    if (await receive())["type"] != "websocket.connect":
        return
    await send({"type": "websocket.accept"})
    line = Line(send, overflow=lambda: None, freed=lambda: None, lost=lambda: None)
    while (message := await receive())["type"] == "websocket.receive":
        text = message.get("text")
        line.put({"type": "websocket.send", **({"bytes": message["bytes"]} if text is None else {"text": text})})
    line.cut()
