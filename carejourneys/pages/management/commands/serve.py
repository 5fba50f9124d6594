"""Embedded: one web process and one supervised worker, both ended by Ctrl-C."""

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

import uvicorn
from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand

EVERY_ADDRESS = ("0.0.0.0", "::")  # noqa: S104 - asked for, not chosen


def hosts_of(host: str, *, demo: bool) -> list[str]:
    """What a browser may call a server that listens on `host`, beside ALLOWED_HOSTS: that address.

    A demo that listens on every address answers to any name, as the names others reach this machine by cannot be known here. A forged
    name could only mislead links in emails, and a demo sends none. Anything else on every address says its names in ALLOWED_HOSTS.
    """
    if host in EVERY_ADDRESS:
        return ["*"] if demo else []
    return [f"[{host}]" if ":" in host else host]


OPTIONS: dict[str, Any] = {
    "timeout_graceful_shutdown": 3,
    "ws": "websockets-sansio",
    "ws_per_message_deflate": False,
    "ws_max_size": 1_000_000,  # bytes of a message that are read at all; what the live map takes of it is less
    "proxy_headers": False,  # nothing stands in front: what a request says about its own address is not believed
}


class Command(BaseCommand):
    help = "Serves the embedded installation: the web server, and a worker for long jobs that is started again when it dies."

    def add_arguments(self, parser):
        parser.add_argument("--host", default="127.0.0.1")
        parser.add_argument("--port", type=int, default=8000)

    def handle(self, *args, host: str, port: int, **options):
        if not settings.DEBUG:
            call_command("collectstatic", interactive=False, verbosity=0)
        settings.ALLOWED_HOSTS = [*settings.ALLOWED_HOSTS, *hosts_of(host, demo=settings.DEMO)]
        signal.signal(signal.SIGTERM, signal.default_int_handler)
        with _worker_beside(), suppress(KeyboardInterrupt):
            uvicorn.run("carejourneys.asgi:application", host=host, port=port, log_level="warning", lifespan="off", **OPTIONS)


@contextmanager
def _worker_beside() -> Iterator[None]:
    over = threading.Event()
    supervisor = threading.Thread(target=_supervise, args=(over,), daemon=True)
    supervisor.start()
    try:
        yield
    finally:
        over.set()
        supervisor.join(timeout=15)


def _supervise(over: threading.Event) -> None:
    """Starts the worker, again whenever it dies, and ends it at the end."""
    while not over.is_set():
        environment = {**os.environ, "DJANGO_SETTINGS_MODULE": os.environ["DJANGO_SETTINGS_MODULE"]}
        child = subprocess.Popen([sys.executable, "manage.py", "worker"], cwd=settings.BASE_DIR, env=environment, start_new_session=True)
        while child.poll() is None and not over.wait(0.5):
            pass
        if over.is_set() and child.poll() is None:
            child.terminate()
            try:
                child.wait(timeout=10)
            except subprocess.TimeoutExpired:
                child.kill()
        elif not over.is_set():
            over.wait(1)
