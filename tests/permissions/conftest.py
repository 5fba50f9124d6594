"""One world for the whole matrix: made once, and every request's effects are rolled back."""

import pytest
from django.db import transaction

from .world import World, make_world, with_tokens


@pytest.fixture(scope="package")
def shared_world(django_db_setup, django_db_blocker):
    """Made inside a transaction that is rolled back at the end."""
    with django_db_blocker.unblock(), transaction.atomic():
        world = make_world()
        world.people += with_tokens(world)
        yield world
        transaction.set_rollback(True)


@pytest.fixture
def world(shared_world) -> World:
    """The world with the live map in place."""
    shared_world.state = "live"
    return shared_world
