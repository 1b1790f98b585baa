// The peer: a room of socket.io as its guide does it. Usage: node socketio.mjs PORT

import { createServer } from "node:http";
import { Server } from "socket.io";

const http = createServer();
const server = new Server(http, { transports: ["websocket"], perMessageDeflate: false });

server.on("connection", (socket) => {
  socket.join("room");
  socket.emit("ready");
  socket.on("chat", (message) => server.to("room").emit("chat", { message }));
});
http.listen({ host: "127.0.0.1", port: Number(process.argv[2]), backlog: 2048 });
