"""The limit: a room on picows, a WebSocket server in Cython, without Django, accounts or log. Usage: ... PORT"""

from __future__ import annotations

import json
import sys

import uvloop
from picows import WSFrame, WSListener, WSMsgType, WSTransport, WSUpgradeRequest, ws_create_server

everybody: set[WSTransport] = set()


class Room(WSListener):
    def on_ws_connected(self, transport: WSTransport) -> None:
        everybody.add(transport)

    def on_ws_frame(self, transport: WSTransport, frame: WSFrame) -> None:
        if frame.msg_type == WSMsgType.CLOSE:
            transport.disconnect()
        elif frame.msg_type == WSMsgType.TEXT:
            message = json.dumps({"message": json.loads(frame.get_payload_as_utf8_text())}).encode()
            for one in list(everybody):
                one.send(WSMsgType.TEXT, message)

    def on_ws_disconnected(self, transport: WSTransport) -> None:
        everybody.discard(transport)


async def main(port: int) -> None:
    def enter(request: WSUpgradeRequest) -> Room:
        return Room()

    server = await ws_create_server(enter, "127.0.0.1", port, backlog=2048)
    await server.serve_forever()


if __name__ == "__main__":
    uvloop.run(main(int(sys.argv[1])))
