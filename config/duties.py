"""What the tables of libraries need by and by."""

from __future__ import annotations

from django.core.management import call_command

from core.duties import duty

KEPT_DAYS = "14"  # as declared in config/privacy.py


@duty("tasks.prune", seconds=24 * 3600)
def prune_tasks() -> None:
    """Drop the records of queued work that is long done."""
    age = ("--min-age-days", KEPT_DAYS, "--failed-min-age-days", KEPT_DAYS)
    call_command("prune_db_task_results", "--queue-name", "*", *age, verbosity=0)


@duty("sessions.prune", seconds=24 * 3600)
def prune_sessions() -> None:
    """Drop sessions whose two weeks are over."""
    call_command("clearsessions", verbosity=0)
