"""Files of rows: they go out while they are fetched."""

from collections.abc import Iterator

import pytest
from asgiref.sync import async_to_sync
from django.test import AsyncClient

from carejourneys.common.edges.csv_lists import AT_ONCE, CsvResponse
from stakeholders.domain.permissions import Role
from tests.factories import make_cast, make_member, make_organisation, signed_in


def test_the_first_rows_go_out_before_the_last_are_fetched():
    fetched: list[int] = []

    def rows() -> Iterator[list]:
        for n in range(3 * AT_ONCE):
            fetched.append(n)
            yield [n, "=1+1"]

    @async_to_sync
    async def sent() -> bytes:
        whole, waiting = b"", []
        async for part in CsvResponse(rows(), "rows"):
            waiting.append(len(fetched))
            whole += part
        assert waiting[0] == AT_ONCE and waiting == sorted(set(waiting))
        return whole

    assert sent().decode() == "".join(f"{n},'=1+1\r\n" for n in range(3 * AT_ONCE))


@pytest.mark.django_db
@pytest.mark.filterwarnings("error:StreamingHttpResponse must consume")
def test_lists_and_the_audit_reach_an_asynchronous_server_as_they_reach_another():
    cast = make_cast()
    for n in range(3):
        make_organisation(cast.economy, f"Practice {n}")
    lead = signed_in(make_member(cast.economy, Role.IG_LEAD, name="Ida"))

    @async_to_sync
    async def over_asgi(path: str) -> bytes:
        client = AsyncClient()
        client.cookies = lead.cookies
        answer = await client.get(path)
        return b"".join([part async for part in answer])

    for path in ("/api/v1/organisations/?format=csv", f"/economies/{cast.economy.slug}/audit.csv"):
        plain = lead.get(path).getvalue()
        assert over_asgi(path) == plain and plain.count(b"\r\n") > 4, path
