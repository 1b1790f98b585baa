"""What is read once for many is read anew by whoever looks later."""

from __future__ import annotations

import pytest

from core.glance import for_all, glance

pytestmark = pytest.mark.once


def test_in_one_look_a_thing_is_read_once_and_afterwards_anew() -> None:
    read = iter(range(9))
    with glance():
        assert [for_all("a", lambda: next(read)) for _ in range(3)] == [0, 0, 0]
        assert for_all("b", lambda: next(read)) == 1
    assert [for_all("a", lambda: next(read)) for _ in range(2)] == [2, 3]
    with glance():
        assert for_all("a", lambda: next(read)) == 4
