"""Files in chats: drawn anew, kept from everybody who does not read the chat, and refused with a code when unsafe."""

from __future__ import annotations

import io
import struct
import zlib
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from core import unit
from messaging.files import cleaning
from messaging.files.cleaning import Unsafe
from messaging.files.models import Attachment, Content
from messaging.models import Message, Thread
from tests.factories import World, browser_of, do, room_of

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"


def picture(kind: str = "PNG", size: tuple[int, int] = (30, 20), **more: Any) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", size, "teal").save(out, kind, **more)
    return out.getvalue()


def bomb(side: int) -> bytes:
    """A PNG that says it has side x side pixels in a few bytes."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    head = struct.pack(">IIBBBBB", side, side, 1, 0, 0, 0, 0)
    rows = zlib.compress(b"\0" * 4000)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def thread(world: World) -> int:
    return Thread.objects.get(kind="room", key=str(room_of(world.congress).pk)).pk


def send(client: Client, thread: int, name: str, content: bytes, **more: Any) -> Any:
    data = {"thread": thread, "file": SimpleUploadedFile(name, content), **more}
    return client.post("/c/message.attach", data, headers={"Accept": "application/json"})


def test_a_picture_is_drawn_anew_without_where_it_was_taken(world: World) -> None:
    exif = Image.Exif()
    exif[0x010F] = "SecretCamera"
    gps = exif.get_ifd(0x8825)
    gps[1], gps[2] = "N", (38.0, 42.0, 0.0)
    content = picture("JPEG", exif=exif) + b"<script>alert(1)</script>PK\x05\x06"
    assert b"SecretCamera" in content
    answer = send(browser_of(world.bob), thread(world), "holiday.jpg", content, text="Look")
    assert answer.status_code == 201, answer.content
    kept = bytes(Content.objects.get().data)
    assert b"SecretCamera" not in kept
    assert b"script" not in kept
    assert Image.open(io.BytesIO(kept)).getexif() == {}
    shown = browser_of(world.ada).get(f"/files/{Attachment.objects.get().pk}")
    assert shown.status_code == 200
    assert shown["Content-Type"] == "image/jpeg"
    assert shown["Content-Security-Policy"].startswith("default-src 'none'; sandbox")
    assert shown["X-Content-Type-Options"] == "nosniff"
    page = browser_of(world.ada).get(f"/tidelines/room/{room_of(world.congress).session.code}").content.decode()
    assert f'src="/files/{Attachment.objects.get().pk}"' in page


def test_a_pdf_comes_as_an_attachment(world: World) -> None:
    assert send(browser_of(world.bob), thread(world), "slides.pdf", PDF).status_code == 201
    shown = browser_of(world.ada).get(f"/files/{Attachment.objects.get().pk}")
    assert shown["Content-Disposition"].startswith("attachment")
    assert "sandbox" in shown["Content-Security-Policy"]


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("drawing.svg", b"<svg onload='alert(1)'/>", "file.type"),
        ("drawing.png", b"<svg xmlns='http://www.w3.org/2000/svg'/>", "file.type"),
        ("page.html", b"<html>", "file.type"),
        ("photo.png", picture("JPEG"), "file.type"),
        ("photo.pdf", picture("PNG"), "file.type"),
        ("paper.png", PDF, "file.type"),
        ("gif.gif", b"GIF89a/*" + b"\0" * 10 + b"*/=1;alert(1)", "file.type"),
        ("behind.pdf", PDF + b"PK\x03\x04 a zip behind it PK\x05\x06", "file.type"),
        ("before.pdf", b"<html><script>alert(1)</script>" + PDF, "file.type"),
        ("bomb.png", bomb(30_000), "file.too_many_pixels"),
        ("long.png", bomb(13_000), "file.too_many_pixels"),
        ("cut.png", picture()[:40], "file.type"),
        ("empty.png", b"", "file.type"),
        ("large.pdf", PDF[:-6] + b" " * cleaning.MOST_BYTES + b"%%EOF\n", "file.too_large"),
        (".png", picture(), "file.name"),
        ("x" * 300 + ".png", picture(), "file.name"),
        ("photo.png.exe", picture(), "file.type"),
    ],
)
def test_what_is_unsafe_is_refused_with_a_code_and_nothing_is_kept(
    world: World, name: str, content: bytes, code: str
) -> None:
    answer = send(browser_of(world.bob), thread(world), name, content)
    assert answer.status_code in {413, 422}, answer.content
    assert answer.json()["error"]["code"] in {code, "body.too_large"}
    assert not Message.objects.exists()
    assert not Attachment.objects.exists()


@pytest.mark.parametrize("name", ["../../etc/passwd.png", "..\\x.png", "a/b.png", "nul\0.png", "new\nline.png"])
def test_tricks_with_paths_are_refused(name: str) -> None:
    with pytest.raises(Unsafe) as refused:
        cleaning.clean(name, picture())
    assert refused.value.code == "file.name"


def test_words_alone_cannot_pretend_to_be_a_file(world: World) -> None:
    answer = browser_of(world.bob).post(
        "/c/message.attach", {"thread": thread(world), "file": "text"}, headers={"Accept": "application/json"}
    )
    assert answer.status_code == 422


def test_strangers_and_the_signed_out_find_no_file(world: World) -> None:
    send(browser_of(world.bob), thread(world), "photo.png", picture())
    address = f"/files/{Attachment.objects.get().pk}"
    assert browser_of(world.charlie).get(address).status_code == 404
    assert browser_of().get(address).status_code == 404
    assert browser_of(world.ada).get("/files/999999").status_code == 404


def test_a_held_file_is_for_its_author_and_the_moderators_only(world: World) -> None:
    do(world.mo, "room.chat", room=room_of(world.congress).pk, chat_for="all", chat_waits=True)
    send(browser_of(world.bob), thread(world), "photo.png", picture())
    address = f"/files/{Attachment.objects.get().pk}"
    assert [browser_of(who).get(address).status_code for who in (world.ada, world.bob, world.mo)] == [404, 200, 200]
    do(world.mo, "message.settle", message=Message.objects.get().pk, on=True)
    assert browser_of(world.ada).get(address).status_code == 200


def test_a_file_goes_with_its_message(world: World) -> None:
    send(browser_of(world.bob), thread(world), "photo.png", picture())
    address = f"/files/{Attachment.objects.get().pk}"
    do(world.mo, "message.hide", message=Message.objects.get().pk, on=True)
    assert browser_of(world.ada).get(address).status_code == 404
    do(world.mo, "message.hide", message=Message.objects.get().pk, on=False)
    do(world.bob, "message.delete", message=Message.objects.get().pk)
    assert not Content.objects.exists()


def test_erasing_a_person_erases_her_files(world: World) -> None:
    send(browser_of(world.bob), thread(world), "photo.png", picture())
    do(world.bob, "person.erase_me", confirm="erase")
    assert not Content.objects.exists()


def test_a_muted_person_sends_no_file(world: World) -> None:
    here: dict[str, Any] = {"ref": world.member(world.bob).ref, "conference": world.congress.pk}
    do(world.mo, "sanction.impose", **here, kind="mute", reason="Too loud")
    assert send(browser_of(world.bob), thread(world), "photo.png", picture()).status_code == 403
    assert not Attachment.objects.exists()


def test_a_large_picture_is_made_smaller() -> None:
    kept = cleaning.clean("map.webp", picture("WEBP", (4000, 1000)))
    assert (kept.width, kept.height, kept.kind) == (2560, 640, "image/png")


def in_a_unit() -> bool:
    try:
        unit.notes("looked")
    except RuntimeError:
        return False
    return True


def test_a_picture_is_decoded_before_any_row_is_held_and_only_for_who_may(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    inside: list[bool] = []
    opened = Image.open

    def watched(*args: Any, **more: Any) -> Any:
        inside.append(in_a_unit())
        return opened(*args, **more)

    monkeypatch.setattr(Image, "open", watched)
    assert send(browser_of(world.charlie), thread(world), "dot.png", picture()).status_code == 404
    assert inside == []
    assert send(browser_of(world.bob), thread(world), "dot.png", picture()).status_code == 201
    assert inside == [False]
