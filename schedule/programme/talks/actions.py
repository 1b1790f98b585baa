"""Lays the talks of a session as an edit or a release wants them."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import F

from schedule.programme.models import Session, Speaker, Talk, TalkSpeaker
from schedule.programme.talks.queries import TEXTS, Entry

_ASIDE = 10_000  # added to an order so that no two talks have the same while they change places


def lay(session: Session, entries: Sequence[Entry]) -> None:
    """Make the talks of a session these, in this order. A talk keeps its id; one that is not named goes.

    One that was taken out and comes back has its old id again, so that what points to it finds it.
    """
    mine = Talk.objects.filter(session=session)
    mine.exclude(pk__in=[entry["id"] for entry in entries if entry["id"]]).delete()
    mine.update(order=F("order") + _ASIDE)
    there = {talk.pk: talk for talk in mine}
    known = {pk for entry in entries for pk in entry["speakers"]}
    speakers = set(Speaker.objects.filter(conference=session.conference_id, pk__in=known).values_list("pk", flat=True))
    for order, entry in enumerate(entries):
        talk = there.get(entry["id"]) or Talk(pk=entry["id"], session=session)
        talk.order = order
        for name in TEXTS:
            setattr(talk, name, entry[name])
        talk.save(force_insert=talk._state.adding)
        _appear(talk, [pk for pk in entry["speakers"] if pk in speakers])


def let_hold(session: Session) -> None:
    """The words that waited for a release are now those of the session, which is held, and of its talks."""
    draft = dict(session.draft)
    entries = draft.pop("talks", None)
    for name, value in draft.items():
        setattr(session, name, value)
    session.draft = {}
    session.version += 1
    session.save(update_fields=[*draft, "draft", "version"])
    if entries is not None:
        lay(session, entries)


def _appear(talk: Talk, speakers: Sequence[int]) -> None:
    rows = list(TalkSpeaker.objects.filter(talk=talk).order_by("order", "pk").values_list("speaker", flat=True))
    if rows == list(speakers):
        return
    TalkSpeaker.objects.filter(talk=talk).delete()
    TalkSpeaker.objects.bulk_create(
        [TalkSpeaker(talk=talk, speaker_id=pk, order=order) for order, pk in enumerate(dict.fromkeys(speakers))]
    )
