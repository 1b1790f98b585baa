"""`python -m benchmarks [NAME [OPTIONS]]` runs the named benchmark with its options, without a name all short ones.

A benchmark is a module or package of this folder with a function `main(options)` that prints its figures.
"""

from __future__ import annotations

import sys
from importlib import import_module
from pathlib import Path

BY_NAME_ONLY = {"soak", "conformance"}  # an hour; a program that is rarely there


def names() -> list[str]:
    """The benchmarks there are."""
    here = Path(__file__).parent
    return sorted(
        {path.stem for path in here.glob("[a-z]*.py")} | {path.parent.name for path in here.glob("*/__init__.py")}
    )


def main(asked: list[str]) -> int:
    """Run what is asked for; 2 when there is no such benchmark."""
    name, options = (asked[0], asked[1:]) if asked else ("", [])
    if name and name not in names():
        print(f"No benchmark called {name}. There are: {', '.join(names())}.", file=sys.stderr)
        return 2
    for one in [name] if name else [one for one in names() if one not in BY_NAME_ONLY]:
        if not name:
            print(f"== {one}")
        import_module(f"benchmarks.{one}").main(options)
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
