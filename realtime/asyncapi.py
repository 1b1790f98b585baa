"""The socket in the words of AsyncAPI 3, from the registry: what docs/protocol.md tells people, for programs."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel

from realtime import consumer, registry

Schema = dict[str, Any]
TEXT: Schema = {"type": "string"}
NUMBER: Schema = {"type": "integer"}
NUMBER_OR_NOT: Schema = {"type": ["integer", "null"]}
OBJECT: Schema = {"type": "object"}
COMMAND = {"id": NUMBER, "name": TEXT, "client_id": {"type": "string", "format": "uuid"}, "data": OBJECT}
# Frames of the protocol itself: name -> (what it says, its fields besides `op`)
FROM_CLIENT: dict[str, tuple[str, Schema]] = {
    "subscribe": (
        "Follow a stream after a position.",
        {"id": NUMBER, "stream": TEXT, "after": NUMBER_OR_NOT, "epoch": TEXT},
    ),
    "unsubscribe": ("Follow it no more.", {"stream": TEXT}),
    "seen": ("Everything up to here has been applied.", {"stream": TEXT, "seq": NUMBER}),
    "command": ("Do something; GET /api/v1/commands lists what.", COMMAND),
    "ping": ("Still here.", {}),
}
FROM_SERVER: dict[str, tuple[str, Schema]] = {
    "hello": ("First of all frames.", {"v": NUMBER, "ping": NUMBER, "retry": OBJECT, "ack": OBJECT}),
    "subscribed": ("The stream is followed.", {"id": NUMBER, "stream": TEXT, "after": NUMBER_OR_NOT}),
    "events": ("Several events of a short while.", {"stream": TEXT, "events": {"type": "array", "items": OBJECT}}),
    "resync": ("Fetch the page again and go on from here.", {"stream": TEXT, "head": NUMBER, "epoch": TEXT}),
    "refused": ("Not there, or not for you.", {"id": NUMBER_OR_NOT, "stream": TEXT, "code": TEXT}),
    "ack": ("A command was done.", {"id": NUMBER, "result": OBJECT}),
    "error": ("A frame or a command was refused.", {"id": NUMBER_OR_NOT, "code": TEXT, "text": TEXT}),
    "away": ("The server closes; come back then.", {"retry_after": {"type": "number"}}),
    "pong": ("The answer to a ping.", {}),
}
NODE: Schema = {
    "type": "object",
    "properties": {"target": TEXT, "id": TEXT, "order": {}, "html": {"type": ["string", "null"]}},
}


def document() -> Schema:
    """The whole description."""
    schemas: dict[str, Schema] = {}
    messages = {f"client.{name}": _frame(name, text, rest) for name, (text, rest) in FROM_CLIENT.items()}
    sent = list(messages)
    messages |= {f"server.{name}": _frame(name, text, rest) for name, (text, rest) in FROM_SERVER.items()}
    for event in registry.event_types():
        rest: Schema = {"stream": TEXT, "seq": NUMBER, "at": {"type": "string", "format": "date-time"}}
        rest |= {"type": {"const": event.name}, "data": _data(event.name, event.schema, schemas)}
        rest |= {"html": {"type": "array", "items": NODE}, "rewrote": {"type": "array", "items": NUMBER}}
        messages[f"event.{event.name}"] = _frame("event", event.text, rest)
    for signal in registry.signal_types():
        rest = {"stream": TEXT, "type": {"const": signal.name}, "data": _data(signal.name, signal.schema, schemas)}
        messages[f"signal.{signal.name}"] = _frame("signal", signal.text, rest)
    return _whole(messages, sent, schemas)


def _whole(messages: dict[str, Schema], sent: list[str], schemas: dict[str, Schema]) -> Schema:
    received = [name for name in messages if name not in sent]
    kinds = ", ".join(f"{kind}:<key>" for kind in registry.stream_kinds())
    return {
        "asyncapi": "3.0.0",
        "info": {
            "title": "Meridian",
            "version": str(consumer.VERSION),
            "description": f"See docs/protocol.md. Streams: {kinds}.",
        },
        "defaultContentType": "application/json",
        "channels": {
            "socket": {
                "address": "/ws",
                "messages": {name: {"$ref": f"#/components/messages/{name}"} for name in messages},
            }
        },
        "operations": {
            "say": _operation("receive", sent),  # seen from the server, as AsyncAPI wants it
            "hear": _operation("send", received),
        },
        "components": {"messages": messages, "schemas": dict(sorted(schemas.items()))},
    }


def _operation(action: str, names: list[str]) -> Schema:
    return {
        "action": action,
        "channel": {"$ref": "#/channels/socket"},
        "messages": [{"$ref": f"#/channels/socket/messages/{name}"} for name in names],
    }


def _frame(operation: str, text: str, rest: Schema) -> Schema:
    properties = {"op": {"const": operation}, **rest}
    return {"summary": str(text), "payload": {"type": "object", "required": ["op"], "properties": properties}}


def _data(name: str, schema: type[BaseModel], schemas: dict[str, Schema]) -> Schema:
    """The payload's schema among the components, with those it is made of."""
    told = schema.model_json_schema(ref_template=f"#/components/schemas/{name}.{{model}}")
    for part, inner in told.pop("$defs", {}).items():
        schemas[f"{name}.{part}"] = inner
    schemas[name] = told
    return {"$ref": f"#/components/schemas/{name}"}
