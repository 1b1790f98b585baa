"""Uploaded and demo media, served by the process itself; in compose the proxy answers for these addresses first."""

from __future__ import annotations

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import path
from django.views.decorators.http import require_safe
from whitenoise.base import WhiteNoise

from config.static import StaticMiddleware


@require_safe
def media(request: HttpRequest, name: str) -> HttpResponse:
    """One file below MEDIA_ROOT, with ranges; 404 for what is not a plain file there (links and dots included)."""
    root = settings.MEDIA_ROOT.resolve()
    file = (root / name).resolve()
    if not file.is_relative_to(root) or not file.is_file():
        raise Http404
    files = WhiteNoise(None, max_age=60, mimetypes={".m3u8": "application/vnd.apple.mpegurl", ".ts": "video/mp2t"})
    response = StaticMiddleware.serve(files.get_static_file(str(file), request.path), request)
    response["X-Content-Type-Options"] = "nosniff"
    return response


urlpatterns = [path("media/<path:name>", media, name="media")]
