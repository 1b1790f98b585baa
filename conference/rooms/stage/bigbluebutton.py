"""BigBlueButton's own rules: each call is signed by SHA-256 over its name, its query and the shared secret.

Source: BigBlueButton API reference, "API security model", calls `create`, `join` and `getRecordings`.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from http.client import HTTPException
from typing import Any
from urllib.parse import urlencode, urlsplit
from urllib.request import HTTPRedirectHandler, build_opener
from xml.etree.ElementTree import Element, ParseError

from defusedxml import ElementTree
from defusedxml.common import DefusedXmlException
from django.conf import settings
from django.utils.translation import gettext as _

from core.errors import Unavailable

TIMEOUT = 8  # seconds; a meeting server that needs longer is down
ANSWER = 1_000_000  # bytes; a hundred recordings with their pictures' addresses stay below
LONGEST = 500  # characters of an address
# Which of a recording's playbacks is wanted, the best first: a film, else slides and voices side by side
FORMATS = ("video", "presentation")


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


@dataclass(frozen=True, slots=True)
class Playback:
    url: str
    started: datetime | None


class _NoRedirect(HTTPRedirectHandler):
    """The address is a setting of the operator; whoever answers there does not choose another one for us."""

    def redirect_request(self, *args: Any) -> None:
        return None


_opener = build_opener(_NoRedirect)


def meeting_of(room_id: int) -> str:
    return f"meridian-{room_id}"


def link(meeting: str, title: str, guest: Guest, *, record: bool, everybody_speaks: bool = False) -> str:
    """Make the meeting if it is not there, and give the guest's own way in. Raises Unavailable.

    With `record` moderators find a button there that starts a recording; without it nobody can record.
    """
    words = {"attendeePW": _password(meeting, "viewer"), "moderatorPW": _password(meeting, "moderator")}
    allowed = {"record": "true" if record else "false", "autoStartRecording": "false"}
    rights = EVERYBODY_SPEAKS if everybody_speaks else {}
    _call("create", {"meetingID": meeting, "name": title[:120], **allowed, **words, **rights})
    password = words["moderatorPW" if guest.moderates else "attendeePW"]
    role = "MODERATOR" if guest.moderates else "VIEWER"
    joining = {"meetingID": meeting, "fullName": guest.name, "userID": guest.ref, "password": password, "role": role}
    return signed("join", joining)


def recordings(meeting: str) -> list[Playback]:
    """What is published of a meeting, the longest first; the server needs minutes to make it. Raises Unavailable."""
    said = _call("getRecordings", {"meetingID": meeting, "state": "published"})
    mine = [one for one in said.iterfind("recordings/recording") if one.findtext("meetingID", "").strip() == meeting]
    return [found for one in sorted(mine, key=_length, reverse=True) if (found := _playback(one))]


def _playback(recording: Element) -> Playback | None:
    addresses = dict(_addresses(recording))
    url = next((addresses[kind] for kind in FORMATS if kind in addresses), None)
    return Playback(url, _moment(recording.findtext("startTime", ""))) if url else None


def _addresses(recording: Element) -> Iterator[tuple[str, str]]:
    for playback in recording.iterfind("playback/format"):
        url = playback.findtext("url", "").strip()
        if urlsplit(url).scheme == "https" and len(url) <= LONGEST and url.isprintable():
            yield playback.findtext("type", "").strip(), url


def _length(recording: Element) -> int:
    started, ended = (recording.findtext(name, "").strip() for name in ("startTime", "endTime"))
    return int(ended) - int(started) if _is_moment(started) and _is_moment(ended) else 0


def _moment(text: str) -> datetime | None:
    """Milliseconds since 1970, as the server counts."""
    return datetime.fromtimestamp(int(text.strip()) / 1000, UTC) if _is_moment(text.strip()) else None


def _is_moment(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= 13  # until the year 2286


def signed(call: str, words: dict[str, str]) -> str:
    """The address of a call with its checksum."""
    query = urlencode(words)
    checksum = hashlib.sha256(f"{call}{query}{settings.BBB_SECRET}".encode()).hexdigest()
    return f"{settings.BBB_URL.rstrip('/')}/api/{call}?{query}&checksum={checksum}"


def is_set_up() -> bool:
    return bool(settings.BBB_URL and settings.BBB_SECRET)


def _call(call: str, words: dict[str, str]) -> Element:
    if not is_set_up():
        raise Unavailable("meeting.not_set_up", _("No meeting server is set up here. Tell the organizers."))
    try:
        with _opener.open(signed(call, words), timeout=TIMEOUT) as answer:
            said: Element = ElementTree.fromstring(answer.read(ANSWER), forbid_dtd=True)
    except (OSError, HTTPException, ParseError, DefusedXmlException, ValueError) as error:
        raise Unavailable("meeting.away", _("The meeting server does not answer. Please try again soon.")) from error
    if said.findtext("returncode") != "SUCCESS":
        raise Unavailable("meeting.refused", _("The meeting server refused. Tell the organizers."))
    return said


def _password(meeting: str, role: str) -> str:
    """The same at each call, since `create` must not find another one; nobody has to type it."""
    return hmac.new(settings.SECRET_KEY.encode(), f"bbb:{meeting}:{role}".encode(), hashlib.sha256).hexdigest()[:20]
