"""What other screens must learn about questions. A waiting question goes to the desk only."""

from __future__ import annotations

from conference.questions.models import Question
from core import clock
from messaging.events import Author, author
from realtime import registry
from realtime.registry import EventData, Fragment


class QuestionData(EventData):
    id: int
    room: int
    text: str
    state: str
    votes: int
    sealed: bool
    asker: Author | None
    at: str
    zone: str
    answer: str
    answered_by: Author | None
    labels: list[str] = []
    pinned: bool = False
    deferred_to: str = ""
    deferred_until: str = ""
    sitting: int | None = None
    time_mark: int | None = None
    staged_mark: int | None = None


class WaitingData(QuestionData):
    """A question at the desk: also who looks at it just now, and until when."""

    claimed_by: str = ""
    claimed_ref: str = ""
    claimed_until: str = ""


class QuestionGone(EventData):
    id: int
    room: int


class QuestionVotes(EventData):
    id: int
    room: int
    votes: int


PENDED, SETTLED = "question.pended", "question.settled"
PUBLISHED, WITHDRAWN, VOTED = "question.published", "question.withdrawn", "question.voted"
STAGED, ANSWERED, CHANGED = "question.staged", "question.answered", "question.changed"

_LINE = Fragment("questions-{room}", "question-{id}", "conference/_question.html")
_SCREEN = Fragment("", "screen-question-{id}", "conference/_screen_question.html")
for _name, _text in {
    PUBLISHED: "A question became visible to the room.",
    STAGED: "A question is on stage now.",
    ANSWERED: "A question was answered, live or in writing.",
    CHANGED: "A question is open again, pinned, labelled, put off for later, or its words were erased.",
}.items():
    registry.event(_name, QuestionData, _LINE, _SCREEN, text=_text)
registry.event(
    VOTED,
    QuestionVotes,
    Fragment("", "question-{id}-votes", "conference/_votes.html"),
    text="The number of votes for a question, absolute.",
)
registry.event(
    WITHDRAWN,
    QuestionGone,
    Fragment("questions-{room}", "question-{id}"),
    Fragment("", "screen-question-{id}"),
    text="A question is not visible any more; its words are gone from all earlier events.",
)
registry.event(
    PENDED,
    WaitingData,
    Fragment("waiting-{room}", "pending-{id}", "conference/_pending.html"),
    text="A question waits for a moderator; told at the desk only.",
)
registry.event(
    SETTLED,
    QuestionGone,
    Fragment("waiting-{room}", "pending-{id}"),
    text="A waiting question was decided on, or withdrawn; told at the desk only.",
)


def data(question: Question, votes: int) -> QuestionData:
    """A question as everybody sees it. A sealed one has no asker, whoever looks."""
    return QuestionData(
        id=question.pk,
        room=question.room_id,
        text=question.text,
        state=question.state,
        votes=votes,
        sealed=question.sealed,
        asker=author(question.asker, question.scope) if question.asker else None,
        at=question.asked_at.isoformat(),
        zone=question.room.conference.zone,
        answer=question.answer,
        answered_by=author(question.answered_by, question.scope) if question.answered_by else None,
        labels=question.labels,
        pinned=question.pinned,
        deferred_to=question.deferred_to,
        deferred_until=question.deferred_until.isoformat() if question.deferred_until else "",
        sitting=question.sitting_id,
        time_mark=question.time_mark,
        staged_mark=question.staged_mark,
    )


def waiting(question: Question) -> WaitingData:
    """A waiting question as moderators see it. Nobody has voted for it yet."""
    held = claimed(question)
    return WaitingData(
        **data(question, 0).model_dump(),
        claimed_by=question.claimed_by.shown_name if held and question.claimed_by else "",
        claimed_ref=question.claimed_by.ref if held and question.claimed_by else "",
        claimed_until=question.claimed_until.isoformat() if held and question.claimed_until else "",
    )


def claimed(question: Question) -> bool:
    """Whether a moderator looks at it just now."""
    return question.claimed_until is not None and question.claimed_until > clock.now()
