"""`manage.py programme import FILE --conference SLUG` and `manage.py programme export --conference SLUG`."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from core.models import Conference
from schedule.exchange import actions, pull
from schedule.exchange.actions import ImportReport
from schedule.exchange.document import FileRefusedError, refuse
from schedule.exchange.downloads import WRITERS, as_text
from schedule.exchange.limits import MAX_BYTES

REFUSED = 2  # exit code


class Command(BaseCommand):
    """Import and export of programmes."""

    help = "Import a programme file into a conference, or export the released programme."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        verbs = parser.add_subparsers(dest="verb", required=True)
        reading = verbs.add_parser("import", help="schedule.xml, schedule.json, iCalendar or a CSV sheet")
        reading.add_argument("file", metavar="FILE|URL", help="a file, or a public https address of a listed host")
        reading.add_argument("--conference", required=True, metavar="SLUG")
        reading.add_argument("--dry-run", action="store_true", help="say what would change, change nothing")
        reading.add_argument("--json", action="store_true", help="print the report as JSON")
        reading.add_argument("--zone", default="", help="IANA zone of times that name none")
        reading.add_argument("--source", default="", help="name of this source; default: format and acronym")
        writing = verbs.add_parser("export", help="print the released programme")
        writing.add_argument("--conference", required=True, metavar="SLUG")
        writing.add_argument("--format", choices=sorted(WRITERS), default="xml")

    def handle(self, *args: Any, **options: Any) -> None:
        self._import(options) if options["verb"] == "import" else self._export(options)

    def _import(self, options: dict[str, Any]) -> None:
        try:
            _, report = actions.import_file(
                contents(options["file"]),
                options["conference"],
                zone=options["zone"],
                source=options["source"],
                dry_run=options["dry_run"],
                progress=self.stderr.write,
            )
        except FileRefusedError as refusal:
            self._tell(ImportReport(problems=refusal.problems), options, "Refused, nothing was imported.")
            sys.exit(REFUSED)
        self._tell(report, options, "Nothing was written." if options["dry_run"] else "Imported.")

    def _tell(self, report: ImportReport, options: dict[str, Any], verdict: str) -> None:
        told = report.as_dict()
        if options["json"]:
            self.stdout.write(json.dumps(told, ensure_ascii=False))
            return
        for problem in report.problems:
            self.stderr.write(f"{problem.where}: {problem.text} [{problem.code}]")
        counts = (f"{count} {name}" for name, count in told.items() if isinstance(count, int))
        self.stdout.write(f"{verdict} {', '.join(counts)}.")

    def _export(self, options: dict[str, Any]) -> None:
        conference = Conference.objects.filter(slug=options["conference"]).first()
        if conference is None:
            raise CommandError(f"There is no conference {options['conference']}.", returncode=REFUSED)
        self.stdout.write(as_text(conference, options["format"]), ending="")


def contents(source: str) -> bytes:
    """The bytes of a file or at an address; what is not there or too large is refused before it is read."""
    if "://" in source:
        return pull.fetch(source)
    path = Path(source)
    try:
        if path.stat().st_size > MAX_BYTES:
            raise refuse("file.too_large", str(path), f"The file is larger than {MAX_BYTES // 1024 // 1024} MB.")
        return path.read_bytes()
    except OSError as error:
        raise refuse("file.unreadable", str(path), f"The file cannot be read: {error.strerror}.") from None
