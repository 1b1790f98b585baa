"""Imports: a file or document becomes sittings of a conference, all or nothing; the same file twice is nothing new."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from zoneinfo import ZoneInfo

from accounts.conferences import actions as conferences
from core.actor import ANONYMOUS, Actor
from core.addresses import RESERVED
from core.models import Conference
from core.unit import unit_of_work
from schedule.exchange import detect, plan, queries
from schedule.exchange.apply import carry_out
from schedule.exchange.document import Document, Problem, refuse
from schedule.exchange.times import zone_named
from schedule.exchange.writers.words import acronym

Progress = Callable[[str], None]
_SLUG = re.compile(r"[-a-z0-9_]{1,60}")


def _silent(said: str) -> None:
    """Progress for callers who show none."""


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What an import did, or would do. Each entry of the file is counted once."""

    created: int = 0
    changed: int = 0
    moved: int = 0
    cancelled: int = 0
    unchanged: int = 0
    skipped: int = 0
    problems: tuple[Problem, ...] = ()
    titles: dict[str, list[str]] = field(default_factory=dict)

    def as_dict(self) -> dict[str, object]:
        """The JSON report of `programme import`."""
        counts = ("created", "changed", "moved", "cancelled", "unchanged", "skipped")
        return {name: getattr(self, name) for name in counts} | {
            "problems": [problem.as_dict() for problem in self.problems]
        }


def import_file(
    data: bytes,
    slug: str,
    *,
    zone: str = "",
    source: str = "",
    dry_run: bool = False,
    actor: Actor = ANONYMOUS,
    progress: Progress = _silent,
) -> tuple[Conference | None, ImportReport]:
    """Import `data` into the conference of that slug, which is made when it is not there.

    `zone` reads clocks that name none (else the conference's own zone, else UTC with a problem noted). Raises
    FileRefusedError; then nothing was written. With `dry_run` nothing is written either way.
    """
    conference = Conference.objects.filter(slug=slug).first()
    if conference is None:
        _check_slug(slug)
    document = read(data, zone or (conference.zone if conference else ""))
    progress(f"Read {len(document.items)} entries.")
    if conference is None:
        return _import_into_new(slug, document, zone, source, dry_run, actor, progress)
    return conference, import_document(
        conference, document, source=source, dry_run=dry_run, actor=actor, progress=progress
    )


def read(data: bytes, zone: str = "") -> Document:
    """The document in `data`; clocks without zone are read in `zone`, an IANA name, or UTC with a problem noted."""
    home: ZoneInfo | None = zone_named(zone) if zone else None
    if zone and home is None:
        raise refuse("zone.unknown", "--zone", f"The time zone “{zone[:60]}” is not known.")
    return detect.read(data, home)


def import_document(
    conference: Conference,
    document: Document,
    *,
    source: str = "",
    dry_run: bool = False,
    actor: Actor = ANONYMOUS,
    progress: Progress = _silent,
) -> ImportReport:
    """Bring the conference to what the document says, in one transaction; entries of other sources stay.

    `source` defaults to format and acronym. Use the same one for the next version of the same programme.
    """
    source = (source or f"{document.format}:{document.acronym}")[:120]
    with unit_of_work():
        found = plan.make(queries.known(conference.pk, source), document.items)
        if not dry_run and not found.is_empty:
            carry_out(found, document, conference, source, actor.person_id, progress)
    return _report(found, document)


def _import_into_new(
    slug: str, document: Document, zone: str, source: str, dry_run: bool, actor: Actor, progress: Progress
) -> tuple[Conference | None, ImportReport]:
    if dry_run:
        return None, _report(plan.make((), document.items), document)
    with unit_of_work():
        conference = make_conference(slug, document, document.zone or zone or "UTC")
        return conference, import_document(conference, document, source=source, actor=actor, progress=progress)


def make_conference(slug: str, document: Document, zone: str) -> Conference:
    """A conference named, dated and placed as the document says."""
    days = sorted(item.day for item in document.items)
    conference = Conference(
        slug=slug,
        name=document.title[:160] or slug,
        acronym=acronym(document.acronym or slug),
        zone=zone,
        starts_on=days[0],
        ends_on=days[-1],
    )
    conference.save()
    conferences.make_roles(conference)
    return conference


def _check_slug(slug: str) -> None:
    if not _SLUG.fullmatch(slug) or slug in RESERVED:
        raise refuse("conference.invalid_slug", slug[:60], f"“{slug[:60]}” cannot be the short name of a conference.")


def _report(found: plan.Plan, document: Document) -> ImportReport:
    listed = {
        "created": [item.title for item in found.created],
        "changed": [pair.item.title for pair in found.changed],
        "moved": [pair.item.title for pair in found.moved],
        "cancelled": [known.title for known in found.cancelled],
    }
    called_off = (
        Problem("item.cancelled", item.title[:60], "Left out: it is cancelled and was never here.")
        for item in found.skipped[:50]
    )
    return ImportReport(
        **{name: len(titles) for name, titles in listed.items()},
        unchanged=len(found.unchanged),
        skipped=document.skipped + len(found.skipped),
        problems=(*document.problems, *called_off),
        titles={name: titles[:100] for name, titles in listed.items()},
    )
