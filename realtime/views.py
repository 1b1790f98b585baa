"""The polling door: the same frames for those whose network lets no WebSocket through."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from realtime import frames, log, registry

BATCH = 200


@require_GET
@never_cache
def stream(request: HttpRequest, name: str) -> JsonResponse:
    """GET /streams/<name>?after=<seq>&epoch=<epoch>: at most 200 event frames, or `resync`."""
    if not request.user.is_authenticated or not registry.may_read(request.user.pk, name):
        return JsonResponse({"error": {"code": "stream.unknown"}}, status=404)
    at = log.position(name)
    answer: dict[str, Any] = {"stream": name, "epoch": at.epoch, "head": at.head}
    try:
        after = int(request.GET.get("after", at.head))
    except ValueError:
        return JsonResponse({"error": {"code": "after.not_a_number"}}, status=422)
    if not log.reachable(at, after, request.GET.get("epoch", "")):
        return JsonResponse({**answer, "resync": True})
    events = log.read(name, after, BATCH)
    if not log.gapless(events, after, at.head):
        return JsonResponse({**answer, "resync": True})
    return JsonResponse({**answer, "events": [frames.of_event(e) for e in events]})
