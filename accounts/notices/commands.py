"""What people may do about what they are told."""

from __future__ import annotations

from typing import Annotated, Literal

from django.urls import reverse
from pydantic import Field

from accounts.notices import actions, queries
from accounts.notices.models import Device
from core.actor import Actor
from core.commands import Limit, Result, command
from core.payload import Clock, Id, Line, Payload


class Read(Payload):
    upto: Id


@command("notice.read", schema=Read, permission="signed_in", limit=Limit(60, 60))
def read(actor: Actor, subject: None, data: Read) -> Result:
    """Mark one's notices as read, up to one of them."""
    return {"unread": actions.read(actor, data.upto)}


class Choose(Payload):
    mail: Literal["all", "urgent", "none"]
    push: Literal["all", "urgent", "none"]
    quiet_from: Clock
    quiet_until: Clock


@command(
    "notice.choose", schema=Choose, permission="signed_in", limit=Limit(60, 3600), form="notices/_choose_form.html",
)  # fmt: skip
def choose(actor: Actor, subject: None, data: Choose) -> Result:
    """Choose whether letters and rings go out beside what stands in the app, and one's quiet hours."""
    actions.choose(actor, **data.model_dump())
    return {"url": f"{reverse('notices')}?saved=1#how"}


class AddDevice(Payload):
    name: Annotated[str, Line(60, 1)]
    endpoint: Annotated[str, Field(max_length=600)]
    p256dh: Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]{86,88}=?$")]
    auth: Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]{22}(==)?$")]


@command("push.add_device", schema=AddDevice, permission="signed_in", limit=Limit(30, 3600), personal=True)
def add_device(actor: Actor, subject: None, data: AddDevice) -> Result:
    """Let this browser ring when one is told something."""
    return {"device": actions.add_device(actor, **data.model_dump()).pk}


class OneDevice(Payload):
    device: Id


@command(
    "push.drop_device", schema=OneDevice, subject=lambda data: queries.device(data.device), permission="signed_in",
    rule=queries.is_hers, limit=Limit(60, 3600), personal=True,
)  # fmt: skip
def drop_device(actor: Actor, device: Device, data: OneDevice) -> Result:
    """Let a browser of one's own ring no more."""
    actions.drop_device(device)
    return {"url": f"{reverse('notices')}#how"}
