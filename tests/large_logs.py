"""Large made-up event logs as Parquet: people who walk through twenty activities of six organisations, in the order in which things ended.

Some starts and resources are missing, some activities begin before the one before them ends, some go round. The same seed, the same log.
"""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from analytics.domain.events.roles import Role

COLUMNS = {Role.CASE: "who", Role.ACTIVITY: "what", Role.START: "begun", Role.END: "done", Role.RESOURCE: "by", Role.ORGANISATION: "at"}
ACTIVITIES = tuple(f"Activity {chr(65 + n)}" for n in range(20))
END_ACTIVITY = "Closed"
_BEGIN = 1_700_000_000_000_000  # microseconds
_A_CASE = 8  # events, on average
_AT_ONCE = 500_000


def write_large_log(path: Path, events: int, seed: int = 7) -> Path:
    """A Parquet file of exactly that many events (at least 100), written bit by bit."""
    schema = pa.schema([(COLUMNS[role], pa.timestamp("us") if role in (Role.START, Role.END) else pa.string()) for role in COLUMNS])
    with pq.ParquetWriter(path, schema, compression="zstd") as writer:
        for table in _tables(events, seed, schema):
            writer.write_table(table)
    return path


def _tables(events: int, seed: int, schema: pa.Schema) -> Iterator[pa.Table]:
    chance = np.random.default_rng(seed)
    lengths = chance.integers(3, 2 * _A_CASE - 2, size=events // 3 + 1)
    last_case = int(np.searchsorted(np.cumsum(lengths), events))
    lengths = lengths[: last_case + 1]
    lengths[-1] -= int(lengths.sum()) - events
    if not lengths[-1]:
        lengths = lengths[:-1]
    case = np.repeat(np.arange(len(lengths), dtype=np.int32), lengths)
    first = np.r_[0, np.cumsum(lengths)[:-1]]
    place = np.arange(events, dtype=np.int32) - np.repeat(first, lengths).astype(np.int32)
    activity = ((case % 3) * 3 + place + (chance.random(events) < 0.12) * chance.integers(-2, 3, events)).clip(0).astype(np.int16) % 20
    closing = np.cumsum(lengths) - 1
    activity[closing[chance.random(len(closing)) < 0.9]] = len(ACTIVITIES)  # the others are still on their way
    service = chance.integers(1, 240, events) * 60_000_000
    wait = (chance.exponential(2.5, events) * 86_400_000_000).astype(np.int64) // 1_000_000 * 1_000_000
    wait -= (chance.random(events) < 0.02) * 7_200_000_000  # some begin before the one before has ended
    step = np.cumsum(wait + service)
    begun_at = np.repeat(step[first] - (wait + service)[first], lengths)
    arrival = np.sort(chance.integers(0, 3 * 365 * 86_400, len(lengths))) * 1_000_000
    done = _BEGIN + np.repeat(arrival, lengths) + step - begun_at
    started = chance.random(events) >= 0.02
    resource, known = (case.astype(np.int64) * 13 + place * 7) % 60, chance.random(events) >= 0.02
    order = np.argsort(done, kind="stable")
    names = [pa.array(words) for words in ([*ACTIVITIES, END_ACTIVITY], ["", *(f"Person {n}" for n in range(60))], _ORGANISATIONS)]
    for start in range(0, events, _AT_ONCE):
        at = order[start : start + _AT_ONCE]
        yield pa.Table.from_arrays(
            [
                pa.array(np.char.add("NHS-PERSON-", case[at].astype(str)), pa.string()),
                names[0].take(pa.array(activity[at])),
                pa.array((done - service)[at], pa.timestamp("us"), mask=~started[at]),
                pa.array(done[at], pa.timestamp("us")),
                names[1].take(pa.array((resource[at] + 1) * known[at])),
                names[2].take(pa.array(activity[at] % len(_ORGANISATIONS))),
            ],
            schema=schema,
        )


_ORGANISATIONS = tuple(f"Agency {n}" for n in range(6))
