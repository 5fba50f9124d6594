"""Asking the database itself: does it refuse what no service would send?"""

from collections.abc import Callable

import pytest
from django.apps import apps
from django.db import IntegrityError, connection, transaction


def named_in(app: str) -> set[str]:
    """The names of all constraints of the app's models."""
    return {constraint.name for model in apps.get_app_config(app).get_models() for constraint in model._meta.constraints}


def refused(act: Callable[[], object], *names: str) -> None:
    """The database refuses, by one of these constraints. SQLite names a CHECK and, of most UNIQUE ones, the columns only."""
    with pytest.raises(IntegrityError) as said, transaction.atomic():
        act()
    by_columns = connection.vendor == "sqlite" and str(said.value).startswith("UNIQUE constraint failed: ")
    assert any(name in str(said.value) for name in names) or by_columns, str(said.value)


def again(row, **values) -> object:
    """The same row stored once more under another primary key."""
    copy = type(row).objects.get(pk=row.pk)
    copy.pk = values.pop("pk", None)
    copy._state.adding = True
    for name, value in values.items():
        setattr(copy, name, value)
    copy.save(force_insert=True)
    return copy
