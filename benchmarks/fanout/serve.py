"""`python -m benchmarks.fanout.serve SERVER APP PORT WORKERS`: an application under Daphne or uvicorn, on loopback."""

from __future__ import annotations

import sys

PLAIN = "benchmarks.fanout.plain:application"  # the peer, as it comes


def main(server: str, application: str, port: str, workers: str) -> None:
    if server == "daphne":
        from daphne.cli import CommandLineInterface

        from config import daphne_sockets

        if application != PLAIN:
            daphne_sockets.install()
        CommandLineInterface().run(["-b", "127.0.0.1", "-p", port, "-v", "0", application])
        return
    import uvicorn

    uvicorn.run(
        application,
        port=int(port),
        lifespan="off",
        log_level="error",
        ws="websockets-sansio",
        ws_per_message_deflate=False,
        workers=int(workers),
        backlog=2048,
    )


if __name__ == "__main__":
    main(*sys.argv[1:])
