"""A database of a benchmark's own: on SQLite, or on the PostgreSQL that DATABASE_URL names, made anew and dropped."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings
from django.db import connection
from django.test.utils import get_runner, setup_test_environment


@contextmanager
def own_database() -> Iterator[None]:
    """With all tables and no rows."""
    setup_test_environment()
    runner = get_runner(settings, "django.test.runner.DiscoverRunner")(verbosity=0, interactive=False)
    settings.DATABASES["default"].setdefault("TEST", {})["NAME"] = _name()
    connection.settings_dict["TEST"]["NAME"] = _name()
    databases = runner.setup_databases()
    try:
        yield
    finally:
        _leave()
        runner.teardown_databases(databases)


def _name() -> str:
    """Beside the database of the tests."""
    name = str(connection.settings_dict["NAME"])
    return "benchmark_care_journeys" if connection.vendor == "postgresql" else f"{name}.benchmark"


def _leave() -> None:
    """Ends what the server's threads still hold of the benchmark's own database, so that it can be dropped."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
    connection.close()
