"""`python -m tests.faults.burst STREAM COUNT`: so many events at once, told by a process that serves no sockets.

Prints their texts and how many seconds they took to be committed, as JSON.
"""

from __future__ import annotations

import json
import os
import sys
import time

AT_ONCE = 100  # in one transaction


def main(stream: str, count: int) -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    import django

    django.setup()
    from core import clock
    from core.unit import unit_of_work
    from messaging import events
    from realtime import log

    texts = [f"burst {time.monotonic_ns()} {number}" for number in range(count)]
    words = {"thread": 0, "state": "visible", "author": None, "at": clock.now().isoformat(), "zone": "UTC"}
    began = time.perf_counter()
    for first in range(0, count, AT_ONCE):
        with unit_of_work():
            log.append(
                *(
                    log.News(
                        stream,
                        events.POSTED,
                        events.MessageData(
                            id=10**9 + first + at, text=text, html=f"<p>{text}</p>", edited=False, **words
                        ),
                    )
                    for at, text in enumerate(texts[first : first + AT_ONCE])
                )
            )
    sys.stdout.write(json.dumps({"texts": texts, "seconds": round(time.perf_counter() - began, 2)}))


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
