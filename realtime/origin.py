"""Who may open a socket: pages of this very site. Scheme, host and port are compared, not the host alone."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from asgiref.typing import ASGIReceiveCallable, ASGISendCallable
from channels.security.websocket import WebsocketDenier
from django.conf import settings

PORTS = {"http": 80, "https": 443, "ws": 80, "wss": 443}


class ExactOriginMiddleware:
    """ASGI middleware that refuses handshakes whose Origin is not this site's own."""

    def __init__(self, application: Any) -> None:
        self.application = application

    async def __call__(self, scope: dict[str, Any], receive: ASGIReceiveCallable, send: ASGISendCallable) -> Any:
        headers = dict(scope.get("headers", []))
        origin = headers.get(b"origin", b"").decode("latin1")
        host = headers.get(b"host", b"").decode("latin1")
        if is_ours(origin, host, secure=_secure(scope, headers)):
            return await self.application(scope, receive, send)
        return await WebsocketDenier()(scope, receive, send)


def _secure(scope: dict[str, Any], headers: dict[bytes, bytes]) -> bool:
    if settings.SECURE_PROXY_SSL_HEADER:
        name, value = settings.SECURE_PROXY_SSL_HEADER
        wire = name.removeprefix("HTTP_").replace("_", "-").lower().encode()
        if headers.get(wire, b"").decode("latin1") == value:
            return True
    return scope.get("scheme") == "wss"


def is_ours(origin: str, host: str, *, secure: bool) -> bool:
    """Whether `origin` (scheme://host:port) is the site that `host` (the Host header) names, or a trusted one."""
    if origin in settings.CSRF_TRUSTED_ORIGINS:
        return True
    return bool(host) and _parts(origin) == _parts(f"{'https' if secure else 'http'}://{host}")


def _parts(url: str) -> tuple[str, str | None, int | None] | None:
    try:
        split = urlsplit(url)
        return split.scheme, split.hostname, split.port or PORTS.get(split.scheme)
    except ValueError:
        return None
