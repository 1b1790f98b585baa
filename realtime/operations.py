"""What a client may ask of its socket. Every frame is described in docs/protocol.md."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from core.dispatch import Caller, dispatch
from core.errors import Refusal
from realtime import presence
from realtime.frames import encode
from realtime.incoming import Frame, is_name, is_position
from realtime.log import Position
from realtime.threads import in_thread

if TYPE_CHECKING:
    from realtime.consumer import Consumer

MOST_STREAMS = 20


def ping(page: Consumer) -> None:
    page.offer('{"op":"pong"}')


def seen(page: Consumer, frame: Frame) -> None:
    name, seq = frame.get("stream"), frame.get("seq")
    if isinstance(name, str) and isinstance(seq, int) and is_position(seq):
        page.hub.seen(page, name, seq)


async def subscribe(page: Consumer, frame: Frame) -> None:
    name, after, epoch = frame.get("stream"), frame.get("after"), frame.get("epoch")
    answer = {"id": frame.get("id"), "stream": name if is_name(name) else None}
    if not is_name(name) or not is_position(after) or not page.may_follow(name):
        page.offer(encode({"op": "refused", **answer, "code": "stream.unknown"}))
    elif len(page.followed) >= MOST_STREAMS and name not in page.followed:
        page.offer(encode({"op": "refused", **answer, "code": "stream.too_many"}))
    else:
        await _join(page, name, after, str(epoch or ""), answer)


async def _join(page: Consumer, name: str, after: int | None, epoch: str, answer: Frame) -> None:
    """Be there and listen before asking: a right that goes from here on is noticed by the hub, so it is asked once.

    Without listening the first one of a process took the shutting of the doors for what had been before she came.
    """
    again = name in page.followed or name == page.own
    follow = page.hub.stand_by(page, name)
    try:
        await page.hub.listen(follow.topic)
        allowed = await page.hub.source.may_read(page.person_id, name)
        if allowed and not follow.gone:
            page.offer(encode({"op": "subscribed", **answer, "after": after}))
            at = await page.hub.join(follow, after, epoch)
    except BaseException:
        if not again:
            page.hub.unsubscribe(page, name)
        raise
    if not allowed or follow.gone or page.visitor is None:  # who left meanwhile did not know of this stream yet
        _forget(page, name)
        page.offer(encode({"op": "refused", **answer, "code": "stream.unknown"}))
        return
    if not again:
        page.followed.add(name)
        _enter(page, name)
    if at is None:
        page.start_over(name, Position(follow.topic.epoch, follow.topic.head))


def _forget(page: Consumer, name: str) -> None:
    if name in page.followed:
        page.followed.discard(name)
        page.leave(name)
    else:
        page.hub.unsubscribe(page, name)


def _enter(page: Consumer, name: str) -> None:
    if name.partition(":")[0] in presence.SHOWN_IN:
        page.presence.enter(page, name)
        here = {"here": page.presence.step(name)}
        page.offer(encode({"op": "signal", "stream": name, "type": presence.KIND, "data": here}))


async def unsubscribe(page: Consumer, frame: Frame) -> None:
    if frame.get("stream") in page.followed:
        _forget(page, frame["stream"])


async def command(page: Consumer, frame: Frame) -> None:
    answer = {"id": frame.get("id")}
    if page.visitor is None:
        return
    limits = page.visitor.limits
    caller = Caller(page.person_id, page.visitor.address, only=limits.commands if limits else None)
    try:
        result = await in_thread(dispatch, str(frame.get("name")), frame.get("data"), caller, frame.get("client_id"))
    except Refusal as refusal:
        page.offer(encode({"op": "error", **answer, **refusal.as_dict()}))
    else:
        page.offer(encode({"op": "ack", **answer, "result": result}))


BY_NAME: dict[str, Callable[[Consumer, Frame], Any]] = {
    "subscribe": subscribe,
    "unsubscribe": unsubscribe,
    "command": command,
    "seen": seen,
    "ping": lambda page, frame: ping(page),
}
