"""Taking turns: what an economy holds once (a name, an address, an invitation) is looked for and made by one request at a time."""

from uuid import UUID

from stakeholders.models import Economy


def wait_for_turn(economy_id: UUID) -> None:
    """Inside a transaction: holds the economy until it ends, so that what is found free is still free when it is taken.

    Rows that only point at the economy are written meanwhile (no_key).
    """
    Economy.objects.select_for_update(no_key=True).get(pk=economy_id)
