"""What people are told: in the app always, by letter and by ring as they choose, in their quiet hours not, and once."""

from __future__ import annotations

import json
import re
import socket
from collections.abc import Iterator
from datetime import UTC, datetime, time, timedelta
from typing import Any

import pytest

from accounts.models import User
from accounts.notices import actions as notices
from accounts.notices import duties, push
from accounts.notices.models import Delivery, Device, Notice
from accounts.notices.quiet import next_loud
from accounts.notices.service import public_address
from core import clock, privacy
from core.errors import Refusal
from core.models import OutgoingMail
from core.unit import unit_of_work
from realtime import log
from tests.accounts.push_service import PushService, push_service
from tests.conference.reloading import apply, nodes
from tests.factories import World, browser_of, do, run_jobs

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)
SHOWN = re.compile(r"notice-\d+|bell-count")


@pytest.fixture(autouse=True)
def now(settings: Any) -> Iterator[list[datetime]]:
    """Noon in London; a test moves it on by `now[0] = ...`."""
    settings.PUSH_TO_LOOPBACK = True
    moment = [NOON]
    before = clock.use(lambda: moment[0])
    yield moment
    clock.use(before)


@pytest.fixture
def service() -> Iterator[PushService]:
    with push_service() as running:
        yield running


def tell(who: User, **more: Any) -> bool:
    what: dict[str, Any] = {
        "key": "chat:7:1:moved", "kind": "chat.moved", "title": "Your chat was moved",
        "text": "It begins at <four>.", "url": "/tidelines/programme", **more,
    }  # fmt: skip
    with unit_of_work():
        return notices.send(who.pk, **what)


def letters(who: User) -> list[str]:
    return list(OutgoingMail.objects.filter(to=who.email).values_list("subject", flat=True))


def test_what_one_is_told_stands_in_the_app_and_goes_out_by_letter_and_by_ring(
    world: World, service: PushService
) -> None:
    do(world.bob, "push.add_device", **service.subscription)
    tell(world.bob)
    run_jobs()
    assert "It begins at &lt;four&gt;." in browser_of(world.bob).get("/notices").content.decode()
    assert letters(world.bob) == ["Your chat was moved"]
    (ring,) = service.rang
    assert (ring["title"], ring["text"], ring["url"]) == (
        "Your chat was moved",
        "It begins at <four>.",
        "/tidelines/programme",
    )
    assert service.headers[0]["urgency"] == "normal"
    assert service.headers[0]["ttl"] == str(push.DAY)
    claims = service.claims()
    assert (claims["aud"], claims["sub"]) == (service.url, "mailto:help@localhost")
    assert push.public_key() in service.headers[0]["authorization"]


def test_the_same_key_tells_once_whoever_repeats_it(world: World, service: PushService) -> None:
    do(world.bob, "push.add_device", **service.subscription)
    assert tell(world.bob)
    assert not tell(world.bob, title="Other words")
    run_jobs()
    duties.deliver()
    assert (Notice.objects.count(), len(letters(world.bob)), len(service.rang)) == (1, 1, 1)
    assert tell(world.bob, key="chat:7:2:moved"), "another version is another thing to tell"


@pytest.mark.parametrize(
    ("mail", "ring", "urgent", "expected"),
    [
        ("none", "none", True, (0, 0)),
        ("urgent", "urgent", False, (0, 0)),
        ("urgent", "urgent", True, (1, 1)),
        ("all", "none", False, (1, 0)),
        ("none", "all", False, (0, 1)),
    ],
)
def test_only_the_chosen_ways_are_taken(
    world: World, service: PushService, mail: str, ring: str, urgent: bool, expected: tuple[int, int]
) -> None:
    do(world.bob, "push.add_device", **service.subscription)
    do(world.bob, "notice.choose", mail=mail, push=ring, quiet_from="22:00", quiet_until="07:00")
    tell(world.bob, urgent=urgent)
    run_jobs()
    assert (len(letters(world.bob)), len(service.rang)) == expected
    assert Notice.objects.filter(person=world.bob).exists(), "in the app always"


def test_in_quiet_hours_nothing_goes_out_but_what_is_urgent(
    world: World, service: PushService, now: list[datetime]
) -> None:
    do(world.bob, "push.add_device", **service.subscription)
    now[0] = NOON.replace(hour=23)
    tell(world.bob)
    tell(world.bob, key="late", until=NOON.replace(hour=23, minute=30))
    run_jobs()
    assert (letters(world.bob), service.rang) == ([], [])
    tell(world.bob, key="now", urgent=True)
    run_jobs()
    assert (len(letters(world.bob)), len(service.rang)) == (1, 1)
    assert service.headers[0]["urgency"] == "high"
    now[0] = NOON.replace(day=25, hour=6, minute=59)
    duties.deliver()
    assert len(service.rang) == 1
    now[0] = NOON.replace(day=25, hour=7)
    duties.deliver()
    assert (len(letters(world.bob)), len(service.rang)) == (2, 2), "what came too late stays in the app"


