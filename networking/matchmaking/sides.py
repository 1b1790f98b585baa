"""Mentees and mentors as scoring sees them, and how much counts here."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from accounts.models import Membership
from networking.matchmaking.scoring import Side, Weights
from networking.mentors.models import MentorProfile
from networking.wishes.models import MenteeProfile

_weights: list[Callable[[int], Weights]] = []


def register(weights: Callable[[int], Weights]) -> None:
    """Who keeps what counts how much at a congress: coordinators set it with a round, which is known above only."""
    _weights[:] = [weights]


def weights_of(conference_id: int) -> Weights:
    return _weights[0](conference_id) if _weights else Weights()


def mentee_side(
    member: Membership, profile: MenteeProfile | None, *, topics: frozenset[int] = frozenset(), text: str = ""
) -> Side:
    """A mentee; `topics` and `text` are what she wants just now, and come before what she said of herself."""
    stage = member.person.career_stage
    if profile is None:
        return Side(topics=topics, text=text, stage=stage)
    own = (topic.pk for topic in profile.topics.all())
    return looking(topics or frozenset(own), [text, profile.about], profile.wants, profile.paths, stage)


def looking(
    topics: frozenset[int], texts: Iterable[str], wants: Iterable[str], paths: Iterable[str], stage: str
) -> Side:
    """A mentee by what she said of herself."""
    return Side(topics, "\n".join(filter(None, texts)), frozenset(wants), frozenset(paths), stage)


def mentor_side(member: Membership, profile: MentorProfile) -> Side:
    texts = [profile.headline, profile.about, *profile.can_help_with]
    topics = frozenset(topic.pk for topic in profile.topics.all())
    return offering(topics, texts, profile.offers, profile.path, member.person.career_stage)


def offering(topics: frozenset[int], texts: Iterable[str], offers: Iterable[str], path: str, stage: str) -> Side:
    """A mentor by what she said of herself."""
    return Side(topics, "\n".join(texts), frozenset(offers), frozenset({path} - {""}), stage)
