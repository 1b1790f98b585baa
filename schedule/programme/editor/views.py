"""The editor's pages. The grid is a script over a page that does the same with forms."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts import queries as people
from core.dispatch import dispatch
from core.errors import Refusal
from core.models import Conference
from core.text import as_id
from core.views import caller
from realtime import log
from schedule.programme import states, zones
from schedule.programme.editor import drafts, pages, queries
from schedule.programme.models import Session
from schedule.programme.releases.views import organizer
from schedule.programme.words import queries as words

FORMS = {
    "session.write", "sitting.place", "sitting.drop", "session.decide", "frame.write", "frame.drop", "talk.write",
    "talk.move", "talk.drop", "speaker.write", "speaker.drop",
}  # fmt: skip
LISTS = {"signup_roles", "speakers"}
NOT_DATA = {"csrfmiddlewaretoken", "client_id", "next", "command"}


@require_safe
@never_cache
def editor(request: HttpRequest, slug: str) -> HttpResponse:
    """A day of the work in progress: grid, list, what waits for a time, and what can be taken back."""
    conference, _actor = organizer(request, slug)
    at = log.position(f"planning:{conference.pk}")  # before the rows: an edit must not fall between
    plan = pages.plan(conference, request.GET.get("day", "")[:10])
    types = queries.type_names(conference.pk, plan.frame["types"])
    context = {"nav": "organize", "plan": plan, "data": pages.as_data(plan), "at": at, "types": types}
    return render(request, "schedule/editor/editor.html", context)


@require_safe
@never_cache
def day(request: HttpRequest, slug: str) -> JsonResponse:
    """A day as data, for a grid that heard of somebody's edit."""
    conference, _actor = organizer(request, slug)
    return JsonResponse(pages.as_data(pages.plan(conference, request.GET.get("day", "")[:10])))


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def session(request: HttpRequest, slug: str, code: str) -> HttpResponse:
    """One session of the work in progress: what it is, when and where it sits, what becomes of it."""
    conference, _actor = organizer(request, slug)
    found = queries.session_by_code(conference, code)
    refusal, typed = attempt(request)
    if request.method == "POST" and refusal is None:
        return HttpResponseRedirect(reverse("programme-session", args=[slug, code]) + "?saved=1")
    if request.method == "POST":
        found.refresh_from_db()
    choices = _choices(conference)
    context = {**choices, **_forms(conference, found, choices, refusal, typed)}
    return render(request, "schedule/editor/session.html", context, status=refusal.status if refusal else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def new(request: HttpRequest, slug: str) -> HttpResponse:
    """A session, a break, or something that keeps a place free, from nothing."""
    conference, _actor = organizer(request, slug)
    refusal, typed = attempt(request)
    if request.method == "POST" and refusal is None:
        return HttpResponseRedirect(reverse("programme-session", args=[slug, typed["code"]]) + "?saved=1")
    kind = request.GET.get("kind", "talk")
    start = {"kind": kind if kind in Session.Kind.values else "talk", "minutes": 30}
    context = {**_choices(conference), "typed": typed or start, "error": refusal}
    return render(request, "schedule/editor/new.html", context, status=refusal.status if refusal else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def frame(request: HttpRequest, slug: str) -> HttpResponse:
    """Places, tracks and session types."""
    conference, _actor = organizer(request, slug)
    refusal, typed = attempt(request)
    if request.method == "POST" and refusal is None:
        return HttpResponseRedirect(reverse("programme-frame", args=[slug]) + "?saved=1")
    context = {"nav": "organize", "frame": queries.frame(conference.pk), "error": refusal, "typed": typed}
    return render(request, "schedule/editor/frame.html", context, status=refusal.status if refusal else 200)


def attempt(request: HttpRequest) -> tuple[Refusal | None, dict[str, Any]]:
    """Carry out the form that was sent; what was refused, and what was typed (or, done, the command's answer)."""
    if request.method != "POST":
        return None, {}
    name = request.POST.get("command", "")
    typed: dict[str, Any] = {key: value for key, value in request.POST.items() if key not in NOT_DATA}
    typed |= {key: request.POST.getlist(key) for key in LISTS if key in request.POST}
    try:
        return None, dispatch(name if name in FORMS else "", typed, caller(request), request.POST.get("client_id"))
    except Refusal as refusal:
        return refusal, {**typed, "command": name}


def _choices(conference: Conference) -> dict[str, Any]:
    frame = queries.frame(conference.pk)
    return {
        "nav": "organize",
        "frame": frame,
        "types": queries.type_names(conference.pk, frame["types"]),
        "speakers": queries.speakers(conference.pk),
        "roles": list(people.roles(conference.pk)),
        "zones": zones.choices(),
    }


def _forms(
    conference: Conference, found: Session, choices: dict[str, Any], refusal: Refusal | None, typed: dict[str, Any]
) -> dict[str, Any]:
    """The forms of a session: what was typed stays in the one that was refused, and beside it stands what is there."""
    sittings = queries.sittings_of([found])
    here = [pages.as_typed(row, conference.zone) for row in sittings]
    clash = refusal is not None and refusal.code == "item.changed"
    refused = typed.get("command", "")
    return {
        "session": found,
        "sittings": [_typed_over(form, refused, typed) for form in here],
        "fresh": typed if refused == "sitting.place" and not typed.get("sitting") else {},
        "typed": typed if refused == "session.write" else pages.session_as_typed(found),
        "there": pages.session_as_typed(found),
        "talks": _talks(found, choices["speakers"], refused, typed),
        "new_talk": typed if refused == "talk.write" and not typed.get("at") else {},
        "waits": bool(found.draft),
        "public": drafts.is_public(found),
        "next_states": states.NEXT[found.state],
        "error": refusal,
        "clash": clash,
        "refused": refused,
    }


def _typed_over(form: dict[str, Any], refused: str, typed: dict[str, Any]) -> dict[str, Any]:
    """The form of a sitting, with what was typed and refused over what is there; `there` is what others see."""
    if refused != "sitting.place" or typed.get("sitting") != str(form["sitting"]):
        return form
    return {**form, **typed, "version": form["version"], "there": form}


def _talks(found: Session, everybody: list[Any], refused: str, typed: dict[str, Any]) -> list[dict[str, Any]]:
    """The forms of talks, what was typed and refused over what is there."""
    rows = words.forms(found, everybody)
    at = as_id(str(typed.get("at", ""))) if refused == "talk.write" and typed.get("at") else None
    if at is None or at >= len(rows):
        return rows
    rows[at] = {**rows[at], **typed, "at": at, "people": rows[at]["people"], "refused": True, "there": rows[at]}
    return rows
