"""Pages about people: the start, a conference's face and Now, joining, profile, help, privacy."""

from __future__ import annotations

from urllib.parse import urlencode

from django.contrib.auth import logout
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_safe

from accounts import about, blocks, choices, panels, queries
from accounts.badges import queries as badges
from accounts.context import actor_of, joined, visitor
from accounts.models import Membership, User
from accounts.tokens import queries as tokens
from core import clock, privacy
from core.actor import Actor
from core.errors import Forbidden, SignedOut
from core.models import Conference
from core.text import as_id

PEOPLE_A_PAGE = 60


@require_safe
def start(request: HttpRequest) -> HttpResponse:
    """Where everybody comes in: strangers learn what this is, members go to their congress."""
    actor = actor_of(request, None)
    if actor.person_id is not None:
        home_page = queries.home_of(actor.person_id, clock.now().date())
        if home_page is not None and "all" not in request.GET:
            return redirect("home", home_page.slug)
    public = list(queries.public_conferences())
    if len(public) == 1 and not actor.signed_in:
        return _face(request, public[0], actor)
    mine = queries.conferences_of(actor.person_id or 0)
    words = {"nav": "now", "mine": mine, "others": [c for c in public if c not in mine], "today": clock.now().date()}
    return render(request, "accounts/start.html", words)


@require_safe
def home(request: HttpRequest, slug: str) -> HttpResponse:
    """Now for those who joined; the public face for everybody else."""
    conference, actor = visitor(request, slug)
    if not actor.joined:
        return _face(request, conference, actor)
    words = {"nav": "now", "panels": panels.shown("now", actor, conference), "now": clock.now()}
    return render(request, "accounts/now.html", words)


def _face(request: HttpRequest, conference: Conference, actor: Actor) -> HttpResponse:
    actor = actor_of(request, conference)
    mine = queries.membership_of(actor.person_id, conference.pk) if actor.person_id else None
    words = {
        "nav": "now",
        "waiting": mine is not None and mine.state == Membership.State.WAITING,
        "panels": panels.shown("face", actor, conference),
    }
    return render(request, "accounts/face.html", words)


@require_safe
@never_cache
def join(request: HttpRequest, slug: str) -> HttpResponse:
    """How to join: the code or the invitation, consent, and a choice how to appear."""
    conference, actor = visitor(request, slug)
    if not actor.signed_in:
        raise SignedOut("signed_out", _("Please sign in first."))
    if actor.guest_of or getattr(request.user, "is_guest", False):
        raise Forbidden("guest.only_there", _("Guests stay in their room. Sign out, then sign in with an address."))
    if actor.joined and "change" not in request.GET:
        return redirect("home", slug)
    mine = queries.membership_of(actor.person_id or 0, conference.pk)
    values = {"conference": slug, "invitation": request.GET.get("invitation", "")[:80]}
    if mine is not None and actor.joined:
        values |= {"appears": mine.appears, "pseudonym": mine.pseudonym}
    words = {
        "nav": "now",
        "badges": badges.choices(mine) if mine is not None and actor.joined else [],
        "badge": mine.badge if mine is not None else "",
        "waiting": mine is not None and mine.state == Membership.State.WAITING,
        "values": values,
    }
    return render(request, "accounts/join.html", words)


@require_safe
def people(request: HttpRequest, slug: str) -> HttpResponse:
    """Those who chose to be listed."""
    _conference, actor = joined(request, slug)
    words_sought = request.GET.get("q", "")[:100]
    page = Paginator(queries.find_people(actor, words_sought), PEOPLE_A_PAGE).get_page(request.GET.get("page"))
    words = {
        "nav": "people",
        "page": page,
        "sought": words_sought,
        "page_query": f"{urlencode({'q': words_sought})}&" if words_sought else "",
        "blocked": blocks.by(actor),
    }
    return render(request, "accounts/people.html", words)


@require_safe
def person(request: HttpRequest, slug: str, ref: str) -> HttpResponse:
    """One of them. Under a pseudonym only the pseudonym and the company show."""
    _conference, actor = joined(request, slug)
    fellow = queries.fellow(actor, ref)
    words = {
        "nav": "people",
        "fellow": fellow,
        "open": fellow.appears != Membership.Appears.PSEUDONYM,
        "blocked": blocks.by(actor).filter(pk=fellow.pk).exists(),
        "languages": choices.languages(fellow.person.languages),
        "country": choices.country(fellow.person.country),
        "now": clock.now(),
        "parts": about.shown(actor, fellow),
    }
    return render(request, "accounts/person.html", words)


@require_safe
@never_cache
def profile(request: HttpRequest) -> HttpResponse:
    """One's own profile, conferences and data."""
    me = _myself(request)
    values = {name: getattr(me, name) for name in User.PROFILE}
    memberships = me.memberships.exclude(state=Membership.State.LEFT).select_related("conference")
    words = {"nav": "profile", "values": values, "memberships": memberships, "saved": "saved" in request.GET}
    words |= {"tokens": tokens.of_person(me.pk), "fresh_token": _fresh_token(request, me.pk)}
    return render(request, "accounts/profile.html", words)


def _fresh_token(request: HttpRequest, person_id: int) -> str:
    """The secret of the token just made, for the page that follows its making."""
    number = as_id(request.GET.get("token", ""))
    if not number:
        return ""
    token = tokens.token(number)
    tokens.is_hers(person_id, token)
    return tokens.secret_of(token)


@require_GET
@never_cache
def export(request: HttpRequest) -> HttpResponse:
    """Everything we keep of the person who asks, as one JSON file."""
    me = _myself(request)
    tables = privacy.export_person(me.pk)
    response = JsonResponse({"exported_at": clock.now(), "tables": tables}, json_dumps_params={"indent": 2})
    response["Content-Disposition"] = 'attachment; filename="my-data.json"'
    return response


@require_safe
@never_cache
def erase(request: HttpRequest) -> HttpResponse:
    """The page before erasing oneself; afterwards the same page says that it is done."""
    if request.GET.get("done"):
        logout(request)
        return render(request, "accounts/erased.html", {"nav": "profile"})
    me = _myself(request)
    return render(request, "accounts/erase.html", {"nav": "profile", "email": me.email})


@require_safe
def help_page(request: HttpRequest, slug: str = "") -> HttpResponse:
    """Help works for everybody, signed in or not."""
    if slug:
        visitor(request, slug)
    email = request.user.email if isinstance(request.user, User) else ""
    values = {"email": email, "page": request.headers.get("Referer", "")[:300]}
    return render(request, "help.html", {"nav": "help", "values": values, "sent": "sent" in request.GET})


@require_safe
def privacy_page(request: HttpRequest) -> HttpResponse:
    """What is kept, for how long, and how it leaves again: from the same list that the erasure works from."""
    tables = [
        {"name": str(t.model._meta.verbose_name), "retention": t.retention, "why_not": t.why_not}
        for t in privacy.tables()
    ]
    tables.sort(key=lambda t: (t["why_not"] != "", t["name"].lower()))  # first what holds something of a person
    return render(request, "accounts/privacy.html", {"nav": "privacy", "tables": tables})


def _myself(request: HttpRequest) -> User:
    if not isinstance(request.user, User):
        raise SignedOut("signed_out", _("Please sign in first."))
    if request.user.is_guest:
        raise Forbidden("guest.only_there", _("Guests stay in their room. Sign out, then sign in with an address."))
    return request.user
