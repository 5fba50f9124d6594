"""Identifiers: UUIDv7 (RFC 9562), so that rows made later sort later and clients can make their own while offline."""

import os
import threading
import time
import uuid

_RANDOM = 74  # bits
_STEPS_BACK = 10_000  # ms: a clock that was set back further is believed
_last, _turn = 0, threading.Lock()


def uuid7() -> uuid.UUID:
    """A new UUIDv7: 48 bits of milliseconds since 1970, then 74 random bits. Of one process, each is greater than the one before (RFC 9562,
    6.2, method 2): rows that are made in the same millisecond sort as they were made.
    """
    global _last
    with _turn:
        now = time.time_ns() // 1_000_000
        value = now << _RANDOM | int.from_bytes(os.urandom(10), "big") & ((1 << _RANDOM) - 1)
        if value <= _last and (_last >> _RANDOM) - now < _STEPS_BACK:
            value = _last + 1 + int.from_bytes(os.urandom(4), "big")
        _last = value
    milliseconds, high, low = value >> _RANDOM, value >> 62 & 0xFFF, value & ((1 << 62) - 1)
    return uuid.UUID(int=milliseconds << 80 | 0x7 << 76 | high << 64 | 0b10 << 62 | low)
