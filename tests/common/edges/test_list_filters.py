"""Filters of lists: one that is named and empty is a mistake, not a wish for everything."""

import pytest

from tests.factories import bearer, make_cast, make_journey

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("path", "name"), [("journeys", "economy"), ("maps", "journey"), ("maps", "archived"), ("organisations", "ods_code")]
)
@pytest.mark.parametrize("more", ["", "&format=csv"])
def test_a_filter_that_is_left_empty_is_refused_by_its_name(client, path, name, more):
    cast = make_cast()
    make_journey(cast.economy, cast.freya)
    answer = client.get(f"/api/v1/{path}/?{name}={more}", headers=bearer(cast.freya, cast.economy))
    assert (answer.status_code, [error["field"] for error in answer.json()["errors"]]) == (400, [name])
    assert client.get(f"/api/v1/{path}/", headers=bearer(cast.freya, cast.economy)).status_code == 200
