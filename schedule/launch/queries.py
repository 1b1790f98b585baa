"""Readers of set-up and rehearsal."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from core.errors import NotFound
from core.models import Conference
from schedule.launch.models import Rehearsal
from schedule.programme import queries as programme
from schedule.programme.models import ReleasedSitting, Speaker


@dataclass(frozen=True, slots=True)
class Standing:
    """How far the set-up is."""

    places: list[str]
    tracks: list[str]
    sittings: int
    invited: int
    speakers: list[str]

    @property
    def done(self) -> int:
        """Steps of four: the congress itself is there."""
        return 1 + bool(self.places) + bool(self.sittings) + bool(self.invited)


def standing(conference: Conference) -> Standing:
    """What is there of places, programme and people. Six queries."""
    release = programme.current_release(conference.pk)
    speakers = Speaker.objects.filter(conference=conference, person=None, appearances__isnull=False).distinct()
    return Standing(
        places=[place.name for place in conference.places.all()],
        tracks=[track.name for track in conference.tracks.all()],
        sittings=programme.sittings_of(release).count(),
        invited=conference.invitations.count(),
        speakers=list(speakers.order_by("name").values_list("name", flat=True)[:200]),
    )


def rehearsal(slug: str) -> Rehearsal:
    """The rehearsal of that short name; NotFound for what is none."""
    found = Rehearsal.objects.select_related("conference", "original").filter(conference__slug=slug).first()
    if found is None:
        raise NotFound
    return found


def rehearsals(conference: Conference) -> list[Rehearsal]:
    """The clones of a congress, the newest first."""
    return list(conference.rehearsals.select_related("conference").order_by("-began_at"))


def begun_before(moment: datetime) -> list[Rehearsal]:
    """Rehearsals that began before a moment, the oldest first."""
    return list(Rehearsal.objects.filter(began_at__lte=moment).select_related("conference", "original").order_by("pk"))


def held(pk: int) -> Rehearsal | None:
    """A rehearsal under lock; None when it is gone."""
    return Rehearsal.objects.select_for_update(of=("self",)).select_related("conference").filter(pk=pk).first()


def rehearses(conference: Conference) -> Rehearsal | None:
    """What this one is a clone of, if it is one."""
    return Rehearsal.objects.select_related("original").filter(conference=conference).first()


def to_clone(conference: Conference) -> list[ReleasedSitting]:
    """What the current release shows and does not call off."""
    release = programme.current_release(conference.pk)
    return list(programme.sittings_of(release, cancelled=False))
