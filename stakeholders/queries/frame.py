"""What every page of an economy shows around its own content."""

from stakeholders.models import Economy, User
from stakeholders.queries.access import permissions_in


def frame(user: User, economy: Economy, **more) -> dict:
    """The context of a template that extends stakeholders/economy_base.html.

    economy; may: the person's permissions there ({% if "manage_people" in may %}).
    """
    return {"economy": economy, "may": permissions_in(user, economy.pk), **more}
