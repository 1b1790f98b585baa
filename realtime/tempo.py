"""How fast a stream speaks: a quiet one at once, a loud one in ticks that pack what came into one frame.

Loud is measured, not set: a stream that takes more than a tenth of its process' time, or more than 25 events a second,
which is as often as a phone draws a list anew.
"""

from __future__ import annotations

import math

SHARE = 0.1  # of the time of the process
EVENTS_A_SECOND = 25.0
SHORTEST, LONGEST = 0.02, 0.09  # seconds of a tick; a tenth of one is seen as at once
AT_ONCE = 64  # events in one frame, at most


class Tempo:
    """One per stream and process. Times in seconds of one monotonic clock."""

    __slots__ = ("_heard_at", "cost", "rate")

    def __init__(self) -> None:
        self.cost = 0.0  # of one frame to all who listen, smoothed
        self.rate = 0.0  # events of about the last second
        self._heard_at = 0.0

    def heard(self, now: float) -> None:
        """One more event came."""
        self.rate = self._rate_at(now) + 1.0
        self._heard_at = now

    def took(self, seconds: float) -> None:
        """So long took one frame."""
        self.cost += (seconds - self.cost) * 0.2

    def pause(self, now: float) -> float:
        """How long the next frame may wait for more: 0 while the stream is quiet."""
        rate = self._rate_at(now)
        if rate <= EVENTS_A_SECOND and rate * self.cost <= SHARE:
            return 0.0
        # So long that sending takes its share of the time, as far as people do not notice
        return min(LONGEST, max(SHORTEST, self.cost / SHARE))

    def _rate_at(self, now: float) -> float:
        return self.rate * math.exp(-max(0.0, now - self._heard_at))
