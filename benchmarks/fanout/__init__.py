"""One event to many sockets: ours beside plain Channels, in one run.

`python -m benchmarks fanout` measures rooms of several sizes, `--quick --json` one small room in under a minute.
"""

from benchmarks.fanout.run import main

__all__ = ["main"]
