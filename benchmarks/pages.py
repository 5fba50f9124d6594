"""A map of 500 steps and about 700 links, asked of the server: the snapshot, the 304, the page, beside what they are measured against.

    python -m benchmarks.pages [--steps 500] [--rounds 9] [--each 5]

Every figure is a whole request to its address through all of the product but the network, by a session and by a token, in turn: DRF's
ModelSerializers (`peers/model_serializers.py`, frozen; the same answer is asserted); the snapshot from the rows (nothing is stored: what
the first reader of all pays), as stored (to a process that knows nothing of the map) and as remembered; a 304; the door alone, behind
which nothing is done. Then the page of the map. On SQLite, or on the PostgreSQL that DATABASE_URL names. Ends with 1 when the promise about
speed is not kept.
"""

import argparse
import os
import sys
import time
from collections.abc import Callable
from statistics import median

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "carejourneys.settings.test")

import django
from django.conf import settings

settings.ROOT_URLCONF = "benchmarks.peers.addresses"
django.setup()

import orjson  # noqa: E402
from django.db import connection  # noqa: E402
from django.test import Client  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402

from benchmarks.own_database import own_database  # noqa: E402
from benchmarks.rounds import in_turn, table  # noqa: E402
from journeys.models import Map, MapSnapshot  # noqa: E402
from journeys.queries.snapshots import etag_of, forget_encoded, snapshot_of  # noqa: E402
from journeys.queries.states import state_of  # noqa: E402
from journeys.services.map_snapshots import keep_snapshot  # noqa: E402
from tests.factories import Cast, bearer, make_cast, signed_in  # noqa: E402
from tests.pages.maps import make_long_map  # noqa: E402

PEER = "DRF ModelSerializers"
PROMISED = 3.5  # times as fast as the peer, from the rows


class Reader:
    """Somebody with a session or a token, who asks for the map in every way there is."""

    def __init__(self, of: Map, client: Client, headers: dict[str, str], each: int):
        self.of, self.client, self.headers, self.each = of, client, headers, each
        self.stored = MapSnapshot.objects.filter(map=of)
        self.snapshot = f"/api/v1/maps/{of.pk}/snapshot/"
        self.unchanged = {"If-None-Match": etag_of(of)}

    def ways(self) -> dict[str, Callable[[], float]]:
        """{name: seconds a request}, the peer first."""
        return {
            PEER: self.timed(f"/peer/{self.of.pk}/"),
            "from the rows": self.timed(self.snapshot, before=self._store_nothing),
            "as stored": self.timed(self.snapshot, before=self._store),
            "remembered": self.timed(self.snapshot),
            "304": self.timed(self.snapshot, 304, **self.unchanged),
            "the door alone": self.timed(f"/door/{self.of.pk}/", 204),
        }

    def queries(self) -> dict[str, str]:
        """{name: how many queries one request of it makes}."""
        counted = {}
        for name, way in self.ways().items():
            way()  # nothing is asked for the first time
            with CaptureQueriesContext(connection) as seen:
                way()
            counted[name] = f"{len(self._asked(seen)) // self.each} queries"
        return counted

    def get(self, path: str, status: int = 200, **headers: str) -> bytes:
        answer = self.client.get(path, headers={**self.headers, **headers})
        assert answer.status_code == status, answer.status_code
        return answer.content

    def timed(self, path: str, status: int = 200, before: Callable[[], None] = lambda: None, **headers: str) -> Callable[[], float]:
        """What asks for a path and answers with the seconds a request took. before: done ahead of each, outside of the time."""

        def run() -> float:
            taken = 0.0
            for _ in range(self.each):
                before()
                began = time.perf_counter()
                self.get(path, status, **headers)
                taken += time.perf_counter() - began
            return taken / self.each

        return run

    def _store_nothing(self) -> None:
        self.stored.delete()
        forget_encoded(str(self.of.pk))

    def _store(self) -> None:
        keep_snapshot(of=self.of, state=state_of(self.of), since=0, at_once=True)
        forget_encoded(str(self.of.pk))

    @staticmethod
    def _asked(seen: CaptureQueriesContext) -> list[str]:
        """Without what prepares a request: the stored snapshot thrown away or written."""
        writes = ("DELETE", "INSERT", "SAVEPOINT", "RELEASE", "BEGIN", "COMMIT")
        return [query["sql"] for query in seen if not query["sql"].startswith(writes)]


def same(one: bytes, other: bytes) -> bool:
    """Whether two snapshots say the same, whatever the order of the elements."""
    first, second = ({**told, "elements": {e["id"]: e for e in told["elements"]}} for told in map(orjson.loads, (one, other)))
    return first == second


def measure(cast: Cast, of: Map, rounds: int, each: int) -> bool:
    """Prints a table a way to be let in; whether the promise was kept."""
    kept = True
    for name, reader in {
        "by a session": Reader(of, signed_in(cast.ana), {}, each),
        "by a token": Reader(of, Client(), bearer(cast.ana, cast.economy), each),
    }.items():
        assert same(reader.get(f"/peer/{of.pk}/"), reader.get(reader.snapshot))
        queries = reader.queries()
        taken = in_turn(reader.ways(), rounds)
        print(f"{name}:\n{table(taken, 1000, 'ms', queries)}")
        faster = [peer / ours for peer, ours in zip(taken[PEER], taken["from the rows"], strict=True)]
        said = f"{median(faster):.2f} times as fast ({min(faster):.2f} to {max(faster):.2f}, round by round)"
        print(f"  from the rows: {said}; promised {PROMISED}: {'kept' if median(faster) >= PROMISED else 'NOT KEPT'}")
        kept = kept and median(faster) >= PROMISED
    return kept


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--steps", type=int, default=500)
    parser.add_argument("--rounds", type=int, default=9)
    parser.add_argument("--each", type=int, default=5, help="requests in a round")
    asked = parser.parse_args()
    with own_database():
        cast = make_cast()
        of = make_long_map(cast, asked.steps)
        state = state_of(of)
        size = len(snapshot_of(of)[1]) / 1000
        print(f"{connection.vendor}: {len(state.steps)} steps, {len(state.links)} links, a snapshot of {size:.0f} kB; medians")
        kept = measure(cast, of, asked.rounds, asked.each)
        reader = Reader(of, signed_in(cast.ana), {}, 1)
        print(table(in_turn({"the page of the map": reader.timed(f"/maps/{of.pk}/")}, asked.rounds), 1000, "ms"))
    sys.exit(not kept)


if __name__ == "__main__":
    main()
