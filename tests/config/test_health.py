"""What supervisors and load balancers are told."""

from __future__ import annotations

import pytest
from django.conf import settings
from django.db import connection
from django.test import AsyncClient, Client, override_settings

from tests import servers

pytestmark = pytest.mark.django_db


def test_alive_asks_nobody(client: Client, django_assert_num_queries: object) -> None:
    with django_assert_num_queries(0):  # type: ignore[operator]
        answer = client.get("/healthz")
    assert (answer.status_code, answer.json()) == (200, {"code": "ok"})


def test_ready_names_each_store(client: Client) -> None:
    answer = client.get("/readyz")
    redis = "ok" if settings.REDIS_URL else "off"
    assert answer.status_code == 200
    assert answer.json() == {
        "code": "ready",
        "checks": {"database": "ok", "redis": redis, "migrations": "ok"},
    }


async def test_the_same_answers_come_through_the_async_chain(async_client: AsyncClient) -> None:
    assert (await async_client.get("/healthz")).status_code == 200


def test_a_probe_needs_neither_a_known_host_nor_tls(client: Client) -> None:
    with override_settings(ALLOWED_HOSTS=["congress.example.org"], SECURE_SSL_REDIRECT=True):
        assert client.get("/healthz", headers={"host": "10.0.0.7"}).status_code == 200


def test_a_missing_migration_makes_it_not_ready(client: Client) -> None:
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM django_migrations WHERE app = 'sessions'")
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert answer.json()["code"] == "not_ready"
    assert answer.json()["checks"]["migrations"] == "pending"


def test_a_lost_redis_is_told_and_the_cache_goes_on_in_memory() -> None:
    from config.cache import ForgivingRedisCache

    cache = ForgivingRedisCache(f"redis://127.0.0.1:{servers.free_port()}/0", {})
    assert not cache.ping()
    assert cache.add("visits", 1)
    assert cache.incr("visits") == 2
    assert cache.get("visits") == 2
    cache.set("visits", 7)
    assert cache.get_many(["visits"]) == {"visits": 7}
    assert cache.delete("visits")
    assert cache.get("visits") is None
