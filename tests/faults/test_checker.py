"""The checker finds every kind of broken promise that is planted in a good history, and nothing in a good one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from tests.faults.checker import History, Seen, violations

pytestmark = pytest.mark.once


def good() -> History:
    """Five messages, two readers, one message that was sent and never acknowledged and did not arrive."""
    texts = [f"m{number}" for number in range(1, 6)]
    return History(
        sent=[*texts, "refused"],
        acked=list(texts),
        seen=[Seen(client, seq, text) for client in ("a", "b") for seq, text in enumerate(texts, 1)],
        started={"a": 0, "b": 0},
        readers={"a", "b"},
        final=list(enumerate(texts, 1)),
    )


def lost(history: History) -> None:
    history.final.pop()


def unseen(history: History) -> None:
    history.seen.remove(Seen("b", 5, "m5"))


def applied_twice(history: History) -> None:
    history.seen.append(Seen("a", 5, "m5"))


def doubled(history: History) -> None:
    """The same command became two messages."""
    history.final.append((6, "m5"))


def swapped(history: History) -> None:
    """One reader saw two messages the other way round."""
    at = history.seen.index(Seen("b", 2, "m2"))
    history.seen[at], history.seen[at + 1] = history.seen[at + 1], history.seen[at]


def renumbered(history: History) -> None:
    """Two readers know another message by the same number."""
    history.seen = [replace(one, text="m4") if one == Seen("b", 3, "m3") else one for one in history.seen]


def phantom(history: History) -> None:
    history.seen.append(Seen("a", 6, "nobody said this"))


def hole(history: History) -> None:
    """A message that nobody acknowledged was shown to one reader and not to the other."""
    history.acked.remove("m3")
    history.seen.remove(Seen("b", 3, "m3"))


def test_a_good_history_is_good() -> None:
    assert violations(good()) == []


@pytest.mark.parametrize(
    ("plant", "said"),
    [
        (lost, "not in the final state: m5"),
        (unseen, "never seen by b: m5"),
        (applied_twice, "applied twice by a: 5"),
        (doubled, "twice in the final state: m5"),
        (swapped, "out of order at b"),
        (renumbered, "number 3 is not the same"),
        (phantom, "never sent: nobody said this"),
        (hole, "b missed numbers [3]"),
    ],
)
def test_what_is_planted_is_found(plant: Callable[[History], None], said: str) -> None:
    history = good()
    plant(history)
    assert any(said in one for one in violations(history)), violations(history)
