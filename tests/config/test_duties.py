"""What the tables of libraries keep, and for how long."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from config import duties
from core import clock


@pytest.mark.django_db
def test_records_of_queued_work_are_kept_for_a_fortnight() -> None:
    for days in (13, 15):
        for status in ("SUCCESSFUL", "FAILED"):
            DBTaskResult.objects.create(
                task_path="x.y", args_kwargs={"args": [], "kwargs": {}}, status=status, queue_name="mail",
                backend_name="default", finished_at=clock.now() - timedelta(days=days),
                exception_class_path="", traceback="",
            )  # fmt: skip
    duties.prune_tasks()
    assert DBTaskResult.objects.count() == 2


@pytest.mark.django_db
def test_a_session_that_is_over_is_dropped_and_one_that_holds_stays() -> None:
    for key, days in (("over", -1), ("holds", 1)):
        Session.objects.create(session_key=key, session_data="", expire_date=timezone.now() + timedelta(days=days))
    duties.prune_sessions()
    assert [session.session_key for session in Session.objects.all()] == ["holds"]
