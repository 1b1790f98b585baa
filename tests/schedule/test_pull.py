"""Programmes are fetched from listed public hosts, and nothing else can be reached through us."""

from __future__ import annotations

import io
import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from django.core.cache import cache
from django.core.management import call_command
from django.test import override_settings

from core.errors import Forbidden, NotFound
from schedule.exchange import pull, uploads
from schedule.exchange.document import FileRefusedError
from schedule.exchange.downloads import as_text
from schedule.exchange.limits import MAX_BYTES
from schedule.exchange.models import Upload
from schedule.exchange.pull import Door
from schedule.programme.models import Session
from tests.factories import World, browser_of, do, run_jobs
from tests.schedule.conftest import fixture, items, programme

HOSTS = frozenset({"talks.example"})
Answer = Callable[[BaseHTTPRequestHandler], None]


@contextmanager
def serving(answer: Answer) -> Iterator[Door]:
    """A server on loopback, and a door that may reach it under a listed name."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            answer(self)

        def log_message(self, *_: object) -> None:
            """Silence."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield Door(HOSTS, lambda _: True, lambda *_: ["127.0.0.1"], server.server_port, tls=False, seconds=2)
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def says(body: bytes, status: int = 200, **headers: str) -> Answer:
    def answer(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(status)
        for name, value in headers.items():
            handler.send_header(name.replace("_", "-"), value)
        handler.send_header("Content-Length", str(len(body)))
        handler.end_headers()
        handler.wfile.write(body)

    return answer


def refusal(address: str, door: Door | None = None) -> str:
    with pytest.raises(FileRefusedError) as refused:
        pull.fetch(address, door or Door(HOSTS))
    return refused.value.problems[0].code


def test_a_listed_host_is_asked_under_its_name_and_a_page_of_an_event_leads_to_its_schedule() -> None:
    asked: list[tuple[str | None, str]] = []

    def answer(handler: BaseHTTPRequestHandler) -> None:
        asked.append((handler.headers["Host"], handler.path))
        says(b"{}")(handler)

    with serving(answer) as door:
        for path in ("/democon/", "/api/events/democon/submissions/", "/democon/schedule/", "/files/a.ics?x=1"):
            assert pull.fetch(f"https://talks.example{path}", door) == b"{}"

    export = "/democon/schedule/export/schedule.json"
    assert [path for _, path in asked] == [export, export, export, "/files/a.ics?x=1"]
    assert {str(host).partition(":")[0] for host, _ in asked} == {"talks.example"}


@pytest.mark.parametrize(
    ("address", "code"),
    [
        ("http://talks.example/a", "pull.address"),
        ("file:///etc/hostname", "pull.address"),
        ("gopher://talks.example/", "pull.address"),
        ("https://talks.example:22/", "pull.address"),
        ("https://user:word@talks.example/", "pull.address"),
        ("https://talks.example/\r\nX: y", "pull.address"),
        ("https://talks.example:99999/", "pull.address"),
        ("", "pull.address"),
        ("https://other.example/", "pull.host"),
        ("https://talks.example.evil.example/", "pull.host"),
        ("https://127.0.0.1/", "pull.host"),
        ("https://[::1]/", "pull.host"),
        ("https://2130706433/", "pull.host"),
        ("https://talks.example@127.0.0.1/", "pull.address"),
    ],
)
def test_an_address_that_may_not_be_asked_for_is_refused(address: str, code: str) -> None:
    assert refusal(address) == code


@pytest.mark.parametrize(
    "found",
    [
        "127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0", "224.0.0.1",
        "255.255.255.255", "::1", "::", "fe80::1", "fe80::1%eth0", "fd00::1", "::ffff:10.0.0.1", "::ffff:8.8.8.8", "64:ff9b::a00:1",
        "2002:a00:1::", "ff02::1", "nonsense",
    ],
)  # fmt: skip
def test_a_listed_name_that_leads_to_a_private_address_is_refused(found: str) -> None:
    assert refusal("https://talks.example/", Door(HOSTS, resolve=lambda *_: [found])) == "pull.private"
    # One bad address among good ones is enough
    assert refusal("https://talks.example/", Door(HOSTS, resolve=lambda *_: ["8.8.8.8", found])) == "pull.private"


def test_a_name_that_answers_otherwise_the_second_time_gains_nothing() -> None:
    answers = iter([["93.184.216.34"], ["127.0.0.1"]])
    asked: list[str] = []

    def resolve(host: str, port: int) -> list[str]:
        asked.append(host)
        return next(answers)

    seen: list[str] = []

    def may_reach(address: str) -> bool:
        seen.append(address)
        return False

    assert refusal("https://talks.example/", Door(HOSTS, may_reach, resolve)) == "pull.private"
    assert (asked, seen) == (["talks.example"], ["93.184.216.34"])
    # What is looked at is what is connected to: with a name no resolver knows, only the given address can be reached
    with serving(says(b"[]")) as door:
        assert pull.fetch("https://talks.example/a.json", door) == b"[]"


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_redirects_are_not_followed(status: int) -> None:
    with serving(says(b"", status, Location="http://169.254.169.254/")) as door:
        assert refusal("https://talks.example/a.json", door) == "pull.redirect"


def test_other_answers_are_refused() -> None:
    with serving(says(b"no", 404)) as door:
        assert refusal("https://talks.example/a.json", door) == "pull.status"
    with serving(says(b"x", Content_Encoding="gzip")) as door:
        assert refusal("https://talks.example/a.json", door) == "pull.encoding"


def test_an_endless_answer_is_cut_and_so_is_a_slow_one() -> None:
    def endless(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(200)
        handler.end_headers()
        try:
            for _ in range(MAX_BYTES // 65_536 + 8):
                handler.wfile.write(b"a" * 65_536)
        except OSError:
            pass

    def dripping(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(200)
        handler.end_headers()
        try:
            for _ in range(200):
                handler.wfile.write(b"a")
                time.sleep(0.02)
        except OSError:
            pass

    def hesitating(handler: BaseHTTPRequestHandler) -> None:
        try:
            handler.wfile.write(b"HTTP/1.1 200 OK\r\n")
            for _ in range(200):
                handler.wfile.write(b"X: a\r\n")
                handler.wfile.flush()
                time.sleep(0.02)
        except OSError:
            pass

    with serving(endless) as door:
        assert refusal("https://talks.example/a.json", door) == "file.too_large"
    for slow in (dripping, hesitating):
        with serving(slow) as door:
            quick = Door(door.hosts, door.may_reach, door.resolve, door.port, door.tls, seconds=0.3)
            assert refusal("https://talks.example/a.json", quick) == "pull.too_slow"


# ---- the page and the command ----------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_an_organizer_pulls_looks_and_imports(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    with serving(says(fixture("congress.json"))) as door:
        monkeypatch.setattr(pull, "open_door", lambda: door)
        made = do(world.olga, "programme.pull", conference="tidelines", address="https://talks.example/lantern/")
        page = browser_of(world.olga).get(made["url"])
        assert "data-again" in page.content.decode(), "it looks again by itself while the file is on its way"
        run_jobs()
    upload = Upload.objects.get()
    assert (upload.state, upload.report["created"] > 0) == ("ready", True)
    assert not Session.objects.filter(conference=world.congress).exists()
    do(world.olga, "programme.import", upload=upload.pk)
    assert Session.objects.filter(conference=world.congress).count() == upload.report["created"]


@pytest.mark.django_db
def test_a_refused_address_is_told_on_the_page(world: World) -> None:
    made = do(world.olga, "programme.pull", conference="tidelines", address="https://169.254.169.254/latest/")
    run_jobs()
    assert "fetched from these hosts only" in browser_of(world.olga).get(made["url"]).content.decode()


@pytest.mark.django_db
def test_who_may_not_manage_the_programme_does_not_pull(world: World) -> None:
    for who, refused in ((world.bob, Forbidden), (world.charlie, NotFound)):
        with pytest.raises(refused):
            do(who, "programme.pull", conference="tidelines", address="https://talks.example/")


@pytest.mark.django_db
def test_a_long_import_runs_as_a_job_and_tells_how_far_it_is(world: World) -> None:
    programme(world.neighbour, *items(uploads.MANY + 1, 4))
    made = do(
        world.olga,
        "programme.upload",
        conference="tidelines",
        name="a.json",
        content=as_text(world.neighbour, "json").encode(),
    )
    do(world.olga, "programme.import", upload=made["upload"])
    upload = Upload.objects.get()
    assert upload.state == "importing"
    assert not Session.objects.filter(conference=world.congress).exists()
    uploads.note_progress(upload.pk, "Created 300 sessions.")
    assert "Created 300 sessions." in browser_of(world.olga).get(made["url"]).content.decode()
    run_jobs()
    upload.refresh_from_db()
    assert (upload.state, Session.objects.filter(conference=world.congress).count()) == ("done", uploads.MANY + 1)
    cache.clear()


@pytest.mark.django_db
def test_the_command_line_takes_an_address_and_refuses_like_the_page() -> None:
    out, err = io.StringIO(), io.StringIO()
    with pytest.raises(SystemExit) as end:
        call_command(
            "programme", "import", "https://169.254.169.254/", "--conference", "x", "--json", stdout=out, stderr=err
        )
    assert end.value.code == 2
    assert json.loads(out.getvalue())["problems"][0]["code"] == "pull.host"


@override_settings(PROGRAMME_HOSTS=["Talks.Example"])
def test_the_hosts_are_a_setting() -> None:
    assert pull.open_door().hosts == frozenset({"talks.example"})
