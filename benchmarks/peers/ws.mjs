// The peer: a room on the library ws as its own example of broadcasting does it. Usage: node ws.mjs PORT

import { WebSocket, WebSocketServer } from "ws";

const room = new WebSocketServer({ host: "127.0.0.1", port: Number(process.argv[2]), perMessageDeflate: false, backlog: 2048 });

room.on("connection", (socket) => {
  socket.on("message", (text) => {
    const message = Buffer.from(JSON.stringify({ message: JSON.parse(text.toString()) }));
    for (const one of room.clients) if (one.readyState === WebSocket.OPEN) one.send(message, { binary: false });
  });
});
