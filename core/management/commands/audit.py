"""Look whether the record of privileged actions is as it was written."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from core import audit
from core.models import Conference


class Command(BaseCommand):
    help = "audit verify: walks the chains of the record and says where somebody changed, removed or added entries."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("what", choices=["verify"])
        parser.add_argument("--conference", help="short name; without it all conferences and what is about none")
        parser.add_argument("--json", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        found = _found(options["conference"])
        if options["json"]:
            self.stdout.write(json.dumps([asdict(one) for one in found]))
        for one in found if not options["json"] else []:
            state = "as written" if not one.faults else "; ".join(one.faults)
            self.stdout.write(f"chain {one.key}: {one.entries} entries, {one.erased} erased: {state}")
        if any(one.faults for one in found):
            raise CommandError("the record was changed after it was written")


def _found(slug: str | None) -> list[audit.Findings]:
    if slug is None:
        return audit.verify_all()
    conference = Conference.objects.filter(slug=slug).first()
    if conference is None:
        raise CommandError(f"there is no conference {slug}")
    return [audit.verify(audit.chain_key(conference.pk))]
