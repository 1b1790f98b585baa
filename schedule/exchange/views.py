"""Downloads of the programme, and the organizers' import page."""

from __future__ import annotations

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.context import actor_of, within
from core import conditional
from core.actor import Actor
from core.dispatch import dispatch
from core.errors import NotFound, Refusal, SignedOut, TooLarge
from core.models import Conference
from core.views import caller
from schedule.exchange import queries, uploads
from schedule.exchange.downloads import WRITERS, as_text
from schedule.exchange.limits import MAX_BYTES
from schedule.exchange.models import Upload
from schedule.exchange.readers.sheet import COLUMNS
from schedule.exchange.writers import workbook as workbooks
from schedule.programme import queries as programme_queries
from schedule.programme import rules, zones


@require_safe
def programme(request: HttpRequest, slug: str, format_name: str) -> HttpResponseBase:
    """The released programme as schedule.xml, .json, .ics or .csv."""
    conference = programme_queries.conference(slug)
    if format_name not in WRITERS:
        raise Http404
    return _download(request, conference, format_name, f"{slug}.{format_name}")


@require_safe
def session(request: HttpRequest, slug: str, code: str) -> HttpResponseBase:
    """One session as a calendar file."""
    conference = programme_queries.conference(slug)
    found = programme_queries.session_by_code(conference, code)
    return _download(request, conference, "ics", f"{slug}-{found.code}.ics", {found.pk})


@require_safe
def mine(request: HttpRequest, slug: str) -> HttpResponseBase:
    """The sessions one starred, as a calendar file; for nobody else."""
    conference = programme_queries.conference(slug)
    actor = actor_of(request, conference)
    if not actor.signed_in:
        raise SignedOut("signed_out", _("Please sign in first."))
    answer = _download(request, conference, "ics", f"{slug}-mine.ics", programme_queries.starred(actor))
    answer["Cache-Control"] = "private, no-store"
    return answer


@require_http_methods(["GET", "HEAD", "POST"])
def import_page(request: HttpRequest, slug: str) -> HttpResponse:
    """Hand in a programme file, look at what it would change, import it."""
    conference = programme_queries.conference(slug)
    actor = actor_of(request, conference)
    if not rules.may_manage(actor):
        raise NotFound
    refusal = None
    if request.method == "POST":
        try:
            return HttpResponseRedirect(_hand_in(request, conference))
        except Refusal as refused:
            refusal = refused
    upload = _upload(request, actor, conference)
    context = {
        "nav": "organize",
        "upload": upload,
        "progress": uploads.progress_of(upload) if upload and upload.busy else "",
        "hosts": ", ".join(sorted(settings.PROGRAMME_HOSTS)),
        "zones": zones.choices(),
        "error": refusal,
        "columns": ", ".join(COLUMNS),
        "most_mb": MAX_BYTES // 1024 // 1024,
    }
    return render(request, "schedule/import.html", context, status=refusal.status if refusal else 200)


@require_safe
def template(request: HttpRequest, slug: str) -> HttpResponse:
    """The sheet to fill in: the columns and nothing else."""
    programme_queries.conference(slug)
    return _attachment(",".join(COLUMNS) + "\r\n", "text/csv; charset=utf-8", "programme.csv")


@require_safe
def workbook(request: HttpRequest, slug: str) -> HttpResponse:
    """The workbook to fill in, with what each column wants; with `?filled` the released programme in the same shape."""
    conference = programme_queries.conference(slug)
    if not rules.may_manage(actor_of(request, conference)):
        raise NotFound
    filled = "filled" in request.GET
    content = workbooks.write(queries.whole(conference)) if filled else workbooks.template(conference.zone)
    name = f"{slug}.xlsx" if filled else "programme.xlsx"
    return _attachment(content, workbooks.CONTENT_TYPE, name)


def _hand_in(request: HttpRequest, conference: Conference) -> str:
    file = request.FILES.get("file")
    if file is not None and (file.size or 0) > MAX_BYTES:
        raise TooLarge("file.too_large", _("The file is too large."))
    data = {
        "conference": conference.slug,
        "name": file.name if file else "",
        "zone": request.POST.get("zone", ""),
        "content": file.read() if file else b"",
    }
    return str(dispatch("programme.upload", data, caller(request))["url"])


def _upload(request: HttpRequest, actor: Actor, conference: Conference) -> Upload | None:
    asked = request.GET.get("upload", "")
    if not asked.isdigit() or len(asked) > 15:
        return None
    return within(conference, queries.upload(int(asked)))


def _download(
    request: HttpRequest, conference: Conference, format_name: str, name: str, sessions: set[int] | None = None
) -> HttpResponseBase:
    text = as_text(conference, format_name, sessions=sessions)
    head = {"Content-Disposition": f'attachment; filename="{name}"'}
    return conditional.answer(request, text, WRITERS[format_name].content_type, head)


def _attachment(text: str | bytes, content_type: str, name: str) -> HttpResponse:
    return HttpResponse(
        text, content_type=content_type, headers={"Content-Disposition": f'attachment; filename="{name}"'}
    )
