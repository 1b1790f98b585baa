"""Unsafe mixtures of settings are refused; the defaults are not."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from config import checks
from config.keys import is_vapid_key, new_vapid_key

GOOD_KEY = "k3yOf-ThisTest-abcdefghijklmnopqrstuvwxyz-0123456789"
MEMORY = {"default": {"BACKEND": "channels.layers.InMemoryChannelLayer"}}
REDIS = {"default": {"BACKEND": "channels_redis.pubsub.RedisPubSubChannelLayer"}}
SQLITE = {"default": {"ENGINE": "django.db.backends.sqlite3"}}
POSTGRES = {"default": {"ENGINE": "django.db.backends.postgresql"}}
PUBLIC: dict[str, Any] = {
    "IS_PUBLIC": True,
    "ALLOWED_HOSTS": ["congress.example.org"],
    "KEYS_FROM_ENVIRONMENT": True,
    "SECRET_KEY": GOOD_KEY,
    "SEAL_KEY": GOOD_KEY,
    "VAPID_KEY": new_vapid_key(),
    "DEMO": False,
    "DEMO_IN_PUBLIC": False,
    "DEBUG": False,
    "WORKERS": 1,
    "CHANNEL_LAYERS": MEMORY,
    "DATABASES": SQLITE,
    "TURN_URLS": [],
    "TURN_SECRET": "",
    "CALLS_BY_RELAY_ONLY": False,
}


def codes(**changed: Any) -> list[str]:
    # Not override_settings: Django warns, rightly, that DATABASES cannot be changed on the run.
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(checks, "settings", SimpleNamespace(**{**PUBLIC, **changed}))
        return [str(message.id) for message in checks.settings_fit_together(None)]


def test_a_complete_public_installation_passes() -> None:
    assert codes(WORKERS=4, CHANNEL_LAYERS=REDIS, DATABASES=POSTGRES) == []


def test_one_process_in_memory_passes() -> None:
    assert codes(CHANNEL_LAYERS=MEMORY, DATABASES=SQLITE, VAPID_KEY="") == []


@pytest.mark.parametrize(
    ("code", "changed"),
    [
        ("config.E001", {"WORKERS": 2, "CHANNEL_LAYERS": MEMORY, "DATABASES": POSTGRES}),
        ("config.E006", {"WORKERS": 2, "CHANNEL_LAYERS": REDIS, "DATABASES": SQLITE}),
        ("config.E002", {"KEYS_FROM_ENVIRONMENT": False}),
        ("config.E003", {"SECRET_KEY": "changeme"}),
        ("config.E003", {"SEAL_KEY": "a" * 60}),
        ("config.E004", {"ALLOWED_HOSTS": ["*"]}),
        ("config.E005", {"DEMO": True}),
        ("config.E007", {"DEBUG": True}),
        ("config.E008", {"VAPID_KEY": "A" * 43}),
    ],
)
def test_an_unsafe_mixture_is_refused(code: str, changed: dict[str, Any]) -> None:
    assert codes(**changed) == [code]


def test_a_public_demonstration_may_be_asked_for() -> None:
    assert codes(DEMO=True, DEMO_IN_PUBLIC=True) == []


def test_keys_of_this_machine_are_made_once_and_kept_from_others(tmp_path: Any) -> None:
    from config.keys import local_keys

    first = local_keys(tmp_path)
    assert local_keys(tmp_path) == first
    assert len(first["SECRET_KEY"]) >= checks.SHORTEST_KEY
    assert len(first["SEAL_KEY"]) >= checks.SHORTEST_KEY
    assert is_vapid_key(first["VAPID_KEY"])
    for name in ("keys.json", "push.json"):
        assert (tmp_path / name).stat().st_mode & 0o077 == 0
