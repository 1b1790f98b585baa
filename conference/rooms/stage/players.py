"""Which player an address of a stage source needs. Knows no Django.

A player is `video` (HLS or a file, in our own element), `frame` (another host's player, loaded only after the viewer
consents to that host), or `link` (a meeting elsewhere, opened in its own window while questions and chat stay here).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import parse_qs, quote, urlsplit

YOUTUBE = {"youtube.com", "www.youtube.com", "m.youtube.com", "youtube-nocookie.com", "www.youtube-nocookie.com"}
# The hosts whose frames every installation may show; settings.EMBED_HOSTS adds PeerTube and Jitsi servers
FRAME_HOSTS = ("www.youtube-nocookie.com", "player.vimeo.com")
# Meetings that forbid being framed
MEETINGS = ("zoom.us", "teams.microsoft.com", "teams.live.com", "meet.google.com", "webex.com", "whereby.com")
BIGBLUEBUTTON = "bigbluebutton:"
PLAYBACK = "/playback/"  # where BigBlueButton shows its recordings
_YOUTUBE_ID = re.compile(r"[\w-]{11}")
_VIMEO = re.compile(r"/(?:video/|event/)?(\d+)(?:/(\w+))?")
_PEERTUBE = re.compile(r"/(?:w|videos/watch|videos/embed)/([\w-]{10,40})")


@dataclass(frozen=True, slots=True)
class Player:
    kind: str
    address: str
    host: str = ""
    # One speaks there oneself: it asks for camera and microphone
    meets: bool = False


def of(
    url: str, media_hosts: Iterable[str] = (), embed_hosts: Iterable[str] = (), meeting_host: str = ""
) -> Player | None:
    """The player for an address; None for one that no page may load."""
    if url == BIGBLUEBUTTON:
        return Player("link", url, "BigBlueButton", meets=True)
    parts = urlsplit(url)
    if not parts.scheme and not parts.netloc and parts.path.startswith("/") and not url.startswith("//"):
        return Player("video", url)
    if parts.scheme != "https" or parts.username or not parts.hostname:
        return None
    if f"https://{parts.netloc}" in media_hosts:
        return Player("video", url)
    return _elsewhere(url, parts.hostname, set(embed_hosts)) or _playback(url, parts.hostname, meeting_host)


def _elsewhere(url: str, host: str, embed_hosts: set[str]) -> Player | None:
    if host in YOUTUBE or host == "youtu.be":
        return _youtube(url)
    if host in {"vimeo.com", "www.vimeo.com", "player.vimeo.com"}:
        return _vimeo(url)
    if host in embed_hosts:
        return _framed(url, host)
    if any(host == meeting or host.endswith(f".{meeting}") for meeting in MEETINGS):
        return Player("link", url, host)
    return None


def _youtube(url: str) -> Player | None:
    """youtube.com/watch?v=, youtu.be/, /live/ and /embed/; shown by the host that sets no cookie before play."""
    parts = urlsplit(url)
    last = parts.path.rstrip("/").rsplit("/", 1)[-1]
    found = parse_qs(parts.query).get("v", [last])[0]
    if not _YOUTUBE_ID.fullmatch(found):
        return None
    return Player("frame", f"https://www.youtube-nocookie.com/embed/{found}?autoplay=1", "www.youtube-nocookie.com")


def _vimeo(url: str) -> Player | None:
    """vimeo.com/<number>, with the hash of an unlisted one."""
    found = _VIMEO.fullmatch(urlsplit(url).path.rstrip("/"))
    if found is None:
        return None
    secret = found[2] or parse_qs(urlsplit(url).query).get("h", [""])[0]
    more = f"&h={quote(secret)}" if secret else ""
    return Player("frame", f"https://player.vimeo.com/video/{found[1]}?dnt=1{more}", "player.vimeo.com")


def _playback(url: str, host: str, meeting_host: str) -> Player | None:
    """A recording on our own meeting server, whose frames pages may not load: in a window of its own."""
    return Player("link", url, host) if host == meeting_host and urlsplit(url).path.startswith(PLAYBACK) else None


def _framed(url: str, host: str) -> Player:
    """PeerTube's pages have an address for frames; a BigBlueButton recording or a Jitsi room is its own."""
    parts = urlsplit(url)
    if parts.path.startswith(PLAYBACK):
        return Player("frame", url, host)
    found = _PEERTUBE.fullmatch(parts.path)
    if found:
        return Player("frame", f"https://{parts.netloc}/videos/embed/{found[1]}?autoplay=1&p2p=0", host)
    return Player("frame", f"https://{parts.netloc}{parts.path}#config.prejoinConfig.enabled=true", host, meets=True)
