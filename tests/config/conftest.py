from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests import servers


@pytest.fixture(scope="session")
def stores() -> Iterator[dict[str, str]]:
    """Addresses of a PostgreSQL and a Redis of this test session's own."""
    try:
        postgres, redis = servers.start_postgres(), servers.start_redis()
    except servers.MissingProgram as missing:
        pytest.skip(str(missing))
    yield {"DATABASE_URL": postgres.url, "REDIS_URL": redis.url}
    postgres.stop()
    redis.stop()
