"""`python -m tests.faults.visitor ADDRESS SECONDS`: opens one page ten times a second and prints how long each took.

A process of its own: who drives hundreds of sockets has no time to measure a page.
"""

from __future__ import annotations

import json
import sys
import time
import urllib.error
import urllib.request


def main(address: str, seconds: float) -> None:
    took: list[float] = []
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        began = time.monotonic()
        with urllib.request.urlopen(address, timeout=30) as answer:
            answer.read()
        took.append(round(time.monotonic() - began, 3))
        time.sleep(max(0.0, 0.1 - took[-1]))
    sys.stdout.write(json.dumps(sorted(took)))


if __name__ == "__main__":
    main(sys.argv[1], float(sys.argv[2]))
