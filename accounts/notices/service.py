"""One ring at the push service of a browser: encrypted for that browser (RFC 8291), signed by us (VAPID, RFC 8292).

The address of the service comes from the browser, so it is an address that a stranger chose: only HTTPS on its usual
port, only hosts that the whole internet can reach, and the connection goes to the very address that was looked at, so
that a name cannot point elsewhere a moment later. Redirects are not followed.
"""

from __future__ import annotations

import json
import logging
import socket
from typing import Any
from urllib.parse import urlsplit

import requests
from django.conf import settings
from pywebpush import WebPushException, webpush
from requests.adapters import HTTPAdapter

from accounts.notices.push import Answer, Ring, key_pair
from core.internet import is_public

log = logging.getLogger(__name__)
SECONDS = 10
MOST_BYTES = 2048
GONE = {404, 410}  # RFC 8030 7.3: the subscription has ended
# A service that is busy or ill; everything else will not get better by trying again
LATER = {408, 429, 500, 502, 503, 504}


def send(ring: Ring) -> Answer:
    """Ring once. Never raises for what the other side does."""
    keys = {"p256dh": ring.p256dh, "auth": ring.auth}
    body = {"title": ring.title, "text": ring.text, "url": ring.url, "tag": ring.tag}
    try:
        with _session(ring.endpoint) as session:
            webpush(
                {"endpoint": ring.endpoint, "keys": keys},
                json.dumps(body, ensure_ascii=False),
                vapid_private_key=key_pair(),
                vapid_claims={"sub": f"mailto:{settings.HELP_EMAIL}"},
                headers={"Urgency": "high" if ring.urgent else "normal", "Topic": ring.tag},
                ttl=ring.lives,
                timeout=SECONDS,
                requests_session=session,
            )
    except WebPushException as refused:
        return _answer(refused)
    except requests.TooManyRedirects:
        return Answer("refused")
    except (requests.RequestException, OSError) as error:
        log.warning("push.not_sent", extra={"reason": type(error).__name__})
        return Answer("later")
    except ValueError:
        return Answer("gone")  # the browser's keys are none
    return Answer("sent")


def _answer(refused: WebPushException) -> Answer:
    status = refused.status_code or 0
    if status in GONE:
        return Answer("gone")
    log.warning("push.refused", extra={"status": status})
    if status not in LATER:
        return Answer("refused")
    said = str(refused.retry_after or "")
    return Answer("later", float(said) if said.isascii() and said.isdigit() and len(said) < 6 else 0.0)


def _session(endpoint: str) -> requests.Session:
    """A session that goes to one looked-at address and nowhere else."""
    host = urlsplit(endpoint).hostname or ""
    at_home = settings.PUSH_TO_LOOPBACK and host == "127.0.0.1"
    session = requests.Session()
    session.trust_env = False  # no proxy and no stored passwords of this machine
    session.max_redirects = 0
    session.adapters.clear()
    session.mount("http://" if at_home else "https://", _ToOneAddress(host, host if at_home else public_address(host)))
    return session


def public_address(host: str) -> str:
    """An address of that host; raises OSError when it has none, or one that the internet cannot reach."""
    found = socket.getaddrinfo(host, 443, type=socket.SOCK_STREAM)
    addresses = [str(entry[4][0]) for entry in found]
    if not addresses or not all(map(is_public, addresses)):
        raise OSError("not a public host")
    return addresses[0]


class _ToOneAddress(HTTPAdapter):
    """Connects to `address`, and speaks to it as `host`: certificate and name are still those of the host."""

    def __init__(self, host: str, address: str) -> None:
        self.host, self.address = host, address
        super().__init__()

    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
        if self.host != self.address:
            kwargs |= {"server_hostname": self.host, "assert_hostname": self.host}
        super().init_poolmanager(*args, **kwargs)

    def send(self, request: Any, *args: Any, **kwargs: Any) -> requests.Response:
        parts = urlsplit(request.url)
        if self.host != self.address:
            to = f"[{self.address}]" if ":" in self.address else self.address
            request.headers["Host"] = self.host
            request.url = parts._replace(netloc=to).geturl()
        kwargs["stream"] = True
        answer = super().send(request, *args, **kwargs)
        # Whatever it says, we read a little of it
        answer._content = answer.raw.read(MOST_BYTES, decode_content=False)
        return answer
