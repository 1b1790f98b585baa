"""What the pages of the programme show: rows become cards, addresses become filters."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.http import QueryDict
from django.template.loader import render_to_string
from django.urls import NoReverseMatch, reverse
from django.utils.safestring import mark_safe
from django.utils.translation import get_language

from core import clock
from core.actor import Actor
from core.models import Conference
from realtime import log
from schedule.programme import cards, choosing, kept, queries, zones
from schedule.programme import speakers as cast
from schedule.programme.cards import Card
from schedule.programme.choosing import Facets, Filter
from schedule.programme.models import Release, ReleasedSitting, Session
from schedule.programme.onday import queries as onday
from schedule.programme.speakers import Named

AUDIENCES = ("patients", "plain")
FIELDS = ("day", "view", "track", "place", "type", "language", "audience", "q", "mine")


@dataclass(frozen=True, slots=True)
class Address:
    """What a visitor asked the programme page for."""

    filter: Filter
    day: str
    view: str  # "list" or "grid"
    query: QueryDict
    page: str = ""  # which part of what a search found

    @property
    def without_day(self) -> str:
        """The query string for a link to another day, ending in `&` when there is something in it."""
        return self._without("day", "mine", "q", "page", "zone")

    @property
    def without_view(self) -> str:
        """The query string for a link to another view, ending in `&` when there is something in it."""
        return self._without("view", "zone")

    @property
    def without_page(self) -> str:
        """The query string for a link to another part of what was found, ending in `&` if anything is in it."""
        return self._without("page", "zone")

    @property
    def kept(self) -> list[tuple[str, str]]:
        """The fields that a change of zone keeps."""
        return [(name, str(value)) for name, value in self.query.items() if name in FIELDS]

    @property
    def is_shared(self) -> bool:
        """Whether the page is the same for everybody but for the stars on it: no search, no schedule of one's own."""
        return not self.filter.words and self.filter.starred_by is None

    def _without(self, *names: str) -> str:
        left = self.query.copy()
        for name in names:
            left.pop(name, None)
        return f"{left.urlencode()}&" if left else ""


def address(query: QueryDict, actor: Actor) -> Address:
    """The address read leniently: what does not fit does not restrict."""
    audience = query.get("audience", "")
    mine = query.get("mine") == "1" and actor.signed_in
    wanted = Filter(
        track=_number(query.get("track")),
        place=_number(query.get("place")),
        type=query.get("type", "")[:80],
        language=query.get("language", "")[:20],
        audience=audience if audience in AUDIENCES else "",
        words=query.get("q", "").replace("\x00", "")[:100].strip(),
        starred_by=actor.person_id if mine else None,
    )
    view = "grid" if query.get("view") == "grid" else "list"
    return Address(wanted, query.get("day", "")[:10], view, query, query.get("page", "")[:9])


def _number(text: str | None) -> int | None:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 16 else None


def programme(conference: Conference, actor: Actor, asked: Address, my_zone: str) -> dict[str, Any]:
    """The programme page: its body from what is kept of the release, or made anew, and what is the reader's own.

    At most fifteen queries for any number of sessions, six of them when the body was kept.
    """
    now = clock.now()
    release = queries.current_release(conference.pk)
    stars = queries.starred(actor)
    page = {"release": release, "asked": asked, "mine": {"stars": sorted(stars)}}
    if release is None:
        return page
    today = now.astimezone(ZoneInfo(conference.zone)).date()

    def make() -> tuple[str, list[Card]]:
        shared = asked.is_shared
        context = _body(conference, release, asked, my_zone, set() if shared else stars)
        context |= {"conference": conference, "actor": actor, "my_zone": my_zone, "zones": zones.choices()}
        return render_to_string("schedule/_body.html", context), context["cards"]

    if not asked.is_shared:
        return {**page, "body": mark_safe(make()[0])}  # noqa: S308  rendered by our own template
    address = [(name, asked.query.get(name, "")) for name in FIELDS]
    parts = (release.pk, release.revision, conference.zone, get_language(), my_zone, actor.joined, today, *address)
    html = kept.with_stars(kept.page(parts, now, make), stars)
    return {**page, "body": mark_safe(html)}  # noqa: S308  rendered by our own template


def _body(
    conference: Conference, release: Release, asked: Address, my_zone: str, stars: Collection[int]
) -> dict[str, Any]:
    """What the body shows, in at most nine queries."""
    now = clock.now()
    facets = choosing.facets(release)
    everywhere = bool(asked.filter.words or asked.filter.starred_by)  # searching and my schedule know no days
    today = now.astimezone(ZoneInfo(conference.zone)).date()
    days = _of_congress(facets.days, conference, asked.day)
    day = None if everywhere else cards.day_to_open(days, asked.day, today)
    rows = choosing.matching(queries.sittings_of(release, **({"day": day} if day else {})), asked.filter, release)
    found = None
    if asked.filter.words and not asked.filter.starred_by:  # clashes are those of a whole schedule
        found = choosing.page(list(rows.values_list("pk", flat=True)), asked.page)
        rows = queries.sittings_of(release, pk__in=found.object_list)
    shown = _cards(list(rows), conference, stars, facets, now)
    reader = ZoneInfo(my_zone) if my_zone and my_zone != conference.zone else None
    return {
        "release": release,
        "facets": facets,
        "asked": asked,
        "chips": days,
        "day": day,
        "days": _days(shown, facets, day, reader),
        "cards": shown,
        "found": found,
        "now": cards.now_and_next(shown, now) if day == today else cards.Now(),
        "clashes": cards.clashes(shown) if asked.filter.starred_by else [],
        "columns": _columns(shown, facets),
    }


