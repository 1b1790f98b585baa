"""What lounges keep of a person: nothing; what is said there is kept by messaging, invitations by accounts."""

from __future__ import annotations

from conference.lounges.models import Lounge
from core import privacy

privacy.table(Lounge, retention="with its congress", why_not="a place, no person")
