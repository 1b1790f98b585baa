"""Decides from a history alone whether delivery kept its promises: it knows no server and asks none.

A history says who sent, was acknowledged and saw what; the final state is what the log tells afterwards.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Seen:
    """One event as one client applied it."""

    client: str
    seq: int
    text: str


@dataclass
class History:
    """What clients wrote down. A text is said once in the whole history, so it names its message."""

    sent: list[str] = field(default_factory=list)
    acked: list[str] = field(default_factory=list)
    seen: list[Seen] = field(default_factory=list)
    started: dict[str, int] = field(default_factory=dict)  # client -> the number it began after
    readers: set[str] = field(default_factory=set)  # clients that have to have seen everything in the end
    final: list[tuple[int, str]] = field(default_factory=list)  # seq and text, in order

    def of(self, client: str) -> list[Seen]:
        return [one for one in self.seen if one.client == client]


def violations(history: History) -> list[str]:
    """What went wrong, in words; empty when everything was kept."""
    return [*_lost(history), *_unseen(history), *_doubled(history), *_disordered(history), *_phantoms(history), *_holes(history)]  # fmt: skip


def _lost(history: History) -> Iterator[str]:
    kept = {text for _, text in history.final}
    for text in history.acked:
        if text not in kept:
            yield f"acknowledged and not in the final state: {text}"


def _unseen(history: History) -> Iterator[str]:
    for client in sorted(history.readers):
        saw = {one.text for one in history.of(client)}
        for text in history.acked:
            if text not in saw:
                yield f"acknowledged and never seen by {client}: {text}"


def _doubled(history: History) -> Iterator[str]:
    yield from _more_than_once((text for _, text in history.final), "twice in the final state")
    for client in sorted({one.client for one in history.seen}):
        yield from _more_than_once((str(one.seq) for one in history.of(client)), f"applied twice by {client}")
        yield from _more_than_once((one.text for one in history.of(client)), f"seen twice by {client}")


def _more_than_once(things: Iterable[str], what: str) -> Iterator[str]:
    for thing, count in Counter(things).items():
        if count > 1:
            yield f"{what}: {thing}"


def _disordered(history: History) -> Iterator[str]:
    texts: defaultdict[int, set[str]] = defaultdict(set)
    for seq, text in history.final:
        texts[seq].add(text)
    for one in history.seen:
        texts[one.seq].add(one.text)
    for seq, said in sorted(texts.items()):
        if len(said) > 1:
            yield f"number {seq} is not the same for everybody: {sorted(said)}"
    for client in sorted({one.client for one in history.seen}):
        numbers = [one.seq for one in history.of(client)]
        if numbers != sorted(numbers):
            yield f"out of order at {client}"


def _phantoms(history: History) -> Iterator[str]:
    sent = set(history.sent)
    for text in sorted({one.text for one in history.seen} | {text for _, text in history.final}):
        if text not in sent:
            yield f"seen and never sent: {text}"


def _holes(history: History) -> Iterator[str]:
    for client in sorted(history.readers):
        numbers = sorted({one.seq for one in history.of(client)})
        if not numbers:
            continue
        first = history.started.get(client, numbers[0] - 1) + 1
        missing = sorted(set(range(first, numbers[-1] + 1)) - set(numbers))
        if missing:
            yield f"{client} missed numbers {missing[:5]}"
