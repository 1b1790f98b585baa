"""What chats keep of a person."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.db.models import Q

from core import privacy
from networking.chats.forgetting import actions
from networking.chats.models import Chat, EngagementCell, Notes


def _export_chats(person_id: int) -> Iterable[Mapping[str, Any]]:
    rows = Chat.objects.filter(Q(mentor__person=person_id) | Q(mentee__person=person_id))
    for chat in rows.select_related("mentor"):
        mentors = chat.mentor is not None and chat.mentor.person_id == person_id
        yield {
            "conference": chat.conference_id,
            "as": "mentor" if mentors else "mentee",
            "kind": chat.kind,
            "state": chat.state,
            "start": chat.start,
            "end": chat.end,
            # The question is the mentee's word, not the mentor's data
            "question": "" if mentors else chat.question,
            "asked_to_meet_again": chat.mentor_again if mentors else chat.mentee_again,
        }


def _export_cells(person_id: int) -> Iterable[Mapping[str, Any]]:
    return EngagementCell.objects.filter(person_id=person_id).values("cell")


privacy.table(
    Chat,
    retention="30 days after the congress, or until a goal for later was asked about; its text 30 days",
    export=_export_chats,
    erase=actions.erase,
)
privacy.table(
    EngagementCell,
    retention="with the chat or table it is kept for",
    export=_export_cells,
    erase=lambda person_id: None,
)


def _export_notes(person_id: int) -> Iterable[Mapping[str, Any]]:
    mine = Q(chat__mentor__person=person_id) | Q(chat__mentee__person=person_id)
    return Notes.objects.filter(mine).values("chat__start", "text")


privacy.table(Notes, retention="30 days after the chat", export=_export_notes, erase=actions.erase_notes)
