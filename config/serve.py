"""`python -m config.serve`: the product as one process, or as the production set of processes.

One process (the default): Daphne, or uvicorn with SERVER=uvicorn, with background jobs as a thread.
`--workers N`: N uvicorn processes on one port and one process for background jobs, looked after by this one, which
renews them one after the other at SIGHUP.
`--only-jobs`: background jobs alone, the `worker` service of compose. `--prepare-only`: migrate, gather files, end.
"""

from __future__ import annotations

import argparse
import os
import signal
import socket
import sys
import threading
import time

UNTAKEN_MS = 30_000


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    options = _options()
    os.environ["WORKERS"], os.environ["PORT"] = str(options.workers), str(options.port)
    given = dict(os.environ)  # without what `.env` adds: who starts later reads it anew
    import django

    django.setup()
    if options.listener is not None:
        _serve_on(socket.socket(fileno=options.listener), options.tell)
        return
    _before_start(options)
    if options.prepare_only:
        return
    if options.only_jobs:
        _only_jobs()
    elif options.workers > 1:
        _many(options, given)
    else:
        _one(options)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m config.serve", description="Run Meridian.")
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on (default: loopback)")
    parser.add_argument("--port", type=int, default=int(os.environ.get("PORT") or 8000))
    parser.add_argument("--workers", type=int, default=int(os.environ.get("WORKERS") or 1))
    parser.add_argument("--no-jobs", action="store_true", help="another service does the background jobs")
    parser.add_argument("--only-jobs", action="store_true", help="no web server, background jobs only")
    parser.add_argument("--no-prepare", action="store_true", help="do not migrate or gather static files")
    parser.add_argument("--prepare-only", action="store_true", help="migrate and gather static files, then end")
    parser.add_argument("--listener", type=int, default=None, help=argparse.SUPPRESS)
    parser.add_argument("--tell", type=int, default=None, help=argparse.SUPPRESS)
    return parser.parse_args()


def _before_start(options: argparse.Namespace) -> None:
    from django.conf import settings

    from config import preparing

    preparing.refuse_missing_stores()
    preparing.refuse_unsafe_settings()
    if not options.no_prepare and not options.only_jobs:
        preparing.prepare(with_demo=settings.DEMO)


def _one(options: argparse.Namespace) -> None:
    from django.conf import settings

    from config import programs

    if settings.SERVER == "uvicorn":
        listener = _listen(options.host, options.port)
        _say_address(options)
        programs.run_uvicorn(listener, with_jobs=not options.no_jobs)
    else:
        _listen(options.host, options.port).close()  # a taken port is told before anything else is
        _say_address(options)
        programs.run_daphne(options.host, options.port, with_jobs=not options.no_jobs)


def _many(options: argparse.Namespace, environment: dict[str, str]) -> None:
    from config.family import Family

    listener = _listen(options.host, options.port)
    _say_address(options)
    web = [sys.executable, "-m", "config.serve", "--workers", str(options.workers)]
    family = Family(environment)
    for number in range(options.workers):
        family.add(f"web-{number + 1}", [*web, "--listener", str(listener.fileno())], listener.fileno())
    if not options.no_jobs:
        family.add("jobs", [sys.executable, "-m", "config.serve", "--only-jobs"], None)
    raise SystemExit(family.run())


def _serve_on(listener: socket.socket, tell: int | None) -> None:
    """One of several. Who is to take the place of another takes nobody in before all is there that it needs."""
    from config import child, health, programs

    if tell is None:
        programs.run_uvicorn(listener, with_jobs=False)
        return
    while not health.is_ready():  # the parent ends it if that lasts too long
        time.sleep(0.5)
    programs.run_uvicorn(listener, with_jobs=False, serving=lambda: child.tell(tell))


def _only_jobs() -> None:
    from config.jobs import run_jobs

    stop = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stop.set())
    run_jobs(stop)


def _listen(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    if sys.platform == "linux":  # handed on to what is accepted: who takes nothing for so long is cut off by the kernel
        listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, UNTAKEN_MS)
    try:
        listener.bind((host, port))
        listener.listen(2048)
    except OSError as problem:
        raise SystemExit(f"Meridian does not start: {host} port {port}: {problem.strerror}") from None
    listener.setblocking(False)
    return listener


def _say_address(options: argparse.Namespace) -> None:
    shown = "127.0.0.1" if options.host in {"0.0.0.0", "::"} else options.host  # noqa: S104  shown, not bound
    print(f"Meridian is at http://{shown}:{options.port}/", flush=True)


if __name__ == "__main__":
    main()
