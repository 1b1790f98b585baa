"""The servers themselves, each stopped in our own way: sockets are told when to come back before the process ends."""

from __future__ import annotations

import asyncio
import contextlib
import gc
import signal
import socket
import threading
from collections.abc import Callable, Iterator
from typing import Any, cast

import structlog
from django.conf import settings

log = structlog.get_logger(__name__)

STOP_SIGNALS = (signal.SIGINT, signal.SIGTERM)


def run_daphne(host: str, port: int, *, with_jobs: bool) -> None:
    """Daphne on `host`:`port` until SIGINT or SIGTERM. Raises SystemExit(1) when the port is taken."""
    from daphne.server import Server, twisted_loop  # installs the reactor: before anything else of Twisted
    from twisted.internet import reactor as installed_reactor

    from asgi import application
    from config import daphne_sockets

    daphne_sockets.install()
    reactor = cast("Any", installed_reactor)
    failed: list[str] = []
    server = Server(
        application,
        endpoints=[f"tcp:{port}:interface={host.replace(':', chr(92) + ':')}"],
        signal_handlers=False,
        verbosity=0,
        application_close_timeout=5,
        websocket_timeout=-1,  # its own default ends a socket after a day, however lively
        websocket_max_message_size=settings.SOCKET_MAX_BYTES,
        websocket_max_frame_size=settings.SOCKET_MAX_BYTES,
    )

    async def end() -> None:
        await _farewell()
        reactor.callLater(0.3, server.stop)  # Twisted writes the close frames on its next rounds

    def listen_failed(failure: Any) -> None:
        failed.append(failure.getErrorMessage())
        reactor.callLater(0, server.stop)

    server.listen_error = listen_failed
    _on_stop_signals(twisted_loop, end)
    with _jobs_beside(with_jobs):
        server.run()
    if failed:
        raise SystemExit(f"Cannot listen on {host} port {port}: {failed[0]}")


def run_uvicorn(listener: socket.socket, *, with_jobs: bool, serving: Callable[[], None] = lambda: None) -> None:
    """uvicorn on an already bound socket, which several processes may share, until SIGINT or SIGTERM.

    `serving` is called once it takes connections.
    """
    import uvicorn

    config = uvicorn.Config(
        "asgi:application",
        lifespan="off",
        ws="websockets-sansio",
        ws_per_message_deflate=False,
        ws_max_size=settings.SOCKET_MAX_BYTES,
        log_config=None,
        access_log=False,
        timeout_graceful_shutdown=8,
    )
    server = uvicorn.Server(config)
    config.load()
    spare_the_program()
    begin = server.startup

    async def startup(sockets: list[socket.socket] | None = None) -> None:
        await begin(sockets)
        serving()

    async def serve() -> None:
        loop = asyncio.get_running_loop()

        async def end() -> None:
            for listening in getattr(server, "servers", []):
                listening.close()  # who is sent away and comes back meets a process that stays
            await _farewell()
            server.should_exit = True

        server.capture_signals = contextlib.nullcontext  # type: ignore[method-assign,assignment]  # the stop is ours
        server.startup = startup  # type: ignore[method-assign]
        _on_stop_signals(loop, end)
        await server.serve(sockets=[listener])

    with _jobs_beside(with_jobs), asyncio.Runner(loop_factory=config.get_loop_factory()) as runner:
        runner.run(serve())


def spare_the_program() -> None:
    """What is loaded by now stays: the collector need not go through it again and again while people wait.

    The second round tells it how little is left. It goes through all that is old only once a quarter as much has come,
    which would be a quarter of the whole program: circles of closed sockets waited for that for forty minutes.
    """
    gc.collect()
    gc.freeze()
    gc.collect()


def _on_stop_signals(loop: asyncio.AbstractEventLoop, end: Any) -> None:
    """First signal: leave politely. Second: the default, which is at once."""

    def begin(number: int) -> None:
        loop.remove_signal_handler(number)
        task = loop.create_task(end())
        _ending.add(task)

    for number in STOP_SIGNALS:
        loop.add_signal_handler(number, begin, number)


_ending: set[asyncio.Task[None]] = set()


async def _farewell() -> None:
    """Close every socket with 1012 and a time to come back; never let that keep the process alive."""
    from realtime import hubs, sockets

    try:
        await sockets.send_all_away(seconds=3)
        await asyncio.wait_for(hubs.close(), timeout=3)
    except Exception as problem:
        log.warning("farewell.failed", problem=repr(problem))


@contextlib.contextmanager
def _jobs_beside(wanted: bool) -> Iterator[None]:
    """Background jobs as a thread of this process: another process could not ring an in-memory layer."""
    if not wanted:
        yield
        return
    from config.jobs import run_jobs

    stop = threading.Event()
    thread = threading.Thread(target=run_jobs, args=(stop,), name="jobs", daemon=True)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join(timeout=5)
