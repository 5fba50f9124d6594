"""Roles, permissions, kinds of organisation and texts in words for people."""

from django.utils.translation import gettext_lazy as _

from stakeholders.domain.organisations import OrganisationKind as K
from stakeholders.domain.permissions import TABLE
from stakeholders.domain.permissions import Permission as P
from stakeholders.domain.permissions import Role as R
from stakeholders.domain.texts import TextKind
from stakeholders.domain.tokens import Scope

ROLE_NAMES = {
    R.ADMINISTRATOR: _("Administrator"),
    R.FACILITATOR: _("Facilitator"),
    R.PARTICIPANT: _("Participant"),
    R.OBSERVER: _("Observer"),
    R.ANALYST: _("Analyst"),
    R.MODERATOR: _("Moderator"),
    R.LEADER: _("Leader"),
    R.COACH: _("Coach"),
    R.IG_LEAD: _("Information governance lead"),
}
ROLE_MEANINGS = {
    R.ADMINISTRATOR: _("Invites people and gives roles to others, not to themselves. Sees no journeys."),
    R.FACILITATOR: _("Starts journeys, leads the group, can set a card back to how it was."),
    R.PARTICIPANT: _("Draws the map with the others."),
    R.OBSERVER: _("Looks on: reads maps and figures."),
    R.ANALYST: _("Brings data, matches it to the map, sees exact figures."),
    R.MODERATOR: _("Reads what the public sends in before others do."),
    R.LEADER: _("Reads maps and figures, answers for what comes of them."),
    R.COACH: _("Helps groups with the method and starts journeys."),
    R.IG_LEAD: _("Reads the record of who did what; keeps the privacy notice. Sees no journeys."),
}
PERMISSION_NAMES = {
    P.VIEW_ECONOMY: _("See the economy, its organisations and who belongs"),
    P.MANAGE_PEOPLE: _("Invite people, give and take roles, end memberships"),
    P.MANAGE_ORGANISATIONS: _("Add and change organisations"),
    P.EDIT_TEXTS: _("Change the privacy notice and the other texts"),
    P.RAISE_THRESHOLD: _("Raise the number of people below which figures are hidden"),
    P.VIEW_JOURNEY: _("Read journeys and maps"),
    P.CREATE_JOURNEY: _("Start a journey and change its name and boundary"),
    P.EDIT_MAP: _("Change a map"),
    P.RESTORE_MAP: _("Set a card back over other people’s work"),
    P.SUMMON: _("Call everybody who has a map open to a card"),
    P.NAME_BASELINE: _("Give moments of a map a name, to compare with later"),
    P.SHARE_READ_ONLY: _("Make links with which people from outside read a map"),
    P.REDACT: _("Remove a name that was written by mistake (two people together)"),
    P.UPLOAD_DATA: _("Bring event data, name its columns, match it to steps, draft a map from it"),
    P.VIEW_RAW_DATA: _("See exact figures of small groups"),
    P.VIEW_MEASURES: _("See figures, with small numbers hidden"),
    P.USE_API: _("Make tokens for the API"),
    P.READ_AUDIT: _("Read the record of who did what"),
}
KIND_NAMES = {
    K.COUNCIL: _("Council"),
    K.COMMUNITY_TRUST: _("Community trust"),
    K.MENTAL_HEALTH_TRUST: _("Mental health trust"),
    K.ACUTE_TRUST: _("Hospital trust"),
    K.COMMISSIONER: _("Commissioner"),
    K.GP_CLUSTER: _("Group of GP practices"),
    K.AMBULANCE: _("Ambulance service"),
    K.EDUCATION: _("School, college or university"),
    K.HOUSING: _("Housing"),
    K.CRIMINAL_JUSTICE: _("Police, courts, prisons, probation"),
    K.VOLUNTARY: _("Voluntary or community organisation"),
    K.DENTIST: _("Dentist"),
    K.PHARMACIST: _("Pharmacy"),
    K.OPTICIAN: _("Optician"),
    K.CARE_HOME: _("Care home"),
    K.PATIENTS: _("Patients and people who use services"),
    K.CARERS: _("Families and carers"),
    K.OTHER: _("Something else"),
}
SCOPE_NAMES = {Scope.READ: _("Read only"), Scope.WRITE: _("Read and change")}
TEXT_NAMES = {
    TextKind.PRIVACY: _("Privacy notice"),
    TextKind.ACCESSIBILITY: _("Accessibility statement"),
    TextKind.INTENDED_USE: _("What it is for"),
}


def holders() -> dict[str, list[str]]:
    """{permission: the names of the roles that hold it, in the order of the table}."""
    return {permission.value: [str(ROLE_NAMES[role]).lower() for role in R if role in TABLE[permission]] for permission in P}
