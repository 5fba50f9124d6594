"""Many people on one map at once: ours beside y-websocket and hocuspocus with SQLite, in turn, all under the same hands.

    npm ci --prefix benchmarks/peers/realtime
    DATABASE_URL=postgres://… REDIS_URL=redis://… python -m benchmarks.realtime [--people 200] [--rate 100] [--rounds 5]

Contenders: this product with one web process, and with two that talk through Redis; hocuspocus with its SQLite extension; y-websocket,
which stores nothing. `peers/realtime/load.mjs` opens a socket for each person. First so many edits a second by all together, each timed
from its sending to each of the others who sees it; then fifty people of whom each sends the next as soon as the last was accepted
(y-websocket accepts nothing: as soon as another has seen it). Ours is accepted when it is committed (PostgreSQL,
synchronous_commit on), hocuspocus' when it is in memory: it stores the whole document seconds later. In the end our server is killed (-9)
under load, and the log is read.
Ends with 1 when a promise is not kept.
"""

import argparse
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from functools import partial
from pathlib import Path
from statistics import median
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "carejourneys.settings.test")

import django

django.setup()

from django.conf import settings  # noqa: E402
from django.db import connection  # noqa: E402

from benchmarks.own_database import own_database  # noqa: E402
from journeys.models import Map, MapCommandLog  # noqa: E402
from journeys.queries.states import state_of  # noqa: E402
from stakeholders.domain.permissions import Role  # noqa: E402
from tests.factories import make_cast, make_member, signed_in  # noqa: E402
from tests.pages.maps import make_long_map  # noqa: E402

PEERS = Path(__file__).parent / "peers" / "realtime"
SERVERS, PEOPLE = "0", "1"  # cores
BUSY = 50  # people who send one edit after the other
OURS, OURS_TWICE, HOCUSPOCUS, Y_WEBSOCKET = "ours", "ours, two processes", "hocuspocus + SQLite", "y-websocket"
STORES = {
    OURS: "each edit, committed before anybody sees it",
    OURS_TWICE: "each edit, committed before anybody sees it",
    HOCUSPOCUS: "the document, some seconds later",
    Y_WEBSOCKET: "nothing",
}
PROMISES = (("p95", HOCUSPOCUS, 2.0), ("p95", Y_WEBSOCKET, 4.0))  # of ours, at most so many times theirs


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


@contextmanager
def running(command: list[str], port: int, **environment: str) -> Iterator[subprocess.Popen]:
    """A server on its core, ready when it can be reached; killed at the end."""
    process = subprocess.Popen(["taskset", "-c", SERVERS, *command], env={**os.environ, **environment}, stdout=subprocess.DEVNULL)
    try:
        until = time.monotonic() + 30
        while True:
            try:
                socket.create_connection(("127.0.0.1", port), timeout=1).close()
                break
            except OSError:
                assert process.poll() is None and time.monotonic() < until, f"{command} did not start"
                time.sleep(0.1)
        yield process
    finally:
        process.kill()
        process.wait()


