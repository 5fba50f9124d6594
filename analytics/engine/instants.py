"""Times as text become microseconds, a whole column at once.

Equal layouts are cut at equal places; only what has no neighbour of its layout goes through regular expressions.
"""

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from analytics.engine.date_patterns import MONTH_NUMBERS, PATTERNS, Count, Pattern

DAY = 86_400_000_000
FIRST, LAST = -62_135_596_800_000_000, 253_402_300_799_999_999  # the years 1 to 9999
EARLIEST = -25_567 * DAY  # 1 January 1900: an earlier year in a log is a mistake, and would stretch every figure over time
TOO_LATE = 47_482 * DAY  # 1 January 2100: such a year stands for an end that is left open, or is a mistake
_NUMBER = r"^\d{1,16}(\.\d{1,16})?$"
_DIM = np.array([0, 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31])


@dataclass
class Parsed:
    """One column of a batch. day, month: microseconds with dates in numbers read day first, month first, less the offset if any.

    known: such a time exists; empty: nothing stands there; naive: it has no offset. over_first, over_second: the first or second number of
    a date in numbers is over 12; apart: the two readings differ and both are possible.
    """

    day: np.ndarray
    month: np.ndarray
    day_known: np.ndarray
    month_known: np.ndarray
    empty: np.ndarray
    naive: np.ndarray
    over_first: np.ndarray
    over_second: np.ndarray
    apart: np.ndarray

    @classmethod
    def nothing(cls, size: int) -> "Parsed":
        """A column in which nothing is known yet."""
        zeros, no = np.zeros(size, dtype=np.int64), np.zeros(size, dtype=bool)
        return cls(zeros, zeros.copy(), *(no.copy() for _place in range(7)))

    @property
    def unreadable(self) -> np.ndarray:
        """Something stands there and is no time."""
        return ~(self.day_known | self.month_known | self.empty)

    @property
    def impossible(self) -> np.ndarray:
        """In a year before the earliest of a log, or that no calendar has, under either reading."""
        early = (self.day_known & (self.day < EARLIEST)) | (self.month_known & (self.month < EARLIEST))
        return early | outside_calendar(self.day, self.day_known) | outside_calendar(self.month, self.month_known)

    @property
    def distant(self) -> np.ndarray:
        """In a year to come that no log can speak of, under either reading."""
        return (self.day_known & too_late(self.day)) | (self.month_known & too_late(self.month))


def parsed_typed(array: pa.Array) -> Parsed:
    """Timestamps and dates as Parquet types them."""
    result = Parsed.nothing(len(array))
    naive = not (pa.types.is_timestamp(array.type) and array.type.tz is not None)
    result.empty = np.asarray(array.is_null())
    result.day = result.month = _micros(array)
    result.day_known = result.month_known = ~result.empty
    result.naive = ~result.empty & naive
    return result


