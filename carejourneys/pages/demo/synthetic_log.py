"""A synthetic event log of the worked example's current state: nobody's data, the same for the same seed.

Waits are gamma distributed (shape 2) around the map's figures; a referral is sent back with probability 0.46 each time; 20% leave at the
specialist assessment. 1,500 referrals arrive evenly over 78 weeks; what has not happened by the last day is not in the log, so many
people are still on the way, as in any real extract.
"""

import csv
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np

FIRST_DAY = datetime(2025, 2, 3, tzinfo=UTC)
SEED = 9
WEEKS, REFERRALS, SENT_BACK, LEAVE = 78, 1500, 0.46, 0.20
GP, MEMORY, ACUTE, COUNCIL, CHARITY = "GP cluster", "Memory service", "Acute hospital", "Council", "Home support charity"
CONTACT, LISTEN, WRITE, TRIAGE = "Contact with surgery", "GP appointment, memory test", "Referral written", "Referral triaged"
SCAN, ASSESS, ADVICE, NEEDS, SUPPORT = (
    "Scan and bloods",
    "Specialist assessment",
    "Advice given",
    "Needs assessment",
    "Support started at home",
)
MINUTES = {CONTACT: 6, LISTEN: 20, WRITE: 15, TRIAGE: 10, SCAN: 45, ASSESS: 90, ADVICE: 15, NEEDS: 75, SUPPORT: 60}
OWNER = {CONTACT: GP, LISTEN: GP, WRITE: GP, TRIAGE: MEMORY, SCAN: ACUTE, ASSESS: MEMORY, ADVICE: MEMORY, NEEDS: COUNCIL, SUPPORT: CHARITY}
COLUMNS = ("referral", "activity", "started", "finished", "organisation")
END_ACTIVITIES = (SUPPORT, ADVICE)


def rows(seed: int = SEED) -> Iterator[tuple[str, str, str, str, str]]:
    """The log's rows in the order of COLUMNS; times are ISO 8601 in UTC."""
    random = np.random.default_rng(seed)
    last = FIRST_DAY + timedelta(weeks=WEEKS)
    arrivals = np.sort(random.uniform(0, WEEKS * 7, REFERRALS))

    def wait(mean_days: float) -> timedelta:
        return timedelta(days=float(random.gamma(2, mean_days / 2)))

    for number, day in enumerate(arrivals, start=1):
        now = FIRST_DAY + timedelta(days=float(day))
        for activity, before in _way(random):
            now += wait(before) if before else timedelta()
            finished = now + timedelta(minutes=MINUTES[activity] * float(random.uniform(0.7, 1.3)))
            if finished > last:
                break
            yield f"S{number:05d}", activity, _text(now), _text(finished), OWNER[activity]
            now = finished


def _way(random: np.random.Generator) -> Iterator[tuple[str, float]]:
    """One person's activities with the mean wait in days before each."""
    yield CONTACT, 0
    yield LISTEN, 4
    yield WRITE, 1
    yield TRIAGE, 9
    while random.random() < SENT_BACK:
        yield WRITE, 3
        yield TRIAGE, 9
    yield SCAN, 11
    yield ASSESS, 7
    if random.random() < LEAVE:
        yield ADVICE, 0
        return
    yield NEEDS, 13
    yield SUPPORT, 6


def _text(moment: datetime) -> str:
    return moment.isoformat(timespec="seconds").replace("+00:00", "Z")


def write(path: Path, seed: int = SEED) -> int:
    """Writes the log as CSV; returns the number of rows below the heading."""
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(COLUMNS)
        count = 0
        for row in rows(seed):
            writer.writerow(row)
            count += 1
    return count
