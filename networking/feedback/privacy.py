"""What is kept of what people say after chats."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from core import privacy
from networking.feedback import actions
from networking.feedback.models import Feedback, Goal, StayInTouch


def _feedback(person_id: int) -> Iterable[Mapping[str, Any]]:
    return Feedback.objects.filter(by__person=person_id).values("chat__start", "useful", "again", "given_at")


def _stays(person_id: int) -> Iterable[Mapping[str, Any]]:
    return StayInTouch.objects.filter(by__person=person_id).values("chat__start")


def _goals(person_id: int) -> Iterable[Mapping[str, Any]]:
    return Goal.objects.filter(by__person=person_id).values("chat__start", "text", "remind_at")


def _nothing(person_id: int) -> None:
    """Gone with the feedback."""


privacy.table(Feedback, retention="with the chat", export=_feedback, erase=actions.erase)
privacy.table(StayInTouch, retention="with the chat", export=_stays, erase=_nothing)
privacy.table(Goal, retention="with the chat", export=_goals, erase=_nothing)
