"""Fractional keys: strings that sort in the order people put things, with always room for one more between two neighbours.

A key is a head letter, which says how many digits the whole part has, then the whole part, then a fraction in base 62
without a trailing zero: "a0" < "a0V" < "a1" < … < "az" < "b00". Adding at either end costs no extra length for a long
time; only inserting again and again at one spot makes a key longer (about one character in six inserts).
Keys compare by code point: sort them in Python, not by a database's collation.
"""

DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
FIRST = "a0"
_LOWEST_HEAD, _HIGHEST_HEAD = "A", "z"


def _whole_length(head: str) -> int:
    """How many characters the whole part has, its head letter included."""
    if "a" <= head <= "z":
        return ord(head) - ord("a") + 2
    if "A" <= head <= "Z":
        return ord("Z") - ord(head) + 2
    raise ValueError(f"not an order key: it begins with {head!r}")


def _parts(key: str) -> tuple[str, str]:
    length = _whole_length(key[:1])
    if len(key) < length:
        raise ValueError(f"not an order key: {key!r} is too short")
    return key[:length], key[length:]


def is_key(key: object) -> bool:
    """Whether `key` is a well-formed order key."""
    if not isinstance(key, str) or not key or any(c not in DIGITS for c in key):
        return False
    try:
        _, fraction = _parts(key)
    except ValueError:
        return False
    return not fraction.endswith("0")


def _next_whole(whole: str) -> str | None:
    head, digits = whole[0], list(whole[1:])
    for place in reversed(range(len(digits))):
        step = DIGITS.index(digits[place]) + 1
        if step < len(DIGITS):
            digits[place] = DIGITS[step]
            return head + "".join(digits)
        digits[place] = "0"
    if head == "Z":
        return "a0"
    if head == _HIGHEST_HEAD:
        return None
    head = chr(ord(head) + 1)
    return head + "0" * (_whole_length(head) - 1)


def _previous_whole(whole: str) -> str | None:
    head, digits = whole[0], list(whole[1:])
    for place in reversed(range(len(digits))):
        step = DIGITS.index(digits[place]) - 1
        if step >= 0:
            digits[place] = DIGITS[step]
            return head + "".join(digits)
        digits[place] = "z"
    if head == "a":
        return "Zz"
    if head == _LOWEST_HEAD:
        return None
    head = chr(ord(head) - 1)
    return head + "z" * (_whole_length(head) - 1)


def _fraction_between(low: str, high: str | None) -> str:
    """A fraction strictly between two fractions; `high` None means 1. Neither ends in zero."""
    if high is not None:
        shared = 0
        while shared < len(high) and (low[shared] if shared < len(low) else "0") == high[shared]:
            shared += 1
        if shared:
            return high[:shared] + _fraction_between(low[shared:], high[shared:])
    bottom = DIGITS.index(low[0]) if low else 0
    top = DIGITS.index(high[0]) if high is not None else len(DIGITS)
    if top - bottom > 1:
        return DIGITS[(bottom + top) // 2]
    if high is not None and len(high) > 1:
        return high[0]
    return DIGITS[bottom] + _fraction_between(low[1:], None)


def key_between(low: str | None, high: str | None) -> str:
    """A new key strictly between `low` and `high`; None is the open end. ValueError when low >= high or a key is malformed."""
    if low is not None and high is not None and low >= high:
        raise ValueError(f"no room: {low!r} does not come before {high!r}")
    if low is None:
        if high is None:
            return FIRST
        whole, fraction = _parts(high)
        if fraction:
            return whole
        previous = _previous_whole(whole)
        return previous if previous is not None else whole + _fraction_between("", fraction)
    whole, fraction = _parts(low)
    if high is None:
        following = _next_whole(whole)
        return following if following is not None else whole + _fraction_between(fraction, None)
    high_whole, high_fraction = _parts(high)
    if whole == high_whole:
        return whole + _fraction_between(fraction, high_fraction)
    following = _next_whole(whole)
    if following is not None and following < high:
        return following
    return whole + _fraction_between(fraction, None)


def keys_between(low: str | None, high: str | None, count: int) -> list[str]:
    """`count` new keys in rising order, all strictly between `low` and `high`, spread so that none grows long."""
    if count <= 0:
        return []
    if high is None:
        keys = []
        for _ in range(count):
            low = key_between(low, None)
            keys.append(low)
        return keys
    if low is None:
        keys = []
        for _ in range(count):
            high = key_between(None, high)
            keys.append(high)
        return keys[::-1]
    middle = key_between(low, high)
    left = (count - 1) // 2
    return [*keys_between(low, middle, left), middle, *keys_between(middle, high, count - 1 - left)]
