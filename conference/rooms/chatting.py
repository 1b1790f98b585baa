"""The chat of a place where people talk: of the room of a session, or of a lounge. What it is set to, and its rules."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar

from django.db import models
from django.utils.translation import gettext as _

from conference.rooms.admission.doorway import Doorway
from core import actor as actors
from core.actor import Actor
from core.errors import Forbidden, NotFound
from core.glance import for_all
from messaging.kinds import Pace


class Chatting(models.Model):
    """How people write in a place."""

    class ChatFor(models.TextChoices):
        ALL = "all", "Everybody"
        MODERATORS = "moderators", "Moderators only"

    chat_for = models.CharField(max_length=10, choices=ChatFor.choices, default=ChatFor.ALL)
    # Slow mode: one message of a person in so many seconds; 0 is at will
    chat_seconds = models.PositiveSmallIntegerField(default=0)
    # Messages wait for a moderator before others see them
    chat_waits = models.BooleanField(default=False)
    # Seconds in which a moderator can stop a message before others see it; 0, or 3 to 15
    chat_delay = models.PositiveSmallIntegerField(default=0)

    class Meta:
        abstract = True

    @property
    def paces(self) -> list[tuple[int, str]]:
        """What slow mode one may choose from."""
        return [(0, _("At will"))] + [(n, _("One message in %(n)s seconds") % {"n": n}) for n in (10, 30, 60, 300)]

    @property
    def delays(self) -> list[tuple[int, str]]:
        """How long a message may wait for a moderator to stop it."""
        return [(0, _("At once"))] + [(n, _("After %(n)s seconds") % {"n": n}) for n in (3, 5, 10, 15)]


class Place(Doorway, Protocol):
    """A doorway behind which people write."""

    chat_for: str
    chat_seconds: int
    chat_waits: bool
    chat_delay: int


P = TypeVar("P", bound=Place)


@dataclass(frozen=True, slots=True)
class Chat(Generic[P]):
    """The rules that streams, threads and decisions of one kind of place register. `key` is what its stream ends with.

    `writes` says whether somebody may write there now at all, or raises why not; `enters` whether it is there for her.
    """

    find: Callable[[str], P | None]
    enters: Callable[[Actor, P], bool]
    writes: Callable[[Actor, P], bool]
    name: Callable[[P], str]
    desk_page: Callable[[P], str]

    def may_read(self, actor: Actor, key: str) -> bool:
        place = self.find(key)
        return place is not None and self.enters(actor, place)

    def may_follow(self, person_id: int, key: str) -> bool:
        """Follow the stream of the place."""
        place = for_all((self.find, key), lambda: self.find(key))
        return place is not None and self.enters(actors.load(person_id, place.conference_id), place)

    def may_write(self, actor: Actor, key: str) -> bool:
        """Raises Forbidden with a code where only some write, or nobody just now."""
        place = self.find(key)
        if place is None or not self.writes(actor, place):
            return False
        if place.chat_for == Chatting.ChatFor.MODERATORS and not self.moderates(actor, place):
            raise Forbidden("chat.moderators_only", _("Only moderators write here just now. You can read on."))
        if actor.guest_of:
            raise Forbidden("chat.members_only", _("Members of the congress write here. As a guest you can read on."))
        return True

    def moderates(self, actor: Actor, place: P) -> bool:
        return self.enters(actor, place) and actor.can("moderate", place.scope)

    def may_moderate(self, actor: Actor, key: str) -> bool:
        place = self.find(key)
        return place is not None and self.moderates(actor, place)

    def pace(self, actor: Actor, key: str) -> Pace:
        """Slow mode and reading before others do, as the place is set; moderators write freely."""
        place = self.find(key)
        if place is None or self.moderates(actor, place):
            return Pace(free=True)
        return Pace(seconds=place.chat_seconds, waits=place.chat_waits, delay=place.chat_delay)

    def desk(self, key: str) -> str:
        place = self.find(key)
        return place.desk if place is not None else ""

    def place_of(self, conference_id: int, key: str) -> str:
        """What people call it, for those who decide about somebody's part in it."""
        return self.name(self._here(conference_id, key))[:200]

    def page_of(self, conference_id: int, key: str) -> str:
        """Where moderators look after it."""
        return self.desk_page(self._here(conference_id, key))

    def _here(self, conference_id: int, key: str) -> P:
        place = self.find(key)
        if place is None or place.conference_id != conference_id:
            raise NotFound
        return place
