"""Who is signed in with a session, asked for many sessions at once and without writing: for connections that outlive a request."""

from collections.abc import Collection, Mapping
from types import SimpleNamespace
from typing import Any
from uuid import UUID

from allauth.account.authentication import get_authentication_records
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.models import Session
from django.utils.crypto import constant_time_compare

from carejourneys.common.clock import now
from stakeholders.models import User

from .sign_in import lacking_second_step, may_sign_in


def people_signed_in(keys: Collection[str]) -> dict[str, User]:
    """{key of a session: who may open pages with it now}; left out are sessions that are over, accounts that may not sign in any more, and
    sessions without the second step that is asked of them. Three queries, however many.
    """
    rows = Session.objects.filter(session_key__in=keys, expire_date__gt=now())
    sessions: dict[str, Mapping[str, Any]] = {row.session_key: row.get_decoded() for row in rows}
    ids = {key: id for key, session in sessions.items() if (id := _user_id(session))}
    people = User.objects.in_bulk(set(ids.values()))
    theirs = {key: people[id] for key, id in ids.items() if id in people and _is_of(sessions[key], people[id])}
    lacking = lacking_second_step({key: (user, _has_shown(sessions[key], user)) for key, user in theirs.items()})
    return {key: user for key, user in theirs.items() if key not in lacking}


def _user_id(session: Mapping[str, Any]) -> UUID | None:
    if session.get(BACKEND_SESSION_KEY) not in settings.AUTHENTICATION_BACKENDS:
        return None
    return User._meta.pk.to_python(session.get(SESSION_KEY))


def _is_of(session: Mapping[str, Any], user: User) -> bool:
    """Whether it carries what a session of theirs must carry today, under this secret or one that is being retired."""
    carried = session.get(HASH_SESSION_KEY, "")
    hashes = (user.get_session_auth_hash(), *user.get_session_auth_fallback_hash())
    return may_sign_in(user) and any(constant_time_compare(carried, one) for one in hashes)


def _has_shown(session: Mapping[str, Any], user: User) -> bool:
    records = get_authentication_records(SimpleNamespace(session=session), user)  # type: ignore[arg-type]  # of the request it asks this alone
    return any(record["method"] == "mfa" for record in records)
