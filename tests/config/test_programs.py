"""What the processes of the product do with themselves before they serve."""

from __future__ import annotations

import subprocess
import sys

import pytest

pytestmark = pytest.mark.once

# A large program, then circles as closed sockets leave them; how many until the collector has gone through what is old
SCRIPT = """
import gc
from config import programs

program = [[number] for number in range(600_000)]
programs.spare_the_program()
before, made, held = gc.get_stats()[2]["collections"], 0, []
while gc.get_stats()[2]["collections"] == before and made < 1_000_000:
    circle = []
    circle.append(circle)
    held = [*held[-500:], circle]
    made += 1
print(made)
"""


def test_what_closed_sockets_leave_does_not_wait_for_a_quarter_of_the_program() -> None:
    done = subprocess.run([sys.executable, "-c", SCRIPT], capture_output=True, text=True, check=True)
    assert int(done.stdout) < 200_000