@pytest.mark.parametrize(
    ("now", "zone", "loud"),
    [
        ("2026-11-24T12:00", "Europe/London", "2026-11-24T12:00"),
        ("2026-11-24T22:00", "Europe/London", "2026-11-25T07:00"),
        ("2026-11-25T06:59", "Europe/London", "2026-11-25T07:00"),
        ("2026-11-24T18:30", "Asia/Kolkata", "2026-11-25T01:30"),
        ("2026-03-28T23:30", "Europe/London", "2026-03-29T06:00"),  # clocks go forward at 01:00
        ("2026-10-24T22:30", "Europe/London", "2026-10-25T07:00"),  # and back
    ],
)
def test_quiet_hours_are_by_her_own_clock(now: str, zone: str, loud: str) -> None:
    at, expected = (datetime.fromisoformat(text).replace(tzinfo=UTC) for text in (now, loud))
    assert next_loud(at, clock.zone(zone), time(22), time(7)) == expected
    assert next_loud(at, clock.zone(zone), time(7), time(7)) == at, "the same time twice: never quiet"


@pytest.mark.parametrize("status", [404, 410])
def test_a_browser_that_is_gone_is_forgotten(world: World, service: PushService, status: int) -> None:
    do(world.bob, "push.add_device", **service.subscription)
    service.answer = (status, {})
    tell(world.bob)
    run_jobs()
    assert not Device.objects.exists()
    assert len(letters(world.bob)) == 1


def test_a_busy_service_is_asked_again_when_it_said_and_not_for_ever(
    world: World, service: PushService, now: list[datetime]
) -> None:
    do(world.bob, "push.add_device", **service.subscription)
    service.answer = (503, {"Retry-After": "300"})
    tell(world.bob)
    run_jobs()
    now[0] += timedelta(seconds=299)
    duties.deliver()
    assert len(service.rang) == 1
    now[0] += timedelta(seconds=1)
    service.answer = (201, {})
    duties.deliver()
    assert len(service.rang) == 2
    duties.deliver()
    assert len(service.rang) == 2
    service.answer = (503, {})
    tell(world.bob, key="other")
    for _ in range(20):
        duties.deliver()
        now[0] += timedelta(hours=1)
    assert len(service.rang) == 2 + notices.ATTEMPTS
    assert Device.objects.count() == 1


def test_a_redirect_is_not_followed(world: World, service: PushService) -> None:
    do(world.bob, "push.add_device", **service.subscription)
    service.answer = (307, {"Location": f"{service.url}/elsewhere"})
    tell(world.bob)
    run_jobs()
    assert len(service.rang) == 1


@pytest.mark.parametrize(
    "endpoint",
    [
        "http://push.example.org/1", "https://127.0.0.1/1", "https://10.0.0.7/1", "https://[::1]/1", "https://localhost/1",
        "https://2130706433/1", "https://0x7f.1/1", "https://push.example.org:8443/1", "https://a:b@push.example.org/1",
        "ftp://push.example.org/1", "https://printer.local/1", "//push.example.org", "https://push.example.org:x/", "",
        "https://рush.example.org/1", "javascript:alert(1)", "https://169.254.169.254/latest",
    ],
)  # fmt: skip
def test_only_addresses_of_public_push_services_are_taken(world: World, settings: Any, endpoint: str) -> None:
    settings.PUSH_TO_LOOPBACK = False
    keys = {**PushService().subscription, "endpoint": endpoint}
    with pytest.raises(Refusal) as refused:
        do(world.bob, "push.add_device", **keys)
    assert refused.value.field == "endpoint"


def test_a_name_that_points_inside_is_not_called(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.PUSH_TO_LOOPBACK = False
    found = {
        "inside.example.org": ["10.0.0.7"], "both.example.org": ["93.184.216.34", "127.0.0.1"],
        "wrapped.example.org": ["64:ff9b::a00:7"], "tunnel.example.org": ["2002:a00:7::1"],
        "many.example.org": ["224.0.0.1"],
    }  # fmt: skip

    def resolve(host: str, port: int, **_: Any) -> list[Any]:
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (one, port)) for one in found[host]]

    monkeypatch.setattr(socket, "getaddrinfo", resolve)
    for host in found:
        ring = push.Ring(f"https://{host}/1", *_keys(), "tag", "Title", "Text", "/", urgent=False)
        assert push.send(ring) == push.Answer("later")
        with pytest.raises(OSError, match="not a public host"):
            public_address(host)


