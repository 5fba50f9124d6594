"""Test processes that share a Redis leave one another's things alone."""

import pytest
from django.conf import settings
from django.core.cache import cache
from redis import Redis

from tests.own_cache import RedisCache

pytestmark = pytest.mark.services


def test_a_process_that_empties_its_cache_takes_nothing_of_another_and_no_queue():
    other = RedisCache(settings.REDIS_URL, {"KEY_PREFIX": f"{cache.key_prefix}-other"})
    queue, kept = Redis.from_url(settings.REDIS_URL), f"{cache.key_prefix}-celery-of-a-test"
    queue.rpush(kept, "a message")
    for one in (cache, other):
        one.set("tries", 3)
    cache.clear()
    assert (cache.get("tries"), other.get("tries"), queue.llen(kept)) == (None, 3, 1)
    other.clear()
    assert other.get("tries") is None
    queue.delete(kept)
