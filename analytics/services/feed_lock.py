"""The lock that everybody takes who changes a feed and its versions: feeds first, then versions."""

from uuid import UUID

from django.db.models import Q

from analytics.models import Feed


def locked_feed(feed_id: UUID) -> Feed | None:
    """The feed's row and those of feeds joined from it, nobody else changing them until the commit; None when it is gone. Taken before a
    version of theirs is locked: in another order two could each wait for what the other holds. SQLite's transactions are IMMEDIATE.
    """
    wholes = Feed.objects.filter(parts=feed_id).values("pk")
    feeds = Feed.objects.select_for_update(of=("self",)).select_related("journey__economy").filter(Q(pk=feed_id) | Q(pk__in=wholes))
    return {str(one.pk): one for one in feeds.order_by("pk")}.get(str(feed_id))
