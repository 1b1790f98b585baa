"""What an import would do: the entries we know against the entries of a document. Pure.

An entry is found again by its guid, else by what its source calls it, else by title, people and order of start. Only
entries of the same source are looked at, so that two sources may share a conference.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

from schedule.exchange.document import Item, State

KEY_LENGTH = 40  # hex digits kept of a digest


@dataclass(frozen=True, slots=True)
class Known:
    """An entry as it was last imported; `ref` leads back to the sitting."""

    ref: int
    guid: str
    source_id: str
    text_key: str
    digest: str
    title: str
    start: datetime
    end: datetime
    place: str
    cancelled: bool = False


@dataclass(frozen=True, slots=True)
class Pair:
    """An entry of the document beside what we know of it."""

    item: Item
    known: Known


@dataclass(slots=True)
class Plan:
    """Every item stands in exactly one list; `cancelled` are entries that the document lacks or calls off."""

    created: list[Item] = field(default_factory=list)
    changed: list[Pair] = field(default_factory=list)
    moved: list[Pair] = field(default_factory=list)
    unchanged: list[Pair] = field(default_factory=list)
    cancelled: list[Known] = field(default_factory=list)
    skipped: list[Item] = field(default_factory=list)

    @property
    def is_empty(self) -> bool:
        """True when nothing would be written."""
        return not (self.created or self.changed or self.moved or self.cancelled)


def make(known: Sequence[Known], items: Sequence[Item]) -> Plan:
    """The plan that brings what is known to what the items say."""
    plan = Plan()
    pairs, fresh, gone = _match(known, items)
    for pair in pairs:
        _sort_in(plan, pair)
    for item in fresh:
        (plan.skipped if item.state is State.CANCELLED else plan.created).append(item)
    plan.cancelled += [entry for entry in gone if not entry.cancelled]
    return plan


def digest(item: Item) -> str:
    """Equal for items that say the same, apart from when and where."""
    people = [(person.name, person.affiliation, person.biography) for person in item.people]
    links = [(link.url, link.title) for link in item.links]
    said = (
        item.title, item.subtitle, item.track, item.type, item.language, item.abstract, item.description,
        item.lay_summary, people, links, item.url, item.kind.value, item.patients_welcome, item.plain_language,
    )  # fmt: skip
    return _short(repr(said))


def text_key(item: Item) -> str:
    """By what an entry without any id is known: its title and its people."""
    return _short(repr((item.title.casefold(), sorted(person.name.casefold() for person in item.people))))


def _sort_in(plan: Plan, pair: Pair) -> None:
    item, known = pair.item, pair.known
    if item.state is State.CANCELLED:
        if known.cancelled:
            plan.unchanged.append(pair)
        else:
            plan.cancelled.append(known)
    elif _stands(item) != _stands(known):
        plan.moved.append(pair)
    elif known.cancelled or digest(item) != known.digest:
        plan.changed.append(pair)
    else:
        plan.unchanged.append(pair)


Key = str
_Keyed = tuple[Callable[[Item], Key], Callable[[Known], Key]]
_WAYS: tuple[_Keyed, ...] = (
    (lambda item: item.guid, lambda known: known.guid),
    (lambda item: item.source_id, lambda known: known.source_id),
    (text_key, lambda known: known.text_key),
)


def _match(known: Sequence[Known], items: Sequence[Item]) -> tuple[list[Pair], list[Item], list[Known]]:
    pairs: list[Pair] = []
    fresh, gone = list(items), list(known)
    for of_item, of_known in _WAYS:
        found = _by_key(fresh, gone, of_item, of_known)
        pairs += found
        items_taken = {id(pair.item) for pair in found}
        known_taken = {pair.known.ref for pair in found}
        fresh = [item for item in fresh if id(item) not in items_taken]
        gone = [entry for entry in gone if entry.ref not in known_taken]
    return pairs, fresh, gone


def _by_key(
    items: Iterable[Item],
    known: Iterable[Known],
    of_item: Callable[[Item], Key],
    of_known: Callable[[Known], Key],
) -> list[Pair]:
    groups: dict[Key, tuple[list[Item], list[Known]]] = defaultdict(lambda: ([], []))
    for item in items:
        groups[of_item(item)][0].append(item)
    for entry in known:
        groups[of_known(entry)][1].append(entry)
    groups.pop("", None)
    return [pair for group in groups.values() for pair in _within(*group)]


def _within(items: list[Item], known: list[Known]) -> list[Pair]:
    """Pairs of a group that shares a key: those that stayed where they were first, the rest in order of start."""
    pairs: list[Pair] = []
    stayed = {(entry.title, _instant(entry.start), entry.place): entry for entry in known}
    rest: list[Item] = []
    for item in sorted(items, key=lambda item: item.start):
        entry = stayed.pop((item.title, _instant(item.start), item.place), None)
        if entry is None or _differ(item, entry):
            rest.append(item)
        else:
            pairs.append(Pair(item, entry))
    taken = {pair.known.ref for pair in pairs}
    left = sorted((entry for entry in known if entry.ref not in taken), key=lambda entry: entry.start)
    return pairs + [Pair(item, entry) for item, entry in zip(rest, left, strict=False) if not _differ(item, entry)]


def _differ(item: Item, known: Known) -> bool:
    """Two guids that are not the same are two entries, however alike they look."""
    return bool(item.guid and known.guid and item.guid != known.guid)


def _stands(entry: Item | Known) -> tuple[datetime, datetime, str]:
    # In UTC: a wall clock of the doubled hour equals nothing in another zone (PEP 495).
    return _instant(entry.start), _instant(entry.end), entry.place


def _instant(moment: datetime) -> datetime:
    return moment.astimezone(UTC)


def _short(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:KEY_LENGTH]
