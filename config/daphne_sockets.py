"""Daphne's WebSockets as the protocol of /ws needs them. Import after `daphne.server`, which installs the reactor."""

from __future__ import annotations

from typing import Any

from autobahn.exception import Disconnected
from daphne.ws_protocol import WebSocketFactory, WebSocketProtocol

from realtime.direct import framed


class Socket(WebSocketProtocol):  # type: ignore[misc]
    """Where Daphne's own keeps a promise of ours less well, this one keeps it."""

    # A frame that breaks a rule is answered with the code that says which (1002, 1007, 1009), not with a cut line
    failByDrop = False  # noqa: N815  its name there

    def handle_reply(self, message: dict[str, Any]) -> None:
        """Send a text of any length: Daphne's own drops an empty one, and refuses to send more than it would take."""
        if message["type"] != "websocket.send" or self.state == self.STATE_CONNECTING:
            super().handle_reply(message)
        elif self.state != self.STATE_OPEN:
            raise Disconnected("the line is closed")
        elif message.get("text") is not None:
            self.sendData(framed(message))
        else:
            self.sendMessage(message["bytes"], isBinary=True)

    def serverClose(self, code: int | None = None) -> None:  # noqa: N802  its name there
        """Daphne's own refuses the codes of RFC 6455 (1003, 1009, 1012, 1013) and leaves the line open."""
        self.sendCloseFrame(code=1000 if code is None else code, isReply=False)


def install() -> None:
    """Make Daphne serve these."""
    WebSocketFactory.protocol = Socket
