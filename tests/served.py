"""The product as it is served: a real uvicorn, in a thread of the test's process and on its database."""

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Thread
from time import monotonic, sleep

import uvicorn


@contextmanager
def served(application, **options) -> Iterator[int]:
    """Serves the ASGI application on 127.0.0.1 while the block runs; gives the port."""
    config = uvicorn.Config(
        application, host="127.0.0.1", port=0, log_config=None, lifespan="off", **{"timeout_graceful_shutdown": 3, **options}
    )
    server = uvicorn.Server(config)
    thread = Thread(target=server.run)
    thread.start()
    try:
        deadline = monotonic() + 30
        while not server.started:
            assert thread.is_alive() and monotonic() < deadline, "the server did not start"
            sleep(0.02)
        yield server.servers[0].sockets[0].getsockname()[1]
    finally:
        server.should_exit = True
        thread.join(timeout=30)
