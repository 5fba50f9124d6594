"""What a column of a log means, and the guess from its name."""

import re
from collections.abc import Mapping, Sequence
from enum import StrEnum


class Role(StrEnum):
    """END names the completion (or only) time; TIMESTAMP the time of a lifecycle log, whose start and complete rows share an INSTANCE."""

    CASE = "case"
    ACTIVITY = "activity"
    END = "end"
    START = "start"
    TIMESTAMP = "timestamp"
    LIFECYCLE = "lifecycle"
    INSTANCE = "instance"
    RESOURCE = "resource"
    ORGANISATION = "organisation"


TIMES = (Role.START, Role.END, Role.TIMESTAMP)

LIFECYCLE_NAMES = ("lifecycletransition", "lifecycle", "transition", "registrationtype", "lifecyclestate")

# For each role the names in order of preference, compared in lower case with everything but letters and digits left out.
_NAMES: dict[Role, tuple[str, ...]] = {
    Role.CASE: (
        *("caseconceptname", "caseid", "case", "casekey", "caseidentifier", "casenumber", "caseno", "traceid", "trace"),
        *("journeyid", "referralid", "spellid", "pathwayid", "episodeid", "visitid", "admissionid", "attendanceid"),
        *(
            "patientid",
            "patientkey",
            "patient",
            "personid",
            "clientid",
            "subjectid",
            "hadmid",
            "stayid",
            "casenr",
            "visitnr",
            "patientvisitnr",
            "visit",
            *("nhsnumber", "nhsno", "nhsnum", "pseudonhsnumber", "pseudonym", "pseudoid"),
        ),
    ),
    Role.ACTIVITY: (
        *("conceptname", "activity", "activityname", "activitylabel", "event", "eventname", "eventtype", "task", "taskname"),
        *("step", "stepname", "action", "handling", "procedure"),
    ),
    Role.END: (
        *("timetimestamp", "complete", "completed", "completetimestamp", "completetime", "completets", "completiontime", "completedat"),
        *("end", "endtime", "endtimestamp", "enddatetime", "enddate", "endts", "endedat", "finish", "finishtime", "finished", "finishedat"),
        *("timestamp", "eventtime", "eventtimestamp", "activitytime", "activitytimestamp", "datetime", "eventdatetime", "eventdate"),
        *("activitydate", "time", "occurredat", "date", "ts"),
    ),
    Role.START: (
        *("starttimestamp", "timestart", "start", "starttime", "startts", "startdatetime", "startdate", "started", "startedat"),
        *("begin", "begintime", "began", "beganat"),
    ),
    Role.LIFECYCLE: LIFECYCLE_NAMES,
    Role.INSTANCE: (
        "conceptinstance",
        "activityinstanceid",
        "activityinstance",
        "instance",
        "instanceid",
        "handlingid",
        "lifecycleinstance",
    ),
    Role.RESOURCE: (
        "orgresource",
        "resource",
        "resourceid",
        "originator",
        "user",
        "userid",
        "employee",
        "staff",
        "staffid",
        "performer",
        "worker",
    ),
    Role.ORGANISATION: (
        *("organisation", "organization", "orgorganisation", "orgorganization", "orggroup", "organisationname", "organizationname"),
        *("agency", "provider", "trust", "department", "dept", "team", "orgrole", "group"),
    ),
}


def plain_name(name: str) -> str:
    """A column's name as names are compared: letters and digits, lower case."""
    return re.sub(r"[\W_]+", "", name).casefold()


def recognised_roles(columns: Sequence[str], lifecycle_values: frozenset[str] | None = None) -> dict[Role, str]:
    """{role: column} guessed from names; a column gets one role. lifecycle_values: what the lifecycle column holds, where known.

    The lifecycle is taken only when it tells starts from completions: then the time is TIMESTAMP, else END.
    """
    by_name: dict[str, str] = {}
    for column in columns:
        by_name.setdefault(plain_name(column), column)
    guess: dict[Role, str] = {}
    for role, names in _NAMES.items():
        taken = set(guess.values())
        found = next((by_name[name] for name in names if name in by_name and by_name[name] not in taken), None)
        if found is not None:
            guess[role] = found
    if Role.END in guess:
        values = {value.strip().casefold() for value in lifecycle_values or ()}
        if Role.LIFECYCLE in guess and Role.START not in guess and (lifecycle_values is None or "start" in values):
            guess[Role.TIMESTAMP] = guess.pop(Role.END)
        else:
            guess.pop(Role.LIFECYCLE, None)
            guess.pop(Role.INSTANCE, None)
    return guess


def settled_roles(columns: Sequence[str], named: Mapping[Role, str], lifecycle_values: frozenset[str] | None = None) -> dict[Role, str]:
    """Named columns first. When case, activity and a time are all named, nothing else is guessed: only what was named is used."""
    roles = dict(named)
    timed = Role.END in roles or Role.TIMESTAMP in roles
    if timed and Role.CASE in roles and Role.ACTIVITY in roles:
        return roles
    free = [column for column in columns if column not in roles.values()]
    for role, column in recognised_roles(free, lifecycle_values).items():
        if role in roles or (timed and role in {Role.END, Role.TIMESTAMP, Role.LIFECYCLE, Role.INSTANCE}):
            continue
        roles[role] = column
    if Role.TIMESTAMP in roles and Role.LIFECYCLE not in roles and Role.END not in roles:
        roles[Role.END] = roles.pop(Role.TIMESTAMP)
    return roles


def missing_roles(roles: Mapping[Role, str]) -> tuple[Role, ...]:
    """What is needed and not there: the case, the activity, a time."""
    lacking = [role for role in (Role.CASE, Role.ACTIVITY) if role not in roles]
    if Role.END not in roles and Role.TIMESTAMP not in roles:
        lacking.append(Role.END)
    return tuple(lacking)
