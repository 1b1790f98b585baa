"""One product for all faults of a run, on stores of its own, since they are broken on purpose."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.conf import settings

from tests import servers
from tests.faults import product as products
from tests.faults.product import Product

PEOPLE = 12


@pytest.fixture(scope="session")
def product() -> Iterator[Product]:
    """Two workers on PostgreSQL and Redis in that leg of the suite, one process on SQLite in the other."""
    try:
        made = products.prepare(PEOPLE, stores=bool(settings.REDIS_URL))
    except servers.MissingProgram as missing:
        pytest.skip(str(missing))
    try:
        made.start()
        yield made
    finally:
        made.stop()
