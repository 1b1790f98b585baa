"""A letter box that speaks SMTP: what the product sends arrives here as it would with people."""

from __future__ import annotations

from email import message_from_bytes
from email.message import Message
from typing import Any


class Box:
    """Keeps what arrives."""

    def __init__(self) -> None:
        self.letters: list[Message] = []

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802  aiosmtpd's name
        self.letters.append(message_from_bytes(envelope.content))
        return "250 OK"

    def to(self, address: str) -> list[Message]:
        return [letter for letter in self.letters if letter["To"] == address]


def part(letter: Message, kind: str) -> str:
    """The first part of a letter of that kind ("text/calendar") as text; "" where there is none."""
    for one in letter.walk():
        if one.get_content_type() == kind:
            payload = one.get_payload(decode=True)
            assert isinstance(payload, bytes)
            return payload.decode()
    return ""
