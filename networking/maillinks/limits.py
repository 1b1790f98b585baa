"""What a personal link opens: the mentor's own times and chats, and nothing else of hers."""

from __future__ import annotations

from core.limited import Limits

LIMITS = Limits(
    views=frozenset(
        {"mentor_link", "mentor_link_join", "chat", "chat_ics", "chat_notes", "device_check", "command", "stream",
         "transcript", "report", "conference_help"}
    ),
    commands=frozenset(
        {"link.pick", "link.drop", "link.cancel", "chat.enter", "chat.leave", "chat.late", "chat.extend", "chat.help",
         "chat.cancel", "chat.reschedule", "notes.write", "message.post", "message.edit", "message.delete",
         "message.react", "message.read", "call.join", "call.signal", "feedback.give", "followup.set", "report.send"}
    ),
    streams=frozenset({"chat"}),
)  # fmt: skip
