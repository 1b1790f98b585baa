"""`python -m benchmarks NAME...` runs the named benchmarks, without a name all of them.

A benchmark is a module of this folder with a function `main() -> None` that prints its figures.
"""

from __future__ import annotations

import sys
from importlib import import_module
from pathlib import Path


def names() -> list[str]:
    """The benchmarks there are."""
    return sorted(path.stem for path in Path(__file__).parent.glob("[a-z]*.py"))


def main(asked: list[str]) -> int:
    """Run what is asked for; 2 when there is no such benchmark."""
    unknown = [name for name in asked if name not in names()]
    if unknown:
        print(f"No benchmark called {', '.join(unknown)}. There are: {', '.join(names())}.", file=sys.stderr)
        return 2
    for name in asked or names():
        print(f"== {name}")
        import_module(f"benchmarks.{name}").main()
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
