"""Answers that a program fetches again and again: the same content is told to be the same, and not sent twice."""

from __future__ import annotations

import hashlib

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import get_conditional_response


def answer(
    request: HttpRequest, content: str | bytes, content_type: str, headers: dict[str, str] | None = None
) -> HttpResponseBase:
    """The content with an ETag that follows from it alone, or 304 to whoever shows that tag (RFC 9110, 13.1.2)."""
    plain = content.encode() if isinstance(content, str) else content
    tag = f'"{hashlib.sha256(plain).hexdigest()[:32]}"'
    # Kept by whom it is for, and asked for anew each time: what moved is seen at the next look
    told = {"Cache-Control": "no-cache", "ETag": tag} | (headers or {})
    whole = HttpResponse(content, content_type=content_type, headers=told)
    return get_conditional_response(request, etag=tag, response=whole) or whole
