"""The memory of privileged actions, and the chain that shows when somebody changed it afterwards.

Every entry has a digest over its own words and a fresh salt, and a link: HMAC(link before, number, digest) with a key
that is not in the database. Who changes, removes, adds or cuts off entries there cannot make the links fit again. The
construction is that of Schneier and Kelsey, "Secure audit logs to support computer forensics", 1999, without its
evolving keys. When a person is erased, words and salt of an entry go and the digest stays: "erased", not "broken".
"""

from __future__ import annotations

import hashlib
import json
import secrets
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime

from django.conf import settings
from django.db import transaction
from django.db.models import Q, TextField
from django.db.models.functions import Cast

from core import clock, rows, sealing
from core.actor import Actor
from core.models import AuditChain, AuditEntry, Conference
from core.prepared import Prepared, Question, Said, gathered, together
from core.unit import Ending, at_the_end, inside, notes

PENDING = "audit"
SPELT_WITHOUT_EXPONENT = 1e16  # from here on Python writes an exponent


def record(
    actor: Actor, action: str, *, on: str = "", outcome: str = "done", detail: dict[str, object] | None = None
) -> None:
    """Write down who did what on what (`"message:12"`), with which outcome. Refused attempts as well.

    Written and linked at the end of the unit, as its last statements: the one lock that a whole congress shares is held
    as short as can be (docs/decisions/0017).
    """
    entry = AuditEntry(
        conference_id=actor.conference_id,
        at=clock.now(),
        actor_id=actor.person_id,
        action=action,
        on=on,
        outcome=outcome,
        detail=_as_kept(detail or {}),
    )
    notes(PENDING).append(entry)
    at_the_end(ENDING)


def _as_kept(detail: dict[str, object]) -> dict[str, object]:
    """A detail as every database gives it back: PostgreSQL keeps numbers, not their spelling, and knows no -0.0."""

    def number(text: str) -> float | int:
        value = float(text) + 0.0
        return int(value) if abs(value) >= SPELT_WITHOUT_EXPONENT else value

    kept: dict[str, object] = json.loads(json.dumps(detail), parse_float=number)
    return kept


def _pending() -> list[tuple[str, list[AuditEntry]]]:
    """What this unit recorded so far, chains in the order of their conferences."""
    by_chain: dict[int, list[AuditEntry]] = defaultdict(list)
    for entry in notes(PENDING):
        by_chain[entry.conference_id or 0].append(entry)
    return [(chain_key(key), by_chain[key]) for key in sorted(by_chain)]


def _ask() -> Question[list[tuple[int, str]]]:
    """The next numbers of each chain, with its last link: the chain is held until the transaction ends."""
    asked = [Question(((TAKE, (key, len(entries))),), lambda rows: rows[0][0]) for key, entries in _pending()]
    return gathered(asked)


def _write(taken: list[tuple[int, str]]) -> list[Said]:
    """Give the entries their numbers, salts, digests and links, at the ends of their chains."""
    said: list[Said] = []
    for (key, entries), (last, link) in zip(_pending(), taken, strict=True):
        for number, entry in enumerate(entries, last - len(entries) + 1):
            entry.chain_id, entry.number, entry.salt = key, number, secrets.token_hex(16)
            entry.digest = digest_of(entry)
            entry.link = link = sealing.link(link, number, entry.digest, settings.SEAL_KEY)
        said += [*rows.later(*entries), (LINK, (link, key))]
    notes(PENDING).clear()
    return said


# After the streams: nothing but the commit waits for the one chain that a whole congress shares
ENDING = Ending(place=2, size=lambda: len(notes(PENDING)), ask=_ask, write=_write)
_CHAINS = AuditChain._meta.db_table
# The next numbers of a chain with its last link, in one statement that makes a new chain too; same in both databases
TAKE = Prepared(
    f"INSERT INTO {_CHAINS} AS kept (key, number, link, first, base) VALUES (%s, %s, '', 0, '') "  # noqa: S608
    "ON CONFLICT (key) DO UPDATE SET number = kept.number + excluded.number RETURNING number, link"
)
LINK = Prepared(f"UPDATE {_CHAINS} SET link = %s WHERE key = %s")  # noqa: S608


def chain_key(conference_id: int | None) -> str:
    """The chain of a conference; "0" for what is about none."""
    return str(conference_id or 0)


