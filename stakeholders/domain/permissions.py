"""Who may do what: one table a facilitator could read. A role that is not in a row may not do it."""

from enum import StrEnum


class Role(StrEnum):
    """What a member is to an economy. One person may hold several."""

    ADMINISTRATOR = "administrator"  # people only, no content; gives roles to others, never to oneself
    FACILITATOR = "facilitator"
    PARTICIPANT = "participant"
    OBSERVER = "observer"
    ANALYST = "analyst"
    MODERATOR = "moderator"
    LEADER = "leader"
    COACH = "coach"
    IG_LEAD = "ig_lead"  # information governance: reads the audit


class Permission(StrEnum):
    """What can be done in an economy."""

    VIEW_ECONOMY = "view_economy"  # its name, organisations and that one belongs
    MANAGE_PEOPLE = "manage_people"  # invite, give and take roles, end memberships
    MANAGE_ORGANISATIONS = "manage_organisations"
    EDIT_TEXTS = "edit_texts"  # privacy notice, accessibility statement, intended use
    RAISE_THRESHOLD = "raise_threshold"  # how many people a number must rest on to be shown; never lowered
    VIEW_JOURNEY = "view_journey"  # journeys, maps, figures
    CREATE_JOURNEY = "create_journey"  # and change its name, people and boundary
    EDIT_MAP = "edit_map"  # every command of the map
    RESTORE_MAP = "restore_map"  # set a card back over others' work
    SUMMON = "summon"  # ask everybody who has a map open to come to a card
    NAME_BASELINE = "name_baseline"  # give a moment of a map a name
    SHARE_READ_ONLY = "share_read_only"  # a link with which somebody from outside reads a map or a comparison
    REDACT = "redact"  # with a second person
    UPLOAD_DATA = "upload_data"  # bring event data, name columns, match activities, draft a map from them
    VIEW_RAW_DATA = "view_raw_data"  # exact figures of small groups
    VIEW_MEASURES = "view_measures"  # figures, small numbers hidden
    USE_API = "use_api"  # mint a token
    READ_AUDIT = "read_audit"


R, P = Role, Permission
_MAP_READERS = {R.FACILITATOR, R.PARTICIPANT, R.OBSERVER, R.ANALYST, R.MODERATOR, R.LEADER, R.COACH}

TABLE: dict[Permission, frozenset[Role]] = {
    permission: frozenset(roles)
    for permission, roles in {
        P.VIEW_ECONOMY: set(Role),
        P.MANAGE_PEOPLE: {R.ADMINISTRATOR},
        P.MANAGE_ORGANISATIONS: {R.ADMINISTRATOR, R.FACILITATOR},
        P.EDIT_TEXTS: {R.ADMINISTRATOR, R.IG_LEAD},
        P.RAISE_THRESHOLD: {R.ADMINISTRATOR, R.IG_LEAD},
        P.VIEW_JOURNEY: _MAP_READERS,
        P.CREATE_JOURNEY: {R.FACILITATOR, R.COACH},
        P.EDIT_MAP: {R.FACILITATOR, R.PARTICIPANT, R.ANALYST, R.COACH},
        P.RESTORE_MAP: {R.FACILITATOR},
        P.SUMMON: {R.FACILITATOR},
        P.NAME_BASELINE: {R.FACILITATOR},
        P.SHARE_READ_ONLY: {R.FACILITATOR, R.COACH},
        P.REDACT: {R.FACILITATOR, R.MODERATOR, R.IG_LEAD},
        P.UPLOAD_DATA: {R.ANALYST},
        P.VIEW_RAW_DATA: {R.ANALYST},
        P.VIEW_MEASURES: _MAP_READERS,
        P.USE_API: {R.ANALYST, R.FACILITATOR, R.COACH, R.LEADER},
        P.READ_AUDIT: {R.IG_LEAD},
    }.items()
}
STRONG_SIGN_IN = frozenset({R.ADMINISTRATOR, R.MODERATOR, R.ANALYST, R.IG_LEAD})  # a second factor is required


def allowed(roles: set[Role] | frozenset[Role], permission: Permission) -> bool:
    """True when any of the roles carries the permission."""
    return not TABLE[permission].isdisjoint(roles)


def permissions_of(roles: set[Role] | frozenset[Role]) -> frozenset[Permission]:
    """All that these roles together may do."""
    return frozenset(permission for permission, holders in TABLE.items() if not holders.isdisjoint(roles))
