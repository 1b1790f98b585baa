"""Search in the privacy registry."""

from __future__ import annotations

from core import privacy
from schedule.programme.models import TalkSpeaker
from schedule.search.models import Entry, Indexed


def _export(person_id: int) -> list[dict[str, object]]:
    return []  # the index holds what the programme says, which is exported there


def _erase(person_id: int) -> None:
    """Take the whole index of the conferences away in which she speaks: the next search makes it without her."""
    spoke = TalkSpeaker.objects.filter(speaker__person=person_id).values("talk__session__conference")
    Entry.objects.filter(conference__in=spoke).delete()
    Indexed.objects.filter(conference__in=spoke).delete()


privacy.table(Entry, retention="as long as the conference", export=_export, erase=_erase)
privacy.table(Indexed, retention="as long as the conference", why_not="holds numbers of releases, no persons")
