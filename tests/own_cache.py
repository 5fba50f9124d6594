"""Django's cache in Redis for one of several test processes that share a database there."""

from django.core.cache.backends import redis


class RedisCache(redis.RedisCache):
    """Django's own empties the whole database: the counters of the other processes, and the queues of their workers, would go with it."""

    def clear(self) -> bool:
        """Takes away what this process put there, which its prefix tells."""
        client = self._cache.get_client(write=True)
        for key in client.scan_iter(f"{self.key_prefix}:*", count=1000):
            client.delete(key)
        return True
