"""BigBlueButton's own rules: each call is signed by SHA-256 over its name, its query and the shared secret.

Source: BigBlueButton API reference, "API security model", calls `create` and `join`.
"""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass
from urllib.error import URLError
from urllib.parse import urlencode, urlsplit
from urllib.request import urlopen

from defusedxml import ElementTree
from django.conf import settings
from django.utils.translation import gettext as _

from core.errors import Unavailable

TIMEOUT = 8  # seconds; a meeting server that needs longer is down
ANSWER = 100_000  # bytes


@dataclass(frozen=True, slots=True)
class Guest:
    ref: str
    name: str
    moderates: bool


# In a workshop everybody may speak and be seen, whatever the server is used to; one comes in muted
# (API reference, parameters of `create`)
EVERYBODY_SPEAKS = {
    "lockSettingsDisableMic": "false", "lockSettingsDisableCam": "false", "webcamsOnlyForModerator": "false",
    "muteOnStart": "true",
}  # fmt: skip


def frame_host() -> str:
    """The server's host, if the operator lists it among those whose frames may stand on our pages; else ""."""
    host = urlsplit(settings.BBB_URL).netloc
    return host if host in settings.EMBED_HOSTS else ""


def link(meeting: str, title: str, guest: Guest, *, everybody_speaks: bool = False) -> str:
    """Make the meeting if it is not there, and give the guest's own way in. Raises Unavailable."""
    if not settings.BBB_URL or not settings.BBB_SECRET:
        raise Unavailable("meeting.not_set_up", _("No meeting server is set up here. Tell the organizers."))
    words = {"attendeePW": _password(meeting, "viewer"), "moderatorPW": _password(meeting, "moderator")}
    rights = EVERYBODY_SPEAKS if everybody_speaks else {}
    _create({"meetingID": meeting, "name": title[:120], "record": "false", **words, **rights})
    password = words["moderatorPW" if guest.moderates else "attendeePW"]
    role = "MODERATOR" if guest.moderates else "VIEWER"
    joining = {"meetingID": meeting, "fullName": guest.name, "userID": guest.ref, "password": password, "role": role}
    return signed("join", joining)


def signed(call: str, words: dict[str, str]) -> str:
    """The address of a call with its checksum."""
    query = urlencode(words)
    checksum = hashlib.sha256(f"{call}{query}{settings.BBB_SECRET}".encode()).hexdigest()
    return f"{settings.BBB_URL.rstrip('/')}/api/{call}?{query}&checksum={checksum}"


def _create(words: dict[str, str]) -> None:
    try:
        with urlopen(signed("create", words), timeout=TIMEOUT) as answer:  # noqa: S310  the address is a setting
            said = ElementTree.fromstring(answer.read(ANSWER))
    except (URLError, OSError, ElementTree.ParseError) as error:
        raise Unavailable("meeting.away", _("The meeting server does not answer. Please try again soon.")) from error
    if said.findtext("returncode") != "SUCCESS":
        raise Unavailable("meeting.refused", _("The meeting server refused. Tell the organizers."))


def _password(meeting: str, role: str) -> str:
    """The same at each call, since `create` must not find another one; nobody has to type it."""
    return hmac.new(settings.SECRET_KEY.encode(), f"bbb:{meeting}:{role}".encode(), hashlib.sha256).hexdigest()[:20]
