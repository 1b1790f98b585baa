"""What ambassadors say about hosting."""

from __future__ import annotations

from accounts import queries as people
from core.actor import Actor
from core.commands import Limit, Result, command
from core.models import Conference
from core.payload import Flag, Payload, Slug
from networking.welcome import actions


class Host(Payload):
    conference: Slug
    on: Flag


@command(
    "welcome.host", schema=Host, subject=lambda data: people.conference(data.conference), permission="peers.serve",
    limit=Limit(60, 3600),
)  # fmt: skip
def host(actor: Actor, conference: Conference, data: Host) -> Result:
    """Host newcomers as an ambassador, or take no more of them."""
    actions.set_hosting(people.membership(actor.membership_id or 0), data.on)
    return {"on": data.on}
