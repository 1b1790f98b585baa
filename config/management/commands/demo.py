"""manage.py demo [--people N] [--activity]: the invented congress, its people, and gentle life in its rooms."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from config.demo import actions, entry
from core import clock


class Command(BaseCommand):
    help = (
        "Load the invented congress so that its second day is today; again changes nothing. "
        "--people makes attendees, --activity lets them write and ask in the rooms of a running server until stopped."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--people", type=int, default=0, metavar="N", help="make sure N attendees exist")
        parser.add_argument("--activity", action="store_true", help="play activity over HTTP until Ctrl+C")
        parser.add_argument("--base", default="", help="address of the running server")
        parser.add_argument("--pace", type=float, default=2.0, metavar="SECONDS", help="mean time between two deeds")
        parser.add_argument("--deeds", type=int, default=0, metavar="N", help="stop after N deeds (0: never)")

    def handle(self, *args: Any, **options: Any) -> None:
        if not entry.allowed():
            raise CommandError("The demo exists in demo and debug mode only.")
        if not 0 <= options["people"] <= 100_000:
            raise CommandError("--people takes a number from 0 to 100000.")
        loaded = actions.load(clock.now(), self._tell)
        if options["people"]:
            fresh = actions.load_crowd(loaded.conference, options["people"])
            self._tell(f"Attendees: {options['people']}, new {fresh}.")
        if options["activity"]:
            self._play(options)

    def _play(self, options: dict[str, Any]) -> None:
        from config.demo.activity import play

        base = options["base"] or settings.PUBLIC_URL
        self._tell(f"Playing at {base}. Stop with Ctrl+C.")
        try:
            play.run(base.rstrip("/"), options["people"], options["pace"], options["deeds"], self._tell)
        except play.ServerAwayError as error:
            raise CommandError(str(error)) from None
        except KeyboardInterrupt:
            self._tell("Stopped.")

    def _tell(self, line: str) -> None:
        self.stderr.write(line)
