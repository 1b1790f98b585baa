"""The HTTP door of the commands: forms, fragments and JSON, one dispatcher."""

from __future__ import annotations

import json
from typing import Any, get_origin

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from core import commands, throttle
from core.commands import Result
from core.dispatch import Caller, dispatch
from core.errors import Invalid, Refusal, TooLarge
from core.payload import Uploaded

MOST_BYTES = 256 * 1024
# A form with a file: what messaging.files keeps at most, and the words around it
MOST_WITH_FILES = 11 * 1024 * 1024
# Fields of the door itself, not of a command's data
DOOR_FIELDS = {"csrfmiddlewaretoken", "client_id", "next"}


@require_POST
def command(request: HttpRequest, name: str) -> HttpResponse:
    """POST /c/<name>: parse what came, dispatch it, answer in the language it was asked in."""
    raw: dict[str, Any] = {}
    try:
        client_id, raw = _read(request, name)
        result = dispatch(name, raw, caller(request), client_id)
    except Refusal as refusal:
        return _refused(request, name, raw, refusal)
    return _done(request, result)


@require_GET
def command_list(request: HttpRequest) -> JsonResponse:
    """GET /api/v1/commands: every command with its schema, permission and limit."""
    return JsonResponse({"commands": [commands.describe(c) for c in commands.registered()]})


def caller(request: HttpRequest) -> Caller:
    person_id = request.user.pk if request.user.is_authenticated else None
    limits = getattr(request, "limits", None)
    only = limits.commands if limits else None
    return Caller(person_id, address_of(request), getattr(request, "by_token", False), only)


def address_of(request: HttpRequest) -> str | None:
    """The address that limits count for; None where they do not."""
    forwarded = request.headers.get("X-Forwarded-For", "")
    return throttle.counted_address(forwarded, request.META.get("REMOTE_ADDR", ""))


def _read(request: HttpRequest, name: str) -> tuple[str | None, Any]:
    if int(request.META.get("CONTENT_LENGTH") or 0) > MOST_BYTES and request.content_type == "application/json":
        raise TooLarge("body.too_large", _("That is too large to send at once."))
    if int(request.META.get("CONTENT_LENGTH") or 0) > MOST_WITH_FILES:
        raise TooLarge("body.too_large", _("That is too large to send at once."))
    if request.content_type != "application/json":
        return request.POST.get("client_id"), _form_data(request, name)
    try:
        body = json.loads(request.body, parse_constant=_no_constant)
    except (ValueError, RecursionError):
        raise Invalid("body.not_json", _("The body is not JSON.")) from None
    if not isinstance(body, dict):
        raise Invalid("body.not_an_object", _("The body is an object with client_id and data."))
    return body.get("client_id"), body.get("data", {})


def _no_constant(text: str) -> None:
    raise ValueError(f"{text} is not JSON")


def _form_data(request: HttpRequest, name: str) -> dict[str, Any]:
    """Form fields as data; a field the schema wants as a list keeps all its values."""
    entry = commands.get(name)
    fields = entry.schema.model_fields if entry else {}
    # A button outside a form says what it is about in its address: formaction="/c/question.vote?question=12"
    data: dict[str, Any] = dict(request.GET.items())
    for key in request.POST:
        if key in DOOR_FIELDS:
            continue
        many = key in fields and get_origin(fields[key].annotation) in (list, tuple, set, frozenset)
        data[key] = [v for v in request.POST.getlist(key) if v] if many else request.POST[key]
    for key in request.FILES:
        for file in request.FILES.getlist(key)[:1]:
            data[key] = Uploaded(file.name or "", file.read())
    return data


def _wants_json(request: HttpRequest) -> bool:
    return "application/json" in request.headers.get("Accept", "") or request.content_type == "application/json"


def _done(request: HttpRequest, result: Result) -> HttpResponse:
    if _wants_json(request):
        return JsonResponse({"result": result}, status=201)
    target = _next(request, str(result.get("url", "")))
    if "HX-Request" in request.headers:
        return HttpResponse(status=204, headers={"HX-Redirect": target} if result.get("url") else {})
    return HttpResponseRedirect(target, status=303)


def _next(request: HttpRequest, url: str) -> str:
    """Where to go on: the result's own page, else the form's `next`, else home; never another site."""
    for target in (url, request.POST.get("next", "")):
        if target and url_has_allowed_host_and_scheme(target, {request.get_host()}, request.is_secure()):
            return target
    return "/"


def _refused(request: HttpRequest, name: str, raw: Any, refusal: Refusal) -> HttpResponse:
    headers = {"Retry-After": str(round(refusal.retry_after))} if refusal.retry_after else {}
    if _wants_json(request):
        return JsonResponse({"error": refusal.as_dict()}, status=refusal.status, headers=headers)
    entry = commands.get(name)
    form = entry.form if entry else ""
    context = {"error": refusal, "values": raw, "next": _next(request, ""), "form_template": form, "command": name}
    template = form if form and "HX-Request" in request.headers else "refused.html"
    response = render(request, template, context, status=refusal.status)
    for key, value in headers.items():
        response[key] = value
    return response
