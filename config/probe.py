"""`python -m config.probe URL`: exit 0 when URL answers 200, else 1. The image carries no curl."""

from __future__ import annotations

import sys
import urllib.error
import urllib.request


def main(url: str) -> int:
    if not url.startswith("http://127.0.0.1:"):
        print("a probe asks this host only", file=sys.stderr)
        return 2
    try:
        with urllib.request.urlopen(url, timeout=4) as answer:  # noqa: S310  loopback, checked above
            return 0 if answer.status == 200 else 1
    except urllib.error.HTTPError as refused:
        print(refused.read().decode(errors="replace"), file=sys.stderr)
    except OSError as problem:
        print(problem, file=sys.stderr)
    return 1


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1]))
