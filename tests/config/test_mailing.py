"""One address says where letters go, whatever words the Django in use has for it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import django
import pytest

from config.mailing import mail_settings

URL = "smtp+tls://user:secret@mail.example:587"


def test_the_parts_of_the_address_become_settings_of_this_django(tmp_path: Path) -> None:
    found = mail_settings(URL, tmp_path)
    options: dict[str, Any] = found["MAILERS"]["default"]["OPTIONS"] if "MAILERS" in found else found
    assert {"mail.example", 587, "user", "secret"} <= set(options.values())


def test_a_django_with_mailers_gets_them_and_nothing_else(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(django, "VERSION", (6, 1, 0, "final", 0))
    assert list(mail_settings(URL, tmp_path)) == ["MAILERS"]
    mailer = mail_settings("", tmp_path)["MAILERS"]["default"]
    assert mailer["OPTIONS"] == {"file_path": str(tmp_path)}


def test_without_an_address_letters_become_files(tmp_path: Path) -> None:
    assert str(tmp_path) in str(mail_settings("", tmp_path))