def _keys() -> tuple[str, str]:
    made = PushService().subscription
    return made["p256dh"], made["auth"]


def test_keys_that_are_none_end_the_subscription(service: PushService) -> None:
    ring = push.Ring(f"{service.url}/1", "B" * 87, _keys()[1], "tag", "Title", "Text", "/", urgent=False)
    assert push.send(ring) == push.Answer("gone")


def test_a_shared_browser_rings_for_who_asked_last_and_nobody_removes_anothers(
    world: World, service: PushService
) -> None:
    do(world.bob, "push.add_device", **service.subscription)
    device = do(world.ada, "push.add_device", **service.subscription)["device"]
    assert list(Device.objects.values_list("person", flat=True)) == [world.ada.pk]
    with pytest.raises(Refusal) as refused:
        do(world.bob, "push.drop_device", device=device)
    assert refused.value.code == "not_found"
    do(world.ada, "push.drop_device", device=device)
    assert not Device.objects.exists()


def test_frames_make_of_an_open_page_what_a_reload_shows(world: World) -> None:
    stream, bob = f"user:{world.bob.pk}", browser_of(world.bob)
    page = nodes(bob.get("/notices").content.decode(), SHOWN)
    tell(world.bob)
    tell(world.bob, key="second", urgent=True)
    shown = nodes(bob.get("/notices").content.decode(), SHOWN)
    assert len(shown) == 3
    assert apply(page, stream, 0) == shown
    at = log.position(stream).head
    do(world.bob, "notice.read", upto=Notice.objects.latest("pk").pk)
    read = nodes(bob.get("/notices").content.decode(), SHOWN)
    assert apply(shown, stream, at) == read
    assert "2" not in re.sub(r"<[^>]*>", "", read["bell-count"])


def test_the_bell_counts_on_every_page_and_costs_no_query(world: World, django_assert_num_queries: Any) -> None:
    bob = browser_of(world.bob)
    bob.get("/tidelines/")
    tell(world.bob)
    page = bob.get("/tidelines/programme").content.decode()
    assert 'class="bell-count" id="bell-count">1<' in page
    with django_assert_num_queries(2):
        assert world.actor(world.bob).unread == 1
    assert "bell-count" not in browser_of().get("/tidelines/programme").content.decode()


def test_older_notices_are_a_page_away_and_a_page_takes_the_same_queries_however_full(
    world: World, django_assert_max_num_queries: Any
) -> None:
    bob = browser_of(world.bob)
    for number in range(45):
        tell(world.bob, key=str(number), title=f"Number {number}", conference=world.congress)
    with django_assert_max_num_queries(9):
        page = bob.get("/tidelines/notices").content.decode()
    assert "Number 44<" in page
    assert "Number 4<" not in page
    older = re.search(r'href="(\?before=\d+)"', page)
    assert older is not None
    assert "Number 4<" in bob.get(f"/notices{older[1]}").content.decode()


def test_nobody_reads_anothers_notices(world: World) -> None:
    tell(world.bob, title="CANARYTITLE")
    for who in (world.ada, world.mo, world.olga, world.charlie):
        assert "CANARYTITLE" not in browser_of(who).get("/tidelines/notices").content.decode()
    assert browser_of().get("/notices").status_code == 302


def test_a_notice_leads_to_a_page_of_ours_and_its_title_is_one_line(world: World) -> None:
    for url in ("https://evil.example/", "//evil.example/", "javascript:alert(1)"):
        with pytest.raises(ValueError, match="a page of ours"):
            tell(world.bob, url=url)
    tell(world.bob, title="One\nline: Bcc: x@y.example")
    run_jobs()
    assert letters(world.bob) == ["One line: Bcc: x@y.example"]


def test_who_is_erased_goes_out_of_what_others_were_told(world: World, service: PushService) -> None:
    do(world.bob, "push.add_device", **service.subscription)
    tell(world.alice, title="Bob Fennimarsh booked a chat")
    tell(world.bob, key="own")
    with unit_of_work():
        privacy.erase_person(world.bob.pk)
    assert not Device.objects.exists()
    assert not Delivery.objects.filter(notice__key="own").exists()
    assert "Fennimarsh" not in browser_of(world.alice).get("/notices").content.decode()
    told = [event.data for event in log.read(f"user:{world.alice.pk}", 0)]
    assert "Fennimarsh" not in json.dumps(told)


def test_notices_are_forgotten_after_90_days(world: World, now: list[datetime]) -> None:
    tell(world.bob)
    now[0] += notices.KEPT + timedelta(days=1)
    tell(world.bob, key="fresh")
    duties.forget()
    assert list(Notice.objects.values_list("key", flat=True)) == ["fresh"]