def _of_congress(days: Sequence[date], conference: Conference, asked: str) -> list[date]:
    """The days to choose from: those of the congress, not those of series around it, unless one is asked for."""
    inside = [day for day in days if conference.starts_on <= day <= conference.ends_on]
    return [day for day in days if day in inside or day.isoformat() == asked] if inside else list(days)


@dataclass(frozen=True, slots=True)
class ShownDay:
    """One day of the page with its slots."""

    on: date
    slots: list[cards.Slot]
    other_dates: tuple[date, ...]


def _days(shown: list[Card], facets: Facets, day: date | None, reader: ZoneInfo | None) -> list[ShownDay]:
    if day is not None:
        return [ShownDay(day, cards.slots(shown), cards.other_dates(shown, day, reader))]
    by_day: dict[date, list[Card]] = {}
    for card in shown:
        by_day.setdefault(card.day, []).append(card)
    return [
        ShownDay(on, cards.slots(by_day[on]), cards.other_dates(by_day[on], on, reader))
        for on in facets.days
        if on in by_day
    ]


def _columns(shown: Iterable[Card], facets: Facets) -> list[str]:
    """Heads of the grid; a card's column counts in this list."""
    used = Counter(card.place for card in shown)
    return [place.name for place in facets.places if used[place.name]] + ([""] if used[""] else [])


def _cards(
    rows: list[ReleasedSitting], conference: Conference, stars: Collection[int], facets: Facets, now: datetime
) -> list[Card]:
    sessions = {row.session_id for row in rows}
    speakers = cast.speakers_of(sessions)
    used = {row.place_id for row in rows}
    shown = (place.pk for place in facets.places if place.pk in used)
    order: dict[int | None, int] = {pk: at for at, pk in enumerate(shown)}
    page = page_of(conference)
    return [
        card(
            row,
            now,
            page,
            speakers.get(row.session_id, []),
            row.session_id in stars,
            order.get(row.place_id, len(order)),
        )
        for row in rows
    ]


def page_of(conference: Conference) -> Callable[[str], str]:
    """The address of a session's page by its code; reversing it once for a whole list saves most of the time."""
    pattern = reverse("session", kwargs={"slug": conference.slug, "code": "CODE"})
    head, _, tail = pattern.rpartition("CODE")
    return lambda code: f"{head}{code}{tail}"


def card(
    row: ReleasedSitting, now: datetime, page: Callable[[str], str], speakers: list[Named], starred: bool, column: int
) -> Card:
    """A row with its session as a card."""
    session, track = row.session, row.session.track
    return Card(
        session=session.pk,
        code=session.code,
        title=session.title,
        subtitle=session.subtitle,
        start=row.start,
        end=row.end,
        day=row.day,
        place=row.place.name if row.place else "",
        column=column,
        track=track.name if track else "",
        track_position=track.position if track else 0,
        type=session.type,
        language=session.language,
        is_break=session.kind == "break",
        replay=row.kind == "replay",
        patients_welcome=session.patients_welcome,
        plain_language=session.plain_language,
        speakers=speakers,
        state=cards.state_at(row.start, row.end, now, cancelled=row.cancelled),
        starred=starred,
        url=page(session.code),
        content_note=session.content_note,
    )


def listed(conference: Conference, actor: Actor, release: Release | None, **where: object) -> list[Card]:
    """Public sittings as cards, for pages that list some of them."""
    rows = list(queries.sittings_of(release, **where).distinct())
    speakers = cast.speakers_of({row.session_id for row in rows})
    stars = queries.starred(actor)
    page, now = page_of(conference), clock.now()
    return [card(row, now, page, speakers.get(row.session_id, []), row.session_id in stars, 0) for row in rows]


def room_of(conference: Conference, code: str) -> str:
    """The address of a session's room; empty in an installation without rooms."""
    try:
        return reverse("room", kwargs={"slug": conference.slug, "code": code})
    except NoReverseMatch:
        return ""


def on_the_day(actor: Actor, conference: Conference, session: Session) -> dict[str, Any]:
    """What a member's page of a session follows, and what those who may run it press: three queries more."""
    now = clock.now()
    at = log.position(f"conference:{conference.pk}")
    rows = list(queries.public_sittings(session).select_related("session__track", "session__chair", "sitting", "place"))
    row = next((row for row in rows if row.end > now), None)
    if row is not None:
        row.session = session
    told = onday.told(row, conference.zone) if row else None
    return {"stream_at": at, "told": told, "timing": onday.controls(actor, row, now)}