def _micros(array: pa.Array) -> np.ndarray:
    """Of any unit; what would be too far away for whole microseconds stays outside the calendar."""
    unit = array.type.unit if pa.types.is_timestamp(array.type) else "D" if pa.types.is_date32(array.type) else "ms"
    whole = np.asarray(pc.fill_null(array.cast(pa.int32() if unit == "D" else pa.int64()).cast(pa.int64()), 0))
    if unit == "ns":
        return whole // 1000
    scale = {"D": DAY, "s": 1_000_000, "ms": 1000, "us": 1}[unit]
    return np.clip(whole, FIRST // scale - 1, LAST // scale + 1) * scale


def too_late(micros: np.ndarray) -> np.ndarray:
    """Instants of 2100 or later that a calendar date has."""
    return (micros >= TOO_LATE) & (micros <= LAST)


def outside_calendar(micros: np.ndarray, known: np.ndarray) -> np.ndarray:
    """Instants that no calendar date has: an offset, a zone or a typed number carries them out of the years 1 to 9999."""
    return known & ((micros < FIRST) | (micros > LAST))


def parsed_text(array: pa.Array, given: Pattern | Count | None) -> Parsed:
    """Text in one of the known ways, or in the one given."""
    result = Parsed.nothing(len(array))
    lengths = np.asarray(pc.binary_length(array))
    result.empty = lengths == 0
    if isinstance(given, Count):
        _by_count(result, array, given)
        return result
    patterns = (given,) if given else PATTERNS
    for length in np.unique(lengths[~result.empty]):
        places = np.flatnonzero(lengths == length)
        texts = array if len(places) == len(array) else array.take(pa.array(places))
        if length > 60 or not _by_layout(result, places, texts, int(length), patterns):
            _by_expression(result, places, texts, patterns)
    return result


def _by_count(result: Parsed, texts: pa.Array, count: Count) -> None:
    """Whole numbers of units, and what stands after the point to the millisecond: more digits are those of sums, not of clocks."""
    plain = pc.utf8_trim_whitespace(texts)
    known = np.asarray(pc.match_substring_regex(plain, _NUMBER))
    numbers = np.asarray(pc.if_else(pa.array(known), plain, "0").cast(pa.float64()))
    known &= (numbers * count.unit + count.since >= FIRST) & (numbers * count.unit + count.since <= LAST)
    whole = np.where(known, numbers, 0).astype(np.int64)
    part = np.round((np.where(known, numbers, 0) - whole) * count.unit / 1000).astype(np.int64) * 1000
    result.day = result.month = whole * count.unit + part + count.since
    result.day_known, result.month_known = known, known.copy()
    result.naive = known & count.naive


def _by_layout(result: Parsed, places: np.ndarray, texts: pa.Array, length: int, patterns: tuple[Pattern, ...]) -> bool:
    """True when all texts have digits and marks at the same places as the first: then parts are cut by place."""
    offsets = np.frombuffer(texts.buffers()[1], dtype=np.int32)[texts.offset : texts.offset + len(texts) + 1]
    marks = np.frombuffer(texts.buffers()[2], dtype=np.uint8)[offsets[0] : offsets[-1]].reshape(len(texts), length)
    digit = (marks[0] >= 48) & (marks[0] <= 57)
    values = marks[:, digit]
    if not ((values >= 48) & (values <= 57)).all() or not (marks[:, ~digit] == marks[0, ~digit]).all():
        return False
    first = texts[0].as_py()
    match = next((found for pattern in patterns if (found := pattern.python.match(first))), None)
    if match is None or not first.isascii():
        return False
    parts = {}
    for group in match.re.groupindex:
        begin, end = match.span(group)
        if begin < 0:
            continue
        if group in "npz":
            parts[group] = match[group]
        elif group == "f":
            parts[group] = _number(marks[:, begin : min(end, begin + 6)]) * 10 ** max(0, 6 - (end - begin))
        else:
            parts[group] = _number(marks[:, begin:end])
    zone = parts.pop("z", None)
    seconds = np.zeros(len(texts), dtype=np.int64)
    if zone and zone[0] in "+-":
        begin, end = match.span("z")
        digits = marks[:, [place for place in range(begin, end) if digit[place]]]
        seconds = _offset_seconds(digits, -1 if zone[0] == "-" else 1)
    _fill(result, places, parts, np.full(len(texts), zone is None), seconds)
    return True


def _number(marks: np.ndarray) -> np.ndarray:
    value = np.zeros(len(marks), dtype=np.int64)
    for column in range(marks.shape[1]):
        value = value * 10 + (marks[:, column].astype(np.int64) - 48)
    return value


def _offset_seconds(digits: np.ndarray, sign: int) -> np.ndarray:
    total = np.zeros(len(digits), dtype=np.int64)
    for place, weight in zip(range(0, digits.shape[1], 2), (3600, 60, 1), strict=False):
        total += _number(digits[:, place : place + 2]) * weight
    return total * sign


def _by_expression(result: Parsed, places: np.ndarray, texts: pa.Array, patterns: tuple[Pattern, ...]) -> None:
    for pattern in patterns:
        found = pc.extract_regex(texts, pattern=pattern.re2)
        hit = np.asarray(found.is_valid())
        if not hit.any():
            continue
        struct = found.filter(pa.array(hit))
        parts: dict = {}
        naive, seconds = np.ones(len(struct), dtype=bool), np.zeros(len(struct), dtype=np.int64)
        for place, group in enumerate(pattern.python.groupindex):
            text = struct.field(place)
            if group == "n" or group == "p":
                parts[group] = text
            elif group == "z":
                naive, seconds = _zones(text)
            elif group == "f":
                parts[group] = _whole(pc.utf8_slice_codeunits(pc.utf8_rpad(text, 6, "0"), 0, 6))
            else:
                parts[group] = _whole(text)
        _fill(result, places[hit], parts, naive, seconds)
        texts, places = texts.filter(pa.array(~hit)), places[~hit]
        if not len(places):
            return


def _whole(text: pa.Array) -> np.ndarray:
    return np.asarray(pc.if_else(pc.equal(text, ""), "0", text).cast(pa.int64()))


def _zones(text: pa.Array) -> tuple[np.ndarray, np.ndarray]:
    """(no offset stands there, seconds east) by the few that differ."""
    coded = text.dictionary_encode()
    seconds = []
    for zone in coded.dictionary.to_pylist():
        digits = "".join(filter(str.isdigit, zone)).ljust(6, "0")
        east = int(digits[:2]) * 3600 + int(digits[2:4]) * 60 + int(digits[4:6])
        seconds.append(-east if zone[:1] == "-" else east)
    indices = np.asarray(coded.indices)
    return np.asarray(pc.equal(text, "")), np.array(seconds, dtype=np.int64)[indices] if len(indices) else np.zeros(0, dtype=np.int64)


def _month_numbers(names: pa.Array | str, size: int) -> np.ndarray:
    if isinstance(names, str):
        return np.full(size, MONTH_NUMBERS.get(names.lower(), 0), dtype=np.int64)
    coded = names.dictionary_encode()
    numbers = np.array([MONTH_NUMBERS.get(name.lower(), 0) for name in coded.dictionary.to_pylist()], dtype=np.int64)
    return numbers[np.asarray(coded.indices)]


def _fill(result: Parsed, places: np.ndarray, parts: dict, naive: np.ndarray, seconds: np.ndarray) -> None:
    size = len(places)
    zeros = np.zeros(size, dtype=np.int64)
    year = parts["y"] if "y" in parts else parts["q"] + np.where(parts["q"] < 69, 2000, 1900)
    clock, clock_known = _clock(parts, zeros)
    clock = clock - seconds * 1_000_000
    clock_known &= np.abs(seconds) < 86_400
    if "a" in parts:
        one, two = parts["a"], parts["b"]
        day, day_known = _midnight(year, two, one)
        month, month_known = _midnight(year, one, two)
        result.over_first[places] = day_known & (one > 12)
        result.over_second[places] = month_known & (two > 12)
        result.apart[places] = day_known & month_known & (one != two)
    else:
        number = _month_numbers(parts["n"], size) if "n" in parts else parts["m"]
        day, day_known = _midnight(year, number, parts["d"])
        month, month_known = day, day_known
    result.day[places], result.month[places] = day + clock, month + clock
    result.day_known[places], result.month_known[places] = day_known & clock_known, month_known & clock_known
    result.naive[places] = naive


def _clock(parts: dict, zeros: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """(microseconds since midnight, whether there is such a time)."""
    hour, minute, second, part = (parts.get(group, zeros) for group in "HMSf")
    known = (minute < 60) & (second <= 60)
    if "p" in parts:
        said = parts["p"]
        if isinstance(said, str):
            marked, late = np.ones(len(zeros), dtype=bool), np.full(len(zeros), said[0] in "pP")
        else:
            marked = np.asarray(pc.not_equal(said, ""))
            late = np.asarray(pc.starts_with(pc.utf8_lower(said), "p"))
        known &= ~marked | ((hour >= 1) & (hour <= 12))
        hour = np.where(marked, hour % 12 + 12 * late, hour)
    known &= (hour < 24) | ((hour == 24) & (minute + second + part == 0))
    return ((hour * 60 + minute) * 60 + second) * 1_000_000 + part, known


def _midnight(year: np.ndarray, month: np.ndarray, day: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """(microseconds since 1970 of a date's midnight, whether there is such a date)."""
    leap = (year % 4 == 0) & ((year % 100 != 0) | (year % 400 == 0))
    inside = (month >= 1) & (month <= 12)
    safe = np.where(inside, month, 1)
    known = inside & (year >= 1) & (day >= 1) & (day <= _DIM[safe] + ((safe == 2) & leap))
    shifted = np.where(safe <= 2, year - 1, year)
    era = shifted // 400
    of_era = shifted - era * 400
    of_year = (153 * (safe + np.where(safe > 2, -3, 9)) + 2) // 5 + day - 1
    days = era * 146_097 + of_era * 365 + of_era // 4 - of_era // 100 + of_year - 719_468
    return days * DAY, known