@contextmanager
def ours(processes: int, world: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """The product as `serve` runs it, without the worker."""
    database = os.environ["DATABASE_URL"].rpartition("/")[0] + "/" + connection.settings_dict["NAME"]
    with ExitStack() as stack:
        ports = [free_port() for _n in range(processes)]
        command = [sys.executable, "-m", "uvicorn", "carejourneys.asgi:application", "--log-level", "warning", "--lifespan", "off"]
        command += ["--ws", "websockets-sansio", "--ws-per-message-deflate", "false", "--no-access-log"]
        redis = {"REDIS_URL": os.environ["REDIS_URL"] if processes > 1 else "none"}
        servers = [stack.enter_context(running([*command, "--port", str(p)], p, DATABASE_URL=database, **redis)) for p in ports]
        yield {
            "how": "care-journeys",
            "urls": [f"ws://localhost:{port}/ws/maps/{world['map']}/" for port in ports],
            "origins": [f"http://localhost:{port}" for port in ports],
            "servers": servers,
            **world,
        }


@contextmanager
def hocuspocus() -> Iterator[dict[str, Any]]:
    with tempfile.TemporaryDirectory() as folder:
        port = free_port()
        with running(["node", str(PEERS / "hocuspocus.mjs"), str(port), f"{folder}/documents.sqlite"], port) as server:
            yield {"how": "hocuspocus", "urls": [f"ws://127.0.0.1:{port}/map"], "servers": [server]}


@contextmanager
def y_websocket() -> Iterator[dict[str, Any]]:
    port = free_port()
    server = PEERS / "node_modules" / "y-websocket" / "bin" / "server.cjs"
    with running(["node", str(server)], port, HOST="127.0.0.1", PORT=str(port)) as process:
        yield {"how": "y-websocket", "urls": [f"ws://127.0.0.1:{port}/map"], "servers": [process]}


def load(there: dict[str, Any], *, people: int, rate: float, seconds: float, warm: float) -> dict[str, Any]:
    """What load.mjs found, and `cpu`: seconds of the servers' processes for each that went by."""
    asked = handed(there) | {"people": people, "rate": rate, "seconds": seconds, "warm": warm}
    command = ["taskset", "-c", PEOPLE, "node", str(PEERS / "load.mjs")]
    before = sum(map(cpu, there["servers"]))
    ran = subprocess.run(command, input=json.dumps(asked), capture_output=True, text=True, timeout=seconds + warm + 120)
    if ran.returncode:
        sys.exit(f"{there['how']}: {ran.stderr}")
    print(ran.stderr, end="", file=sys.stderr)
    return json.loads(ran.stdout) | {"cpu": (sum(map(cpu, there["servers"])) - before) / (seconds + warm)}


def handed(there: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in there.items() if name != "servers"}


def cpu(server: subprocess.Popen) -> float:
    """Seconds of processor time so far."""
    words = Path(f"/proc/{server.pid}/stat").read_text().rpartition(")")[2].split()
    return (int(words[11]) + int(words[12])) / os.sysconf("SC_CLK_TCK")


def make_world(people: int) -> dict[str, Any]:
    """A map of a step for each person, and somebody signed in for each."""
    cast = make_cast()
    of = make_long_map(cast, people)
    members = [make_member(cast.economy, Role.PARTICIPANT, name=f"Person {n}") for n in range(people)]
    cookies = [f"{settings.SESSION_COOKIE_NAME}={signed_in(one).cookies[settings.SESSION_COOKIE_NAME].value}" for one in members]
    return {"map": str(of.pk), "steps": [step["id"] for step in state_of(of).steps][:people], "cookies": cookies}


def killed(there: dict[str, Any], people: int) -> str:
    """Kills the server under load; whether all that was acknowledged stands in the log once, and the log is dense."""
    before = Map.objects.get(pk=there["map"]).revision
    asked = handed(there) | {"people": people, "rate": 0, "seconds": 4, "warm": 1, "killed": True}
    run = subprocess.Popen(["taskset", "-c", PEOPLE, "node", str(PEERS / "load.mjs")], stdin=-1, stdout=-1, text=True)
    assert run.stdin
    run.stdin.write(json.dumps(asked))
    run.stdin.close()
    time.sleep(6)
    there["servers"][0].send_signal(signal.SIGKILL)
    acknowledged = json.loads(run.stdout.read() if run.stdout else "")["acknowledged"]
    rows = list(MapCommandLog.objects.filter(map=there["map"], revision__gt=before).order_by("revision"))
    assert [row.revision for row in rows] == list(range(before + 1, before + 1 + len(rows))), "the log is not dense"
    ids = [str(row.command_id) for row in rows]
    assert len(set(ids)) == len(ids) and set(acknowledged) <= set(ids), "an acknowledged edit is missing or twice"
    assert Map.objects.get(pk=there["map"]).revision == (rows[-1].revision if rows else before)
    return f"killed (-9) under load: {len(acknowledged)} edits acknowledged, {len(rows)} in the log, each once, without a gap"


def verdict(found: dict[str, list[dict[str, Any]]]) -> bool:
    """Prints each promise; whether all are kept."""
    kept = True
    for name, figure in ((n, f) for n in (OURS, OURS_TWICE) for f in PROMISES):
        what, peer, most = figure
        ratio = median(a[what] / b[what] for a, b in zip(found[name], found[peer], strict=True))
        kept &= ratio <= most
        print(f"  {name}: {what} {ratio:.2f} × {peer} (at most {most}): {'kept' if ratio <= most else 'NOT KEPT'}")
    ratio = median(a["accepted"] / b["accepted"] for a, b in zip(found[f"{OURS}, busy"], found[f"{HOCUSPOCUS}, busy"], strict=True))
    print(f"  {OURS}: {ratio:.2f} × the edits {HOCUSPOCUS} accepts (at least 1): {'kept' if ratio >= 1 else 'NOT KEPT'}")
    return kept and ratio >= 1


def line(name: str, runs: list[dict[str, Any]]) -> str:
    def of(what: str) -> str:
        return f"{median(run[what] or 0 for run in runs):8.1f}"

    a_second = median(run["accepted"] / run["seconds"] for run in runs)
    cores = median(run["cpu"] for run in runs)
    seen = min(run["seen"] / run["expected"] for run in runs if run["expected"])
    waits = f"p50 {of('p50')}  p95 {of('p95')}  p99 {of('p99')} ms"
    return f"  {name.ljust(28)} {waits}  accepted {a_second:6.0f}/s  seen {seen:.0%}  {cores:.2f} of a core"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--people", type=int, default=200)
    parser.add_argument("--rate", type=float, default=100, help="edits a second, of all together")
    parser.add_argument("--seconds", type=float, default=10)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--only", action="append", help="a contender; may be said again")
    asked = parser.parse_args()
    if connection.vendor != "postgresql" or not settings.REDIS_URL or not shutil.which("node"):
        sys.exit("Needs DATABASE_URL (PostgreSQL), REDIS_URL and node.")
    with own_database():
        with connection.cursor() as cursor:
            cursor.execute("SHOW synchronous_commit")
            assert cursor.fetchone() == ("on",)
        world = make_world(asked.people)
        contenders: dict[str, Callable[[], Any]] = {
            OURS: partial(ours, 1, world),
            HOCUSPOCUS: hocuspocus,
            Y_WEBSOCKET: y_websocket,
            OURS_TWICE: partial(ours, 2, world),
        }
        contenders = {name: make for name, make in contenders.items() if not asked.only or name in asked.only}
        print(f"{asked.people} people, {asked.rate:g} edits a second; servers on core {SERVERS}, people on {PEOPLE}, databases on either")
        found: dict[str, list[dict[str, Any]]] = {}
        for number in range(asked.rounds):
            for name in list(contenders)[:: -1 if number % 2 else 1]:
                with contenders[name]() as there:
                    given = load(there, people=asked.people, rate=asked.rate, seconds=asked.seconds, warm=3)
                    found.setdefault(name, []).append(given)
                    given = load(there, people=BUSY, rate=0, seconds=asked.seconds, warm=2)
                    found.setdefault(f"{name}, busy", []).append(given)
        for name, runs in found.items():
            print(f"{line(name, runs)}  stores {STORES[name.removesuffix(', busy')]}")
        if asked.only:
            return
        kept = verdict(found)
        with ours(1, world) as there:
            print(f"  {killed(there, BUSY)}")
    sys.exit(not kept)


if __name__ == "__main__":
    main()
