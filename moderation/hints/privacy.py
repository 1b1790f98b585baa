"""What hints keep of a person: nothing but where a word stands."""

from __future__ import annotations

from core import privacy
from moderation.hints.models import Hint

privacy.table(Hint, retention="until a moderator looked, two days at most", why_not="names a place, no person")
