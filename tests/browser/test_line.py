"""The line of a page where it cannot be: no WebSockets in this network, and a network that goes and comes."""

from __future__ import annotations

import pytest
from asgiref.sync import sync_to_async
from playwright.async_api import expect

from messaging.models import Message
from tests.browser.conftest import Congress, Doorkeeper
from tests.browser.test_room import Messages, connected, on_a_wire, say
from tests.browser.wire import Wire
from tests.factories import do

pytestmark = [pytest.mark.browser, pytest.mark.once]
NO_SOCKETS = """
window.WebSocket = class { constructor() { setTimeout(() => this.onclose?.({ code: 1006 })); } send() {} close() {} };
"""


async def test_where_no_socket_is_let_through_the_room_is_read_and_written_by_polling(
    congress: Congress, enter: Doorkeeper, messages: Messages
) -> None:
    bob = await enter(congress.world.bob, congress.room_path)
    await bob.add_init_script(NO_SOCKETS)
    await bob.reload()
    await expect(bob.locator("html")).to_have_attribute("data-line", "polling", timeout=20_000)
    await sync_to_async(do)(congress.world.ada, "message.post", thread=congress.thread.pk, text="Read by polling")
    await expect(messages(bob).locator(".mt")).to_have_text(["Read by polling"])
    await say(bob, "Written by the other door")
    await expect(messages(bob).locator(".mt")).to_have_text(["Read by polling", "Written by the other door"])
    await expect(bob.locator("#offline")).to_be_hidden()
    assert await sync_to_async(Message.objects.count)() == 2


async def test_who_is_cut_off_is_told_and_told_no_more_when_the_page_is_seen_again(
    congress: Congress, enter: Doorkeeper, wire: Wire
) -> None:
    bob = await on_a_wire(congress, enter, wire)
    await wire.cut()
    await expect(bob.locator("#offline")).to_be_visible(timeout=20_000)
    await wire.mend()
    await bob.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    await expect(bob.locator("#offline")).to_be_hidden()
    await connected(bob)
