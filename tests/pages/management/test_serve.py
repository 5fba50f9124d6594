"""The embedded server as a process of its own: what it answers to, the worker beside it, and its end."""

import os
import re
import signal
import socket
import subprocess
import sys
import time
from http.client import HTTPConnection
from pathlib import Path

import pytest
from django.conf import settings

from carejourneys.pages.management.commands.serve import hosts_of

ON_LOOPBACK = "127.0.0.2"  # no host of the settings' own, and reached from nowhere else


@pytest.mark.parametrize(
    ("host", "demo", "hosts"),
    [
        ("192.168.1.20", False, ["192.168.1.20"]),
        ("fd00::7", False, ["[fd00::7]"]),
        ("0.0.0.0", True, ["*"]),
        ("::", True, ["*"]),
        ("0.0.0.0", False, []),
        ("::", False, []),
    ],
)
def test_a_server_answers_to_its_address_and_only_a_demo_to_any_name(host, demo, hosts):
    assert hosts_of(host, demo=demo) == hosts


@pytest.fixture(scope="module")
def environment(tmp_path_factory):
    """That of an installation of its own, its tables made."""
    ours = {"DJANGO_SETTINGS_MODULE": "carejourneys.settings.local", "VAR_DIR": str(tmp_path_factory.mktemp("var"))}
    others = ("DATABASE_URL", "REDIS_URL", "SQLITE_PATH", "ALLOWED_HOSTS", "DEBUG", "DEMO", "SECRET_KEY")
    environment = {name: value for name, value in os.environ.items() if name not in others} | ours
    subprocess.run([sys.executable, "manage.py", "migrate", "--verbosity", "0"], cwd=settings.BASE_DIR, env=environment, check=True)
    return environment


@pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="looks for the worker under /proc")
def test_it_answers_keeps_a_worker_and_ends_with_ctrl_c(environment):
    with socket.socket() as free:
        free.bind((ON_LOOPBACK, 0))
        port = free.getsockname()[1]
    command = [sys.executable, "manage.py", "serve", "--host", ON_LOOPBACK, "--port", str(port)]
    server = subprocess.Popen(command, cwd=settings.BASE_DIR, env=environment)
    try:
        wait_for(lambda: answer(port, "/readyz") == 200)
        assert answer(port, "/", "forged.example") == 400
        first = wait_for(lambda: worker_of(server))
        os.kill(first, signal.SIGKILL)
        second = wait_for(lambda: (worker_of(server) or first) != first and worker_of(server))
        server.send_signal(signal.SIGINT)
        assert server.wait(timeout=60) == 0
        wait_for(lambda: not is_worker(second))
        with pytest.raises(ConnectionError):
            answer(port, "/readyz")
    finally:
        server.kill()


def wait_for(happens, seconds: int = 120):
    """What `happens` gives once it is true."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        try:
            if given := happens():
                return given
        except OSError:
            pass
        time.sleep(0.1)
    raise AssertionError("waited in vain")


def answer(port: int, path: str, host: str = "") -> int:
    """The status a browser gets that knows the server by its address, or by another name."""
    connection = HTTPConnection(ON_LOOPBACK, port, timeout=10)
    connection.request("GET", path, headers={"Host": host} if host else {})
    return connection.getresponse().status


def worker_of(server: subprocess.Popen) -> int | None:
    """The process number of the server's worker."""
    children = " ".join(path.read_text() for path in Path(f"/proc/{server.pid}/task").glob("*/children"))
    return next((int(child) for child in children.split() if is_worker(int(child))), None)


def is_worker(process: int) -> bool:
    try:
        words = Path(f"/proc/{process}/cmdline").read_bytes().decode()
    except OSError:
        return False
    return re.search(r"manage\.py\0worker", words) is not None