def digest_of(entry: AuditEntry) -> str:
    """SHA-256, in hex, over the salt and everything an entry says."""
    said = [
        entry.conference_id, entry.number, entry.at.astimezone(UTC).isoformat(), entry.actor_id,
        entry.action, entry.on, entry.outcome, entry.detail,
    ]  # fmt: skip
    return hashlib.sha256(f"{entry.salt}{json.dumps(said, sort_keys=True)}".encode()).hexdigest()


@dataclass(slots=True)
class Findings:
    """What a look along one chain found; `faults` are sentences, none when nobody touched it."""

    key: str
    entries: int = 0
    erased: int = 0
    faults: list[str] = field(default_factory=list)


def verify(key: str) -> Findings:
    """Walk a chain from its first kept entry to its end. Two queries, however long it is."""
    chain = AuditChain.objects.filter(key=key).first() or AuditChain(key=key)
    found = Findings(key)
    number, link = chain.first, chain.base
    for entry in AuditEntry.objects.filter(chain_id=key).order_by("number").iterator():
        found.entries += 1
        found.erased += not entry.salt
        found.faults += _faults_of(entry, number, link)
        number, link = entry.number or 0, entry.link
    if (number, link) != (chain.number, chain.link):
        found.faults.append(f"the chain ends at {number}, not at {chain.number}: its tail was cut off or added")
    unlinked = AuditEntry.objects.filter(chain=None, conference_id=int(key) or None).count()  # type: ignore[misc]
    if unlinked:
        found.faults.append(f"{unlinked} entries stand outside the chain")
    return found


def _faults_of(entry: AuditEntry, number: int, link: str) -> Iterator[str]:
    if entry.number != number + 1:
        yield f"between {number} and {entry.number} entries are missing"
    elif entry.link != sealing.link(link, entry.number, entry.digest, settings.SEAL_KEY):
        yield f"entry {entry.number} does not follow the one before"
    if entry.salt and entry.digest != digest_of(entry):
        yield f"entry {entry.number} was changed"


def verify_all() -> list[Findings]:
    """All chains by key; those of conferences that were deleted as a whole went with them."""
    linked = set(AuditChain.objects.values_list("key", flat=True))
    loose = AuditEntry.objects.filter(chain=None).values_list("conference_id", flat=True).distinct()
    there = {chain_key(pk) for pk in [None, *Conference.objects.values_list("pk", flat=True)]}
    return [verify(key) for key in sorted((linked & there) | {chain_key(pk) for pk in loose}, key=int)]


def prune(key: str, before: datetime) -> int:
    """Forget the beginning of a chain: all entries older than `before`, as one piece; how many."""
    with transaction.atomic():
        chain = AuditChain.objects.select_for_update().filter(key=key).first()
        young = AuditEntry.objects.filter(chain=chain, at__gte=before).order_by("number").first()
        old = AuditEntry.objects.filter(chain=chain).order_by("number")
        old = old.filter(number__lt=young.number) if young else old
        last = old.last()
        if chain is None or last is None:
            return 0
        chain.first, chain.base = last.number or 0, last.link
        chain.save(update_fields=["first", "base"])
        return old.delete()[0]


def forget(words: Iterable[str]) -> None:
    """Empty the details that hold one of these words: what somebody typed about a person who is being erased."""
    _write_first()
    wanted = Q()
    for word in filter(None, words):
        # SQLite keeps JSON as it was encoded, with escapes; PostgreSQL shows the letters
        wanted |= Q(said__contains=word) | Q(said__contains=json.dumps(word)[1:-1])
    if wanted:
        found = AuditEntry.objects.annotate(said=Cast("detail", TextField())).filter(wanted)
        AuditEntry.objects.filter(pk__in=list(found.values_list("pk", flat=True))).update(detail={}, salt="")


def forget_subject(*names: str) -> None:
    """Empty the details of everything done to these subjects (`"membership:12"`)."""
    _write_first()
    AuditEntry.objects.filter(on__in=names).update(detail={}, salt="")


def forget_actor(person_id: int) -> None:
    """That something was done stays; who did it and the words used go."""
    _write_first()
    AuditEntry.objects.filter(actor_id=person_id).update(actor=None, detail={}, salt="")


def _write_first() -> None:
    """What this unit recorded already is forgotten with the rest."""
    if inside() and notes(PENDING):
        together(*_write(_ask().answer()))
