"""One product for all faults of a run, on stores of its own, since they are broken on purpose."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.conf import settings

from tests import servers
from tests.faults import product as products
from tests.faults.product import Product

PEOPLE = 12


@pytest.fixture
def product(broken_on_purpose: Product) -> Product:
    """As it should be: what the test before broke has been put right by now."""
    if broken_on_purpose.process is not None and broken_on_purpose.process.poll() is not None:
        broken_on_purpose.start()
    broken_on_purpose.all_serve()
    return broken_on_purpose


@pytest.fixture(scope="session")
def broken_on_purpose() -> Iterator[Product]:
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
