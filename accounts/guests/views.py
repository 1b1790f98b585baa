"""The door of guests."""

from __future__ import annotations

from django.contrib.auth import login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from accounts import queries
from accounts.guests import keeping, passes
from core.errors import NotFound

# A congress day; who comes again types the code again
SECONDS = 12 * 3600


@require_GET
@never_cache
def come_in(request: HttpRequest, token: str) -> HttpResponse:
    """Let this browser be the guest it asked to be. A browser that is signed in stays who it is."""
    person_id, url = passes.read(token)
    if not request.user.is_authenticated:
        person = queries.person(person_id)
        if not person.is_guest:
            raise NotFound
        for conference_id, scope in queries.guest_scopes(person_id):
            keeping.must_not_be_kept_out(request, conference_id, scope)
        login(request, person, backend="allauth.account.auth_backends.AuthenticationBackend")
        request.session.set_expiry(SECONDS)
    return redirect(url)
