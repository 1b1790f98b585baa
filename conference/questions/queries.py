"""Readers of questions."""

from __future__ import annotations

import hmac
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from conference.questions import events, likeness
from conference.questions.models import Question, Vote
from conference.rooms.models import Room
from core import sealing
from core.actor import Actor
from core.errors import NotFound
from moderation.duty.items import Item

PUBLIC = ("visible", "on_stage", "answered_live", "answered_written", "deferred")
OPEN = ("visible", "on_stage", "deferred")
# Questions a page shows at first, the most voted for; the others on request
BOARD = 200
# What only its asker sees in the room
HERS = ("pending", "dismissed", "merged")
SORTS = {"votes": ("-pinned", "-count", "id"), "newest": ("-id",), "answered": ("-state", "-count")}


def question(pk: int) -> Question:
    found = _whole(Question.objects.filter(pk=pk)).first()
    if found is None:
        raise NotFound
    return found


def _whole(questions: QuerySet[Question]) -> QuerySet[Question]:
    return questions.select_related(
        "room__conference", "room__session", "asker__person", "answered_by__person", "claimed_by__person"
    )


def count_votes(question: Question) -> int:
    return Vote.objects.filter(question=question).count()


def listed(room: Room, states: tuple[str, ...] = PUBLIC, sort: str = "votes") -> list[dict[str, Any]]:
    """The questions of a room in these states, as event data. One query."""
    found = _whole(Question.objects.filter(room=room, state__in=states)).annotate(count=Count("votes"))
    if sort == "answered":
        found = found.filter(state__startswith="answered")
    rows = found.order_by(*SORTS.get(sort, SORTS["votes"]))
    return [events.data(q, q.count).model_dump(mode="json") for q in rows]


def by_name(room: Room, membership_id: int) -> list[Question]:
    """What a member asked with her name and everybody may see. One query."""
    return list(Question.objects.filter(room=room, asker_id=membership_id, state__in=PUBLIC).order_by("pk"))


def for_the_screen(room: Room) -> list[dict[str, Any]]:
    """The question on stage, then the pinned one, as event data. One query."""
    found = _whole(Question.objects.filter(Q(state=Question.State.ON_STAGE) | Q(pinned=True), room=room))
    rows = found.filter(state__in=PUBLIC).annotate(count=Count("votes"))
    on_stage_first = sorted(rows, key=lambda q: q.state != Question.State.ON_STAGE)
    return [events.data(q, q.count).model_dump(mode="json") for q in on_stage_first]


def along(room: Room, since: int, until: int | None) -> list[dict[str, Any]]:
    """Public questions that were asked in these seconds of the session, as event data. One query."""
    found = _whole(Question.objects.filter(room=room, state__in=PUBLIC, time_mark__gte=since))
    if until is not None:
        found = found.filter(time_mark__lte=until)
    rows = found.annotate(count=Count("votes")).order_by("time_mark", "pk")
    return [events.data(q, q.count).model_dump(mode="json") for q in rows]


def pending(room: Room) -> list[dict[str, Any]]:
    return pending_in([room])[room.pk]


def waiting_rooms(conference_id: int, most: int) -> list[Room]:
    """Rooms of a conference where questions wait or may come to wait, where most wait first. One query."""
    waits = Count("questions", filter=Q(questions__state=Question.State.PENDING))
    rooms = Room.objects.filter(conference_id=conference_id).annotate(waiting=waits).select_related("session")
    return list(rooms.filter(Q(questions_wait=True) | Q(waiting__gt=0)).order_by("-waiting", "pk")[:most])


def pending_in(rooms: list[Room]) -> dict[int, list[dict[str, Any]]]:
    """The waiting questions of these rooms, the newest first. One query."""
    waiting: dict[int, list[dict[str, Any]]] = {room.pk: [] for room in rooms}
    for one in _whole(Question.objects.filter(room__in=rooms, state=Question.State.PENDING)).order_by("-id"):
        waiting[one.room_id].append(events.waiting(one).model_dump(mode="json"))
    return waiting


def item(key: str) -> Item:
    """A waiting question is claimed by a command of its own, which is older than those of the desk."""
    raise NotFound


def similar(room: Room, text: str, most: int = 3) -> list[dict[str, Any]]:
    """Open questions of the room that say nearly the same, the nearest first. One query, of at most 1,000 rows."""
    words = likeness.words(text)
    if not words:
        return []
    rows = Question.objects.filter(room=room, state__in=OPEN).order_by("-pk").values_list("pk", "text")[:1000]
    near = likeness.nearest(words, list(rows), most)
    found = _whole(Question.objects.filter(pk__in=near)).annotate(count=Count("votes"))
    by_pk = {q.pk: events.data(q, q.count).model_dump(mode="json") for q in found}
    return [by_pk[pk] for pk in near if pk in by_pk]


def voters(question: Question) -> list[int]:
    """Whom a letter about its answer reaches; shown to nobody."""
    return list(Vote.objects.filter(question=question).values_list("voter__person_id", flat=True))


def is_mine(actor: Actor, question: Question) -> bool:
    """Whether the actor asked it; for a sealed question by comparing marks, which only the key can make."""
    if actor.person_id is None or actor.membership_id is None:
        return False
    return asked_by(question, actor.membership_id, actor.person_id)


def asked_by(question: Question, membership_id: int, person_id: int) -> bool:
    """Whether this member asked it."""
    if not question.sealed:
        return question.asker_id == membership_id
    mine = sealing.mark(person_id, question.pk, settings.SEAL_KEY)
    seal = getattr(question, "seal", None)  # gone once its asker was erased
    return seal is not None and hmac.compare_digest(mine, seal.mark)


@dataclass(frozen=True, slots=True)
class Board:
    """The questions of a room for one reader: what all see, her own that wait or went, ids of hers and of her votes."""

    items: list[dict[str, Any]]
    own: list[Question]
    mine: list[int]
    voted: list[int]
    more: int  # that are not among the items


def board(actor: Actor, room: Room, most: int = BOARD) -> Board:
    """Everything the questions tab shows, in one query and an HMAC for each sealed question."""
    maybe_hers = Q(asker_id=actor.membership_id or 0) | Q(sealed=True)
    rows = Question.objects.filter(Q(state__in=PUBLIC) | maybe_hers & Q(state__in=HERS), room=room)
    hers = Vote.objects.filter(question=OuterRef("pk"), voter_id=actor.membership_id or 0)
    found = _whole(rows).select_related("seal").annotate(count=Count("votes"), hers=Exists(hers))
    seen = list(found.order_by(*SORTS["votes"]))
    mine = [q for q in seen if is_mine(actor, q)]
    public = [q for q in seen if q.state in PUBLIC]
    return Board(
        items=[events.data(q, q.count).model_dump(mode="json") for q in public[:most]],
        own=sorted((q for q in mine if q.state in HERS), key=lambda q: q.pk),
        mine=[q.pk for q in mine],
        voted=[q.pk for q in seen if q.hers],
        more=max(0, len(public) - most),
    )
