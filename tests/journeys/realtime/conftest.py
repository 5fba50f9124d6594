"""The product with its sockets behind a real web server."""

from collections.abc import Iterator

import pytest

from carejourneys.asgi import application
from carejourneys.pages.management.commands.serve import OPTIONS
from tests.factories import Cast, make_cast
from tests.served import served


@pytest.fixture
def port(transactional_db) -> Iterator[int]:
    with served(application, **OPTIONS) as port:
        yield port


@pytest.fixture
def cast(transactional_db) -> Cast:
    """As everywhere, but committed: sockets are served by other threads and processes."""
    return make_cast()
