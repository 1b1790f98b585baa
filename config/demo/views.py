"""The two doors of the demo. Outside demo and debug mode they answer 404, as if they were not there."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from accounts.models import User
from config.demo import entry


@require_POST
@never_cache
def enter(request: HttpRequest, key: str) -> HttpResponse:
    """Enter as somebody of the cast."""
    return _welcome(request, entry.of_the_cast(key) if entry.allowed() else None)


@require_GET
@never_cache
def link(request: HttpRequest, token: str) -> HttpResponse:
    """Use a one-time sign-in link; HEAD and prefetching programs do not use it up."""
    if "prefetch" in request.headers.get("Sec-Purpose", ""):
        raise Http404
    return _welcome(request, entry.redeem(token) if entry.allowed() else None)


def _welcome(request: HttpRequest, person: User | None) -> HttpResponse:
    if person is None:
        raise Http404
    entry.sign_in(request, person)
    wanted = request.POST.get("next") or request.GET.get("next") or "/"
    safe = url_has_allowed_host_and_scheme(
        wanted, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return HttpResponseRedirect(wanted if safe else "/")
