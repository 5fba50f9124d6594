"""The web process that tests kill and start again keeps its port, and leaves nothing behind that does not start."""

from socket import create_connection, socket

import pytest

from tests.served import ServerProcess


def test_a_process_that_is_away_keeps_its_port_and_one_that_does_not_start_is_ended(tmp_path):
    server = ServerProcess(tmp_path)
    try:
        create_connection(("127.0.0.1", server.port)).close()
        server.kill()
        with pytest.raises(ConnectionRefusedError):
            create_connection(("127.0.0.1", server.port))
        with socket() as another, pytest.raises(OSError, match="in use"):
            another.bind(("127.0.0.1", server.port))
        server.start()
        create_connection(("127.0.0.1", server.port)).close()
        server.kill()
        server.patience = 0
        with pytest.raises(AssertionError):
            server.start()
        assert server.child.poll() is not None
    finally:
        server.end()
